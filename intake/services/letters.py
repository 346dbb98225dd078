"""Letters to the United Nations: drafted with the name that the custodians released, approved by another, sent.

The name is released to one member, who drafts and sends; one more sees it, whom they choose to approve the letter.
"""

from collections.abc import Callable

from intake.domain.consent import Use
from intake.domain.handing import Draft, What
from intake.domain.letter import Letter
from intake.services import casefile, handing
from intake.services.asking import name_for_un
from intake.services.consents import CHILDREN
from intake.services.errors import ChangedSince, NameMissing, NotAllowedNow, NotVouched, ReleaseOver
from intake.services.handing import Handing
from intake.services.holders import CIRCLES
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.people import Person
from intake.services.ports import UnitOfWork

Compose = Callable[[str], Letter]
"""Writes the letter about a person of this name."""


def approvers(keyring: Keyring, *, minor: bool) -> list[Person]:
    """Return who may be asked to approve a letter: the others of the circle, or of the children's team."""
    roles = {CHILDREN} if minor else set(CIRCLES)
    return [person for person in keyring.membership.people() if person.roles & roles and person != keyring.person]


def draft_letter(instance: Instance, keyring: Keyring, case_id: str, approver: str, compose: Compose) -> str:
    """Draft a letter with the released name and return the draft's id.

    Raises `ConsentMissing`, `NameMissing`, `NotVouched` for an approver who may not, and what a case raises.
    """

    def work(uow: UnitOfWork) -> str:
        file = casefile.open_file(uow, instance, keyring, case_id)
        file.require(Use.UN)
        if approver not in {person.id for person in approvers(keyring, minor=file.standing.minor)}:
            raise NotVouched
        name = name_for_un(uow, instance, keyring, file)
        if not name:
            raise NameMissing
        return name

    letter = compose(transact(instance.database, work))
    wanted = Draft(What.LETTER, (case_id,), letter.to, letter=letter.to_text(), approver=approver)
    return handing.propose(instance, keyring, wanted)


def check_name(instance: Instance, keyring: Keyring, handing_id: str) -> Handing:
    """Return a letter's draft to who drafted it, if its name may be used now as it stands there; on the record.

    Raises `NotFound`, `NotAllowedNow` for anybody else, `ReleaseOver`, `ChangedSince` when its source lets it stand
    otherwise by now, and what a case raises.
    """
    one = handing.find(instance, keyring, handing_id)
    if one.draft.what is not What.LETTER or one.writer.id != keyring.person.id:
        raise NotAllowedNow

    def work(uow: UnitOfWork) -> None:
        name = name_for_un(uow, instance, keyring, casefile.open_file(uow, instance, keyring, one.draft.cases[0]))
        if not name:
            raise ReleaseOver
        if not Letter.parse(one.draft.letter).says(name):
            raise ChangedSince

    transact(instance.database, work)
    return one


def ready(instance: Instance, keyring: Keyring, handing_id: str) -> Letter:
    """Return an approved letter to the member who drafted it, as long as the name in it may be used.

    Raises `NotFound`, `NotAllowedNow` for anybody else, and what `check_name` and `handing.approved` raise.
    """
    one = check_name(instance, keyring, handing_id)
    handing.approved(instance, keyring, handing_id)
    return Letter.parse(one.draft.letter)

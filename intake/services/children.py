"""What one of the children's team decides with a child: which uses may be open, besides being read and answered."""

from collections.abc import Collection

from intake.domain.consent import LONGEST_NOTE, PROTECTION, Opening, Use
from intake.services import casefile, consents, record
from intake.services.consents import CHILDREN
from intake.services.errors import NotAllowedNow, NotVouched, TooMuch
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.notice import recount
from intake.services.ports import UnitOfWork
from intake.services.record import Fixed
from intake.services.texts import check_text


def decide(instance: Instance, keyring: Keyring, case_id: str, uses: Collection[Use], note: str) -> None:
    """State which uses are open from now on; each still needs the child's own switch. `note`: how it was decided.

    Raises `NotVouched` for who is not of the team, `NotAllowedNow` for a case that is not about a minor, `TooMuch`
    for a note of more than 500 characters, `CodenameInText`, and what opening a case raises.
    """
    check_text(note)
    if CHILDREN not in keyring.person.roles:
        raise NotVouched
    if len(note) > LONGEST_NOTE:
        raise TooMuch

    def work(uow: UnitOfWork) -> None:
        file = casefile.open_file(uow, instance, keyring, case_id)
        if not file.standing.minor:
            raise NotAllowedNow
        opening = Opening(file.standing.newest + 1, frozenset(uses) - PROTECTION, note)
        copies = consents.seal_statement(
            opening, case_id, file.private.public, keyring.identity.signing, keyring.membership
        )
        for copy in copies:
            uow.consents.add(copy)
        fixed = Fixed(file.tag_key, casefile.CONSENT, opening.number, consents.fingerprint(copies[0]))
        record.append(uow, keyring, "decide-with-child", case_id, fixed=fixed)
        recount(uow, instance, keyring, casefile.open_file(uow, instance, keyring, case_id))

    transact(instance.database, work)

"""A case with all that staff can make of it, on any instance: coded, linked, asked about, drafted, handed over.

whole = make_whole(instance, staff, testify, visit)
fill_up(whole)      # and every kind of sheet and of paper, whatever services write it in earnest
"""

from dataclasses import dataclass, replace

from intake.domain.coding import Act, Coding, Event, Person
from intake.domain.consent import Use
from intake.domain.custody import Purpose, Want
from intake.domain.custody_papers import Request
from intake.domain.documents import SHEETS, Kind
from intake.domain.handing import Draft, What
from intake.domain.links import End, Same
from intake.domain.suspects import Naming
from intake.domain.tasks import Tasks
from intake.services import (
    asking,
    assignment,
    casefile,
    code,
    custody,
    handing,
    links,
    papers,
    people,
    review,
    sheets,
    suspects,
)
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.links import Pairing
from intake.services.mailbox import Visit
from intake.services.papers import PaperKind, Said
from intake.services.ports import UnitOfWork
from intake.services.sheets import NewSheet
from tests.plugins.instances import Staff
from tests.plugins.sources import CONTACT, Testify, Told, Visiting

ALL_ON = {f"consent_{use}": "y" for use in Use}
CODED = Coding((Act("tor_beating", victim="V1"),), events=(Event("E1"),), persons=(Person("V1"),))
CANARY = "words that stand in no other text"
KEYED = ("intake", "children", "custodian", "auditor")


@dataclass(frozen=True)
class WholeCase:
    """The case, another that is linked to it, the source's way in, and the ids of what hangs on it."""

    instance: Instance
    staff: Staff
    told: Told
    other: Told
    visit: Visit
    document: str
    link: str
    waiting: str
    released: str
    bundle: str
    letter: str
    undecided: str
    suspect: str

    @property
    def case_id(self) -> str:
        return self.told.case_id

    def who(self, username: str) -> Keyring:
        return self.staff.keyring(self.instance, username)


def make_whole(instance: Instance, staff: Staff, testify: Testify, visit: Visiting) -> WholeCase:
    """Bring the case in and let staff do with it whatever they can."""
    anna = staff.keyring(instance, "anna")
    told, other = (_tell(testify) for _ in range(2))
    case_id = told.case_id
    assignment.assign(instance, anna, case_id, staff.keyring(instance, "rita").person.id)
    review.reply(instance, anna, case_id, "Thank you.")
    for one in (told, other):
        code.save_coding(instance, anna, one.case_id, CODED, 0)
    ends = End(case_id, "V1"), End(other.case_id, "V1")
    links.link(instance, anna, [Pairing(Same.VICTIM, *ends, "The same scar.")])
    released, waiting = (_ask(instance, staff, case_id, purpose) for purpose in (Purpose.UN, Purpose.RECONTACT))
    custody.release(instance, staff.keyring(instance, "kira"), released)
    opened = review.open_case(instance, anna, case_id)
    return WholeCase(
        instance,
        staff,
        told,
        other,
        visit(told.codename),
        document=opened.pieces[0].id,
        link=links.of(opened).links[0].id,
        waiting=waiting,
        released=released,
        bundle=_hand_over(instance, staff, Draft(What.BUNDLE, (case_id,), "A court", "Investigation 12")),
        letter=_hand_over(instance, staff, Draft(What.LETTER, (case_id,), "torture", letter=CANARY)),
        undecided=handing.propose(instance, anna, Draft(What.BUNDLE, (case_id,), "Another court", "Investigation 13")),
        suspect=_name(instance, staff, case_id),
    )


def fill_up(whole: WholeCase) -> None:
    """Add a revision of every kind of sheet and a paper of every kind for everybody, which nobody need understand."""
    anna = whole.who("anna")
    everyone = anna.membership
    readers: list[people.Person | people.RolePublic] = [*everyone.people(), *map(everyone.role_key, KEYED)]

    def work(uow: UnitOfWork) -> None:
        file = casefile.open_file(uow, whole.instance, anna, whole.case_id)
        for kind in sorted(SHEETS):
            before = sheets.newest(uow, file, kind)
            text = Tasks(note=CANARY).to_json() if kind is Kind.TASKS else CANARY
            sheet = NewSheet(kind, text, before.header.revision if before else 0)
            sheets.save(uow, anna, file, sheet, deed="code")
        for paper in PaperKind:
            papers.write(uow, whole.instance, anna, Said(whole.case_id, paper, CANARY), readers)

    transact(whole.instance.database, work)


def _tell(testify: Testify) -> Told:
    files = {"a.jpg": b"photo" * 1000}
    return testify(CANARY, files=files, **CONTACT, contact_now="1", **ALL_ON, language="be")


def _ask(instance: Instance, staff: Staff, case_id: str, purpose: Purpose) -> str:
    kira = staff.keyring(instance, "kira")
    before = {one.id for one in custody.desk(instance, kira).waiting}
    asking.ask(instance, staff.keyring(instance, "anna"), case_id, Request(purpose, Want.CONTACT, CANARY))
    (new,) = {one.id for one in custody.desk(instance, kira).waiting} - before
    return new


def _name(instance: Instance, staff: Staff, case_id: str) -> str:
    """Name a suspect, tell rita of it too, and return the paper's id."""
    anna = staff.keyring(instance, "anna")
    suspects.add(instance, anna, case_id, Naming("", CANARY), [staff.keyring(instance, "rita").person.id])
    return suspects.named_in(instance, anna, case_id)[0].paper


def _hand_over(instance: Instance, staff: Staff, wanted: Draft) -> str:
    """Draft it as anna, and have it approved by boris."""
    boris = staff.keyring(instance, "boris")
    approver = boris.person.id if wanted.letter else ""
    made = handing.propose(instance, staff.keyring(instance, "anna"), replace(wanted, approver=approver))
    handing.decide(instance, boris, made, approved=True, reason="As agreed.")
    return made

"""The referrals of a case: offered, accepted, done or declined, and followed to their end.

The sheet is sealed to the case. That somebody should ask again, and from which day on, stands besides on a small
paper for who leads, so that the desk can remind of it without opening every case.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import crypto
from intake import clock
from intake.domain.contacts import Support
from intake.domain.documents import Kind
from intake.domain.entities import GrantKind
from intake.domain.referrals import Referrals, Step
from intake.domain.review import Action
from intake.services import casefile, papers, sheets
from intake.services.casefile import CaseFile
from intake.services.course import allowed, move
from intake.services.holders import CIRCLES, role_of
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.papers import PaperKind, Said
from intake.services.people import RolePublic
from intake.services.ports import UnitOfWork
from intake.services.review import CaseView
from intake.services.sheets import NewSheet
from intake.services.texts import check_text


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered: which kind of help, by whom, when somebody asks again (or as usual), and a word on it."""

    kind: Support
    whom: str
    ask_by: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Next:
    """The next step of the referral `name`, when somebody asks again (or as usual), and a word on it."""

    name: str
    step: Step
    ask_by: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reminder:
    """A case in which somebody should ask how a referral went, from this day on."""

    case_id: str
    ask_by: date


def referrals_of(view: CaseView) -> Referrals:
    """Return the referrals of an opened case."""
    sheet = view.sheets.get(Kind.REFERRALS)
    return Referrals.parse(sheet.text) if sheet else Referrals()


def offer(instance: Instance, keyring: Keyring, case_id: str, offered: Offer) -> None:
    """Note that a referral was offered today. Raises `BadReferrals`, `NotAllowedNow`, `CodenameInText`."""
    check_text(offered.whom, offered.note)

    def change(referrals: Referrals) -> Referrals:
        today = clock.today()
        return referrals.offer(offered.kind, offered.whom, today, ask_by=offered.ask_by, note=offered.note)

    _change(instance, keyring, case_id, change, "referral-offered")


def take(instance: Instance, keyring: Keyring, case_id: str, taken: Next) -> None:
    """Note the next step of a referral. Raises as `offer` does."""
    check_text(taken.note)

    def change(referrals: Referrals) -> Referrals:
        return referrals.take(taken.name, taken.step, clock.today(), ask_by=taken.ask_by, note=taken.note)

    _change(instance, keyring, case_id, change, f"referral-{taken.step}")


def overdue(uow: UnitOfWork, instance: Instance, keyring: Keyring) -> list[Reminder]:
    """Return the cases in which somebody should have asked by now, the longest ago first."""
    found = papers.mine(uow, instance, keyring, PaperKind.REFERRAL)
    reminders = {Reminder(paper.case_id, date.fromisoformat(paper.text)) for paper in found}
    late = (one for one in reminders if one.ask_by < clock.today())
    return sorted(late, key=lambda one: (one.ask_by, one.case_id))


def _change(
    instance: Instance, keyring: Keyring, case_id: str, change: Callable[[Referrals], Referrals], deed: str
) -> None:
    def work(uow: UnitOfWork) -> None:
        file = casefile.open_file(uow, instance, keyring, case_id)
        state = allowed(Action.NOTE, file)
        saved = sheets.read(uow, keyring, file, Kind.REFERRALS)
        changed = change(Referrals.parse(saved.text) if saved else Referrals())
        if not changed.reminder:
            changed = changed.reminded_by(crypto.token(16).hex())
        after = saved.revision if saved else 0
        sheets.save(uow, keyring, file, NewSheet(Kind.REFERRALS, changed.to_json(), after), deed=deed)
        _remind(uow, instance, keyring, file, changed)
        move(uow, case_id, state)

    transact(instance.database, work)


def _remind(uow: UnitOfWork, instance: Instance, keyring: Keyring, file: CaseFile, referrals: Referrals) -> None:
    """Put the reminder in the place of the last one; where all have ended, there is none."""
    papers.destroy(uow, referrals.reminder)
    readers = _leads(uow, keyring, file.case.id)
    if referrals.ask_by is not None and readers:
        said = Said(file.case.id, PaperKind.REFERRAL, referrals.ask_by.isoformat())
        papers.write(uow, instance, keyring, said, readers, paper_id=referrals.reminder)


def _leads(uow: UnitOfWork, keyring: Keyring, case_id: str) -> list[RolePublic]:
    """Return the circles that hold the case; a restricted case has none, and reminds on its own page only."""
    holders = {role_of(grant.holder) for grant in uow.grants.find(case_id=case_id, kind=GrantKind.CASE)}
    return [keyring.membership.role_key(role) for role in CIRCLES if role in holders]

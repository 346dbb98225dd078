"""What is planned, with what became of it: each period of each plan, all of them together, and their releases."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from intake import clock
from intake.domain.draw import Subject
from intake.domain.entities import Release
from intake.domain.ledger import NOTHING
from intake.domain.plan_terms import Terms
from intake.services import ledger, plan_reader
from intake.services.auditors import require_auditor
from intake.services.instance import Instance
from intake.services.keyring import Keyring
from intake.services.plan_reader import CohortState, PlanView
from intake.services.ports import UnitOfWork
from intake.services.subjects import is_due


class Stage(StrEnum):
    """How far a period is: to come, taking cases, over, its list fixed, or never to be counted."""

    COMING = "coming"
    TAKING = "taking"
    OVER = "over"
    FROZEN = "frozen"
    SPENT = "spent"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is released once: a cohort, or all of a plan together. `subject` is the id of either.

    `is_due`: its release can be asked for, and nobody asked yet.
    """

    subject: str
    kind: Subject
    opens: date
    closes: date
    stage: Stage
    is_due: bool
    release: Release | None


@dataclass(frozen=True, slots=True)
class Timetable:
    """One plan and its lines; those of a draft are none."""

    plan: PlanView
    lines: tuple[Line, ...]


def timetables(instance: Instance, keyring: Keyring) -> list[Timetable]:
    """Return every plan, the one that opens last first. Raises what `plan_reader.load` raises."""
    require_auditor(keyring)
    with instance.database.reading() as uow:
        return [Timetable(plan, _lines(uow, plan)) for plan in plan_reader.load_all(uow, keyring)]


def earlier(instance: Instance, keyring: Keyring) -> list[Release]:
    """Return the releases that no plan knows, from before there were any, newest first."""
    require_auditor(keyring)
    with instance.database.reading() as uow:
        planned = {one.id for one in uow.cohorts.find() if one.plan_id} | {one.id for one in uow.plans.find()}
        return [one for one in uow.releases.find(order="-day") if one.subject not in planned]


def _lines(uow: UnitOfWork, plan: PlanView) -> tuple[Line, ...]:
    terms = plan.terms
    lines = [
        _line(uow, one.id, Subject.COHORT, (one.opens, one.closes), _stage(one.state, one.opens, one.closes))
        for one in plan.cohorts
    ]
    if lines and terms.has_year:
        lines.append(_line(uow, terms.plan, Subject.YEAR, (terms.opens, terms.closes), _year(uow, terms)))
    return tuple(lines)


def _line(uow: UnitOfWork, subject: str, kind: Subject, days: tuple[date, date], stage: Stage) -> Line:
    release = next(iter(uow.releases.find(subject=subject)), None)
    return Line(subject, kind, *days, stage, release is None and is_due(uow, subject), release)


def _year(uow: UnitOfWork, terms: Terms) -> Stage:
    lost = [one for one in ledger.entries(uow) if one.subject == terms.plan and one.drawn == NOTHING]
    if lost:
        return Stage.SPENT
    return Stage.OVER if terms.closes < clock.today() else Stage.COMING


def _stage(state: str, opens: date, closes: date) -> Stage:
    if state != CohortState.OPEN:
        return Stage.FROZEN if state == CohortState.FROZEN else Stage.SPENT
    if closes < clock.today():
        return Stage.OVER
    return Stage.TAKING if opens <= clock.today() else Stage.COMING

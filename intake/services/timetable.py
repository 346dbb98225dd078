"""What is planned, with what became of it: each period of each plan, all of them together, and their releases."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from intake import clock
from intake.domain.draw import Subject
from intake.domain.entities import Release
from intake.services import plan_reader
from intake.services.auditors import require_auditor
from intake.services.instance import Instance
from intake.services.keyring import Keyring
from intake.services.plan_reader import CohortState, PlanView
from intake.services.ports import UnitOfWork


class Stage(StrEnum):
    """How far a period is: to come, taking cases, over, its list fixed, or never to be counted."""

    COMING = "coming"
    TAKING = "taking"
    OVER = "over"
    FROZEN = "frozen"
    SPENT = "spent"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is released once: a cohort, or all of a plan together. `subject` is the id of either."""

    subject: str
    kind: Subject
    opens: date
    closes: date
    stage: Stage
    release: Release | None

    @property
    def is_due(self) -> bool:
        """Whether its release can be asked for: its days are over and nobody asked yet."""
        return self.release is None and self.stage in {Stage.OVER, Stage.FROZEN}


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


def _lines(uow: UnitOfWork, plan: PlanView) -> tuple[Line, ...]:
    terms, today = plan.terms, clock.today()
    if not plan.cohorts:
        return ()
    subjects = [one.id for one in plan.cohorts] + [terms.plan]
    releases = {one.subject: one for one in uow.releases.find(subject=subjects)}
    lines = [
        Line(
            one.id,
            Subject.COHORT,
            one.opens,
            one.closes,
            _stage(one.state, one.opens, one.closes),
            releases.get(one.id),
        )
        for one in plan.cohorts
    ]
    if terms.has_year:
        stage = Stage.OVER if terms.closes < today else Stage.COMING
        lines.append(Line(terms.plan, Subject.YEAR, terms.opens, terms.closes, stage, releases.get(terms.plan)))
    return tuple(lines)


def _stage(state: str, opens: date, closes: date) -> Stage:
    if state != CohortState.OPEN:
        return Stage.FROZEN if state == CohortState.FROZEN else Stage.SPENT
    if closes < clock.today():
        return Stage.OVER
    return Stage.TAKING if opens <= clock.today() else Stage.COMING

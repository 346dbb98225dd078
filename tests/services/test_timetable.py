"""The timetable: every period, how far it is, and what is due."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from intake.domain.draw import Subject
from intake.domain.entities import Release
from intake.services import cohorts, ledger, plans
from intake.services.errors import NoKey
from intake.services.instance import Instance, transact
from intake.services.plan_reader import CohortState, PlanView
from intake.services.timetable import Line, Stage, Timetable, earlier, timetables
from tests.plugins.instances import Staff
from tests.plugins.plans import BEFORE, OPENS, SPRING, SUMMER, asked, on, planned

DAY = timedelta(days=1)


def _lines(instance: Instance, staff: Staff, day: date) -> tuple[Line, ...]:
    with on(day):
        (found,) = timetables(instance, staff.keyring(instance, "alena"))
    return found.lines


@pytest.mark.parametrize(
    ("day", "stages"),
    [
        (BEFORE, (Stage.COMING, Stage.COMING, Stage.COMING)),
        (OPENS, (Stage.TAKING, Stage.COMING, Stage.COMING)),
        (SPRING - DAY, (Stage.TAKING, Stage.COMING, Stage.COMING)),
        (SPRING, (Stage.OVER, Stage.TAKING, Stage.COMING)),
        (SUMMER, (Stage.OVER, Stage.OVER, Stage.OVER)),
    ],
)
def test_a_period_goes_its_way(
    instance: Instance, staff: Staff, plan: PlanView, day: date, stages: tuple[Stage, ...]
) -> None:
    lines = _lines(instance, staff, day)
    assert tuple(one.stage for one in lines) == stages
    assert [one.is_due for one in lines] == [stage is Stage.OVER for stage in stages[:2]] + [False]
    assert [one.kind for one in lines] == [Subject.COHORT, Subject.COHORT, Subject.YEAR]
    assert [one.subject for one in lines] == [*(one.id for one in plan.cohorts), plan.terms.plan]


def test_what_is_frozen_is_due_until_somebody_asks(instance: Instance, staff: Staff, plan: PlanView) -> None:
    first = plan.cohorts[0].id
    with on(SPRING):
        cohorts.freeze(instance, staff.keyring(instance, "alena"), first)
    line = _lines(instance, staff, SPRING)[0]
    assert (line.stage, line.is_due, line.release) == (Stage.FROZEN, True, None)
    release = Release("d" * 32, SPRING, "pending", None, None, first)
    transact(instance.database, lambda uow: uow.releases.add(release))
    line = _lines(instance, staff, SPRING)[0]
    assert (line.is_due, line.release) == (False, release)


def test_what_is_spent_is_never_due(instance: Instance, staff: Staff, plan: PlanView) -> None:
    first = plan.cohorts[0].id
    transact(instance.database, lambda uow: uow.cohorts.change(first, state=CohortState.SPENT))
    line = _lines(instance, staff, SUMMER)[0]
    assert (line.stage, line.is_due) == (Stage.SPENT, False)


def test_without_a_rest_of_the_budget_nothing_is_counted_together(instance: Instance, staff: Staff) -> None:
    planned(instance, staff, share=Fraction(1))
    assert [one.kind for one in _lines(instance, staff, SUMMER)] == [Subject.COHORT, Subject.COHORT]


def test_a_draft_has_no_lines_and_nobody_else_sees_any(instance: Instance, staff: Staff) -> None:
    with on(BEFORE):
        plan_id = plans.draft(instance, staff.keyring(instance, "alena"), asked())
    (found,) = timetables(instance, staff.keyring(instance, "artur"))
    assert isinstance(found, Timetable)
    assert (found.plan.terms.plan, found.lines) == (plan_id, ())
    with pytest.raises(NoKey):
        timetables(instance, staff.keyring(instance, "anna"))


def test_what_was_drawn_before_there_were_plans_is_listed_apart(
    instance: Instance, staff: Staff, plan: PlanView
) -> None:
    old = Release("c" * 32, BEFORE, "drawn", b"{}", b"sealed", "c" * 32)
    planned_one = Release("d" * 32, SPRING, "pending", None, None, plan.cohorts[0].id)
    for one in (old, planned_one):
        transact(instance.database, lambda uow, release=one: uow.releases.add(release))  # type: ignore[misc]
    assert earlier(instance, staff.keyring(instance, "alena")) == [old]
    with pytest.raises(NoKey):
        earlier(instance, staff.keyring(instance, "anna"))


def test_a_year_that_a_restore_lost_is_never_due(instance: Instance, staff: Staff, plan: PlanView) -> None:
    every = tuple(one.id for one in plan.cohorts)
    transact(instance.database, lambda uow: ledger.spend(uow, plan.terms.plan, every, (1.0, 0.0)))
    year = _lines(instance, staff, SUMMER)[-1]
    assert (year.stage, year.is_due) == (Stage.SPENT, False)

"""A restore without the copies of the ledger: whatever may have been drawn since the backup counts as drawn.

Nobody knows any more of whom something was published. So every cohort that is over without numbers is charged and
never drawn, and no case that is there is ever counted in another. The copies say so too: who restores an older backup
later finds it there.
"""

import hashlib
from collections.abc import Collection, Iterator
from datetime import date
from functools import partial

from intake import clock
from intake.domain.draw import Subject
from intake.domain.entities import Cohort, Plan
from intake.domain.plan_terms import LIFETIME, Signed
from intake.domain.plans import DELTA
from intake.services import ledger
from intake.services.instance import Instance, transact
from intake.services.plan_reader import CohortState, PlanState
from intake.services.ports import UnitOfWork

MARK = "lost-"
"""What the names of such copies begin with; the day follows, in ISO 8601."""


def give_up(instance: Instance, unread: Collection[str] = ()) -> int:
    """Spend everything that may have been drawn by now; return how many cohorts and years that are.

    `unread`: what was drawn of a plan that nobody knows any more. The day is today, or the last on which a testimony
    came where the clock is behind it.
    """
    with instance.database.reading() as uow:
        newest = uow.cases.find(order="-day", limit=1)
    day = max([clock.today(), *(case.day for case in newest)])
    instance.copies.put_new(MARK + day.isoformat(), b"")
    return transact(instance.database, lambda uow: _spend(uow, day) + _spend_unread(uow, unread))


def repeat(instance: Instance) -> None:
    """Do again what the copies say of restores before."""
    days = [date.fromisoformat(name.removeprefix(MARK)) for name in instance.copies.names() if is_mark(name)]
    with instance.database.reading() as uow:
        news = [day for day in sorted(days) if uow.cohorts.get(_cohort(day).id) is None]
    for day in news:
        transact(instance.database, partial(_spend, day=day))


def is_mark(name: str) -> bool:
    """Tell whether a copy says that something was lost."""
    return name.startswith(MARK)


def _spend(uow: UnitOfWork, day: date) -> int:
    if uow.cohorts.get(_cohort(day).id) is not None:
        return 0
    uow.cohorts.add(_cohort(day))
    found = [one for plan in uow.plans.find(state=PlanState.APPROVED) for one in _undrawn(uow, plan, day)]
    for subject, cohorts, cost in found:
        ledger.spend(uow, subject, cohorts, cost)
    return len(found)


def _spend_unread(uow: UnitOfWork, unread: Collection[str]) -> int:
    waiting = sorted(frozenset(unread) - ledger.subjects(uow))
    for subject in waiting:
        ledger.spend(uow, subject, (subject,), (LIFETIME, DELTA))
    return len(waiting)


def _undrawn(uow: UnitOfWork, plan: Plan, day: date) -> Iterator[tuple[str, tuple[str, ...], tuple[float, float]]]:
    """Yield what of a plan is over and was not charged: subject, cohorts and cost."""
    terms, charged = Signed.parse(plan.body).terms, ledger.subjects(uow)
    over = [one.cohort for one in terms.periods if one.closes < day]
    for cohort in over:
        if cohort not in charged:
            yield cohort, (cohort,), terms.budget(Subject.COHORT)
    every = tuple(one.cohort for one in terms.periods)
    if terms.has_year and len(over) == len(every) and plan.id not in charged:
        yield plan.id, every, terms.budget(Subject.YEAR)


def _cohort(day: date) -> Cohort:
    """Return the cohort without a plan and without a list that takes whoever came until then (`cohorts.lost`)."""
    name = hashlib.sha256((MARK + day.isoformat()).encode()).hexdigest()[:32]
    return Cohort(name, None, day, day, CohortState.SPENT, None)

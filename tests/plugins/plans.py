"""Plans and their cohorts on any instance, with the clock's seam moved to the days on which things are done."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime, time
from fractions import Fraction

import pytest

from intake import clock
from intake.domain.plans import Asked
from intake.services import plans
from intake.services.instance import Instance
from intake.services.plan_reader import PlanView
from tests.plugins.instances import Staff

OPENS = date(2026, 1, 1)
"""When the usual plan of tests opens; its two cohorts last a quarter each."""
BEFORE, SPRING, SUMMER = date(2025, 12, 20), date(2026, 4, 1), date(2026, 7, 1)
"""Before it opens; the first day on which its first cohort may be frozen, and its second."""
Day = Callable[[date], AbstractContextManager[None]]


@contextmanager
def on(day: date) -> Iterator[None]:
    """Let it be a day, at noon."""
    read = clock.read
    clock.read = lambda: datetime.combine(day, time(12), UTC)
    try:
        yield
    finally:
        clock.read = read


def asked(**fields: object) -> Asked:
    """What an auditor asks for, with other fields as given."""
    usual: dict[str, object] = {
        "opens": OPENS,
        "cohorts": 2,
        "length": 3,
        "expected": 120,
        "share": Fraction(1, 2),
        "first_month": "2026-01",
    }
    return Asked(**usual | fields)  # type: ignore[arg-type]


def planned(instance: Instance, staff: Staff, **fields: object) -> PlanView:
    """A plan that Alena drafted and Artur approved, twelve days before it opens."""
    with on(BEFORE):
        plan_id = plans.draft(instance, staff.keyring(instance, "alena"), asked(**fields))
        plans.approve(instance, staff.keyring(instance, "artur"), plan_id)
        return plans.get(instance, staff.keyring(instance, "alena"), plan_id)


@pytest.fixture
def plan(instance: Instance, staff: Staff) -> PlanView:
    """An approved plan of two quarters from January 2026 on."""
    return planned(instance, staff)

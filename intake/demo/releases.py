"""A plan of releases as an instance has it after some months: one period is over, and the next year's is a draft."""

from datetime import date
from fractions import Fraction

from intake.domain.months import months_later
from intake.domain.plans import Asked
from intake.services import plans
from intake.services.instance import Instance
from intake.services.keyring import Keyring

LENGTH, COHORTS, EXPECTED = 3, 4, 60


def first_day(today: date) -> date:
    """Return when the plan opened: its first period ended yesterday or a little before."""
    return months_later(today, -LENGTH)


def approve(instance: Instance, auditors: list[Keyring], opens: date) -> None:
    """Draft and approve a plan; it must be before the day on which it opens."""
    drafter, approver = auditors
    plans.approve(instance, approver, plans.draft(instance, drafter, _asked(opens)))


def draft_next(instance: Instance, auditors: list[Keyring], opens: date) -> None:
    """Draft the plan that comes after the one that opened on a day."""
    plans.draft(instance, auditors[0], _asked(months_later(opens, LENGTH * COHORTS)))


def _asked(opens: date) -> Asked:
    return Asked(opens, COHORTS, LENGTH, EXPECTED, Fraction(1, 2), opens.isoformat()[:7])

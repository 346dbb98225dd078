"""Planning: what an auditor asks for, and what comes of it. Pure.

The tables of a cohort are chosen by how many people are expected in it, never by how many came: the choice itself would
tell. So everything is fixed before the first day.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from intake.domain.draw import Period
from intake.domain.months import is_month, months_later, twelve_from
from intake.domain.plan_terms import DAY, SHARES, Terms
from intake.domain.table import EXPECTED, Size
from intake.domain.tables import Tables

DELTA = 1e-6
"""What Gaussian noise may cost besides epsilon, for a person and all releases together."""
LENGTHS = (1, 2, 3, 4, 6, 12)
"""Months that a cohort may last."""
MOST_COHORTS = 12
MOST_EXPECTED = 10_000_000
LEAST_EXPECTED = EXPECTED[Size.MINI][0]
AHEAD = timedelta(days=366)


class Hindrance(StrEnum):
    """Why something cannot be planned."""

    EARLY = "early"
    LATE = "late"
    OVERLAPS = "overlaps"
    FEW = "few"
    SHAPE = "shape"


@dataclass(frozen=True, slots=True)
class Asked:
    """What an auditor asks for: so many cohorts of so many months each from a day on, for so many people in each.

    `share` of the budget is the cohorts', `first_month` (`2026-01`) the first of the twelve of the tables by month.
    """

    opens: date
    cohorts: int
    length: int
    expected: int
    share: Fraction
    first_month: str

    def hindrance(self, today: date, taken_until: date | None) -> Hindrance | None:
        """Return why it cannot be a plan, None for one that can; other plans take all days up to `taken_until`."""
        if self.opens > today + AHEAD:
            return Hindrance.LATE
        few = Hindrance.FEW if self.expected < LEAST_EXPECTED else None
        return starting(self.opens, today, taken_until) or few or self._shape()

    def _shape(self) -> Hindrance | None:
        fits = self.length in LENGTHS and 1 <= self.cohorts <= MOST_COHORTS and self.share in SHARES
        return None if fits and self.expected <= MOST_EXPECTED and is_month(self.first_month) else Hindrance.SHAPE

    def terms(self, plan_id: str, epsilon: float, new_id: Callable[[], str], *, public_total: bool) -> Terms:
        """Return the terms of a plan for it, by the newest tables. `epsilon`: the lifetime budget of a person."""
        tables = Tables.load()
        return Terms(
            plan_id,
            periods(self.opens, self.cohorts, self.length, new_id),
            self.expected,
            size_for(self.expected),
            size_for(self.expected * self.cohorts),
            twelve_from(self.first_month),
            self.share,
            epsilon,
            DELTA,
            public_total,
            tables.version,
            tables.vocabulary,
        )


def starting(opens: date, today: date, taken_until: date | None) -> Hindrance | None:
    """Return why a plan cannot begin on a day: everything is fixed before it, and no other plan has it."""
    if opens <= today:
        return Hindrance.EARLY
    return Hindrance.OVERLAPS if taken_until is not None and opens <= taken_until else None


def size_for(expected: int) -> Size:
    """Return the tables for so many people; for fewer than the least of all, still the fewest tables."""
    return next((size for size in reversed(Size) if expected >= EXPECTED[size][0]), Size.MINI)


def periods(opens: date, cohorts: int, length: int, new_id: Callable[[], str]) -> tuple[Period, ...]:
    """Return cohorts of so many months each: every one begins the day after the one before ended."""
    starts = [months_later(opens, number * length) for number in range(cohorts + 1)]
    return tuple(Period(new_id(), first, after - DAY) for first, after in pairwise(starts))

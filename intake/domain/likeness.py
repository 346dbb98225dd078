"""Which cases may tell of the same: compared by what is coded and summed up, with the reasons. Pure.

It only suggests, and knows no more of the other case than what it is found by. Two kinds of reason are needed, or
wording that is nearly the same: codes alone, or a region alone, are shared by half of all cases.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import product
from typing import Self

from rapidfuzz import fuzz

from intake.domain.coding import Act, Coding, Event, Person
from intake.domain.entry import FOREVER, SINCE_EVER
from intake.domain.finding import Row, searched
from intake.domain.when import When

Span = tuple[date, date]

VAGUE = frozenset({"BY", "abroad"})
"""Regions that say nothing of where."""
NEAR = timedelta(days=2)
"""How far two spans may lie apart and still be one time, as people remember it."""
DAYS, MONTH = timedelta(days=4), timedelta(days=45)
"""A span is of days, or of about a month; above that it is long."""
WORDS = 4
"""The fewest words of title and summary that are compared."""
CLOSE, SIMILAR = 88.0, 72.0
"""Likeness of wording, in percent: nearly the same, and similar."""
FAIR, STRONG = 5, 7
"""Points from which a suggestion is fair, and strong."""
MOST_CODES = 2


class Reason(StrEnum):
    """Why two cases may tell of the same."""

    FACILITY = "facility"
    REGION = "region"
    DAYS = "days"
    PERIOD = "period"
    UNIT = "unit"
    CODES = "codes"
    WORDING = "wording"


class Strength(StrEnum):
    """How much speaks for it."""

    WEAK = "weak"
    FAIR = "fair"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class Traits:
    """What a case is compared by."""

    case_id: str
    codes: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    facilities: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    spans: tuple[Span, ...] = ()
    words: str = ""

    @classmethod
    def of(cls, case_id: str, coding: Coding, title: str = "", summary: str = "") -> Self:
        """Gather them from a coding, and from what reviewers wrote in sum."""
        parts = list(coding.parts())
        return cls(
            case_id,
            frozenset(act.code for act in coding.acts),
            _said(one.region for one in parts if isinstance(one, Event | Act)) - VAGUE,
            _said(one.facility for one in parts if isinstance(one, Person | Act)),
            _said(one.unit for one in parts if isinstance(one, Person)),
            spans(one.when for one in parts if isinstance(one, Event | Act)),
            searched(f"{title} {summary}"),
        )

    @classmethod
    def known(cls, row: Row) -> Self:
        """Take them from what a case is found by."""
        period = (row.first, row.last)
        dated = all(period) and SINCE_EVER not in period and FOREVER not in period
        return cls(
            row.id,
            frozenset(row.codes),
            frozenset(row.regions) - VAGUE,
            frozenset(row.facilities),
            frozenset(row.units),
            ((date.fromisoformat(row.first), date.fromisoformat(row.last)),) if dated else (),
            row.words,
        )


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two cases share: points, and each reason with what it rests on (ids of entries and codes, days)."""

    case_id: str
    points: int
    reasons: tuple[tuple[Reason, tuple[str, ...]], ...]

    @property
    def strength(self) -> Strength:
        """How much speaks for it."""
        if self.points >= STRONG:
            return Strength.STRONG
        return Strength.FAIR if self.points >= FAIR else Strength.WEAK


def spans(dates: Iterable[When | None]) -> tuple[Span, ...]:
    """Return the first and last day of each date; one that is open at an end says too little."""
    return tuple((one.first, one.last) for one in dict.fromkeys(dates) if one and one.first and one.last)


def compare(one: Traits, other: Traits) -> Likeness | None:
    """Return what two cases share, or None when it says too little, or when their times exclude each other."""
    if one.spans and other.spans and not _meeting(one.spans, other.spans):
        return None
    reasons = list(_reasons(one, other))
    points = sum(count for _reason, _values, count in reasons)
    nearly_same = any(reason is Reason.WORDING and count > MOST_CODES for reason, _values, count in reasons)
    telling = {reason for reason, _values, _count in reasons} - {Reason.CODES}
    if not telling or (len(reasons) < 2 and not nearly_same):  # noqa: PLR2004 -- two kinds of reason
        return None
    return Likeness(other.case_id, points, tuple((reason, values) for reason, values, _count in reasons))


def _reasons(one: Traits, other: Traits) -> Iterator[tuple[Reason, tuple[str, ...], int]]:
    """Yield each reason with what it rests on and its points."""
    if facilities := one.facilities & other.facilities:
        yield Reason.FACILITY, tuple(sorted(facilities)), 3
    elif regions := one.regions & other.regions:
        yield Reason.REGION, tuple(sorted(regions)), 1
    if met := _meeting(one.spans, other.spans):
        yield _time(met)
    if units := one.units & other.units:
        yield Reason.UNIT, tuple(sorted(units)), 2
    if codes := one.codes & other.codes:
        yield Reason.CODES, tuple(sorted(codes)), min(MOST_CODES, len(codes))
    if alike := _wording(one.words, other.words):
        yield Reason.WORDING, (), 3 if alike >= CLOSE else 2


def _time(met: Span) -> tuple[Reason, tuple[str, ...], int]:
    first, last = met
    days = (first.isoformat(), last.isoformat())
    if last - first <= DAYS:
        return Reason.DAYS, days, 3
    return Reason.PERIOD, days, 2 if last - first <= MONTH else 1


def _meeting(ours: tuple[Span, ...], theirs: tuple[Span, ...]) -> Span | None:
    """Return the shortest time that spans two dates which meet, or nearly: from the first to the last day of both."""
    met = [(min(a, c), max(b, d)) for (a, b), (c, d) in product(ours, theirs) if max(a, c) - min(b, d) <= NEAR]
    return min(met, key=lambda one: one[1] - one[0], default=None)


def _wording(ours: str, theirs: str) -> float:
    if min(len(ours.split()), len(theirs.split())) < WORDS:
        return 0.0
    return fuzz.token_set_ratio(ours, theirs, score_cutoff=SIMILAR)


def _said(values: Iterable[str | None]) -> frozenset[str]:
    return frozenset(value for value in values if value)

"""What the leads' desk tells from the record: openings outside assignment, many downloads, cases left alone. Pure.

None of it is proof of anything. It says where to ask, and the page says so.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

DAYS = 30
"""How far back the desk looks."""
MANY_DOWNLOADS = 20
"""Originals that one member may fetch within an hour without a question."""
HOUR = timedelta(hours=1)
UNTOUCHED = timedelta(days=14)
"""How long nobody does anything with a case before the desk names it."""

OPENED, DOWNLOADED = "open", "download"
GIVEN_TO_OTHER = frozenset({"assign"})
TAKEN_FROM_OTHER = frozenset({"unassign"})


@dataclass(frozen=True, slots=True)
class Line:
    """One deed, as far as the desk needs it. `member` acted, `other` is whom it concerned besides; both are ids."""

    number: int
    action: str
    case_id: str
    member: str
    time: datetime
    other: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """A case that was in others' hands when `member` opened it, how often and when last."""

    member: str
    case_id: str
    times: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Burst:
    """The hour in which a member fetched the most originals."""

    member: str
    count: int
    began: datetime


def openings_outside(newest_first: Sequence[Line], hands: Mapping[str, frozenset[str]]) -> tuple[Opening, ...]:
    """Return the openings of cases that were in others' hands at that time, the most recent first.

    `hands` says who has each case now. Going back in time from there, each change of hands is undone. Who gave a case
    away or took it back looks at it within the hour to see that it worked: that asks no question.
    """
    having = {case_id: set(members) for case_id, members in hands.items()}
    handled = {(line.member, line.case_id, line.time) for line in newest_first if _changes_hands(line)}
    found: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    for line in newest_first:
        others = having.setdefault(line.case_id, set())
        if line.action in GIVEN_TO_OTHER:
            others.discard(line.other)
        elif line.action in TAKEN_FROM_OTHER:
            others.add(line.other)
        elif line.action == OPENED and others and line.member not in others and not _just_handled(line, handled):
            found[line.member, line.case_id].append(line.time)
    return tuple(Opening(member, case_id, len(times), times[0]) for (member, case_id), times in found.items())


def bursts(lines: Iterable[Line], many: int = MANY_DOWNLOADS) -> tuple[Burst, ...]:
    """Return, for each member who fetched more than `many` originals within an hour, the fullest such hour."""
    times: dict[str, list[datetime]] = defaultdict(list)
    for line in lines:
        if line.action == DOWNLOADED:
            times[line.member].append(line.time)
    fullest = (_fullest_hour(member, sorted(moments)) for member, moments in times.items())
    return tuple(sorted((burst for burst in fullest if burst.count > many), key=lambda one: -one.count))


def last_touched(lines: Iterable[Line]) -> dict[str, datetime]:
    """Return when staff last did anything with each case."""
    last: dict[str, datetime] = {}
    for line in lines:
        last[line.case_id] = max(line.time, last.get(line.case_id, line.time))
    return last


def _changes_hands(line: Line) -> bool:
    return line.action in GIVEN_TO_OTHER | TAKEN_FROM_OTHER


def _just_handled(line: Line, handled: Iterable[tuple[str, str, datetime]]) -> bool:
    return any(
        (member, case_id) == (line.member, line.case_id) and abs(line.time - time) <= HOUR
        for member, case_id, time in handled
    )


def _fullest_hour(member: str, moments: Sequence[datetime]) -> Burst:
    best, first = Burst(member, 0, moments[0]), 0
    for last, moment in enumerate(moments):
        while moment - moments[first] >= HOUR:
            first += 1
        if last - first + 1 > best.count:
            best = Burst(member, last - first + 1, moments[first])
    return best

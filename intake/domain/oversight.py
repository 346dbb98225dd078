"""What the leads' desk tells from the record: openings outside assignment, many downloads, cases left alone. Pure.

None of it is proof of anything. It says where to ask, and the page says so.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from intake.domain import strict
from intake.domain.strict import BadShape

FORMAT = "holas-deeds/1"
DAYS = 30
"""How far back the desk looks."""
MANY_DOWNLOADS = 20
"""Originals that one member may fetch within an hour without a question."""
HOUR = timedelta(hours=1)
UNTOUCHED = timedelta(days=14)
"""How long nobody does anything with a case before the desk names it."""

OPENED, DOWNLOADED = "open", "download"
CHANGES_HANDS = frozenset({"claim", "assign", "hand-over", "unassign", "recuse", "restrict"})


@dataclass(frozen=True, slots=True)
class Line:
    """One deed, as far as the desk needs it.

    `member` acted, `other` is whom it concerned besides (ids); `time` in seconds since 1970; `task` is what was given.
    """

    number: int
    action: str
    case_id: str
    member: str
    time: int
    other: str = ""
    task: str = ""

    @property
    def moment(self) -> datetime:
        """When it was done."""
        return datetime.fromtimestamp(self.time, UTC)


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


@dataclass(frozen=True, slots=True)
class Lines:
    """What a lead has read of the record, newest first: kept sealed for themselves, so that it is read once."""

    listed: tuple[Line, ...] = ()

    def to_json(self) -> str:
        """Return the canonical text."""
        return strict.write_json({"format": FORMAT, "lines": [astuple(line) for line in self.listed]}).decode()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it strictly. Raises `BadShape`."""
        data = strict.shape(strict.read_json(text, "deeds"), "deeds", ("format", "lines"))
        strict.one_of(data["format"], "format", (FORMAT,))
        return cls(strict.each(data["lines"], "lines", _read_line))


def openings_outside(newest_first: Sequence[Line], hands: Mapping[str, frozenset[str]]) -> tuple[Opening, ...]:
    """Return the openings of cases that were in others' hands at that time, the most recent first.

    `hands` says who has each case now. Who gives a case away or takes it back looks at it within the hour to see that
    it worked: that asks no question.
    """
    having = _hands_before(newest_first, hands)
    handled: dict[tuple[str, str], list[int]] = defaultdict(list)
    for line in newest_first:
        if line.action in CHANGES_HANDS:
            handled[line.member, line.case_id].append(line.time)
    found: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in reversed(newest_first):
        holders = having[line.case_id]
        just = (abs(line.time - time) for time in handled[line.member, line.case_id])
        if line.action != OPENED:
            holders |= set(_given(line))
            holders -= set(_taken(line))
        elif holders and line.member not in holders and min(just, default=HOUR.total_seconds()) >= HOUR.total_seconds():
            found[line.member, line.case_id].append(line)
    openings = (Opening(who, case_id, len(some), some[-1].moment) for (who, case_id), some in found.items())
    return tuple(sorted(openings, key=lambda one: one.last, reverse=True))


def bursts(lines: Iterable[Line], many: int = MANY_DOWNLOADS) -> tuple[Burst, ...]:
    """Return, for each member who fetched more than `many` originals within an hour, the fullest such hour."""
    times: dict[str, list[int]] = defaultdict(list)
    for line in lines:
        if line.action == DOWNLOADED:
            times[line.member].append(line.time)
    fullest = (_fullest_hour(member, sorted(moments)) for member, moments in times.items())
    return tuple(sorted((burst for burst in fullest if burst.count > many), key=lambda one: -one.count))


def last_touched(lines: Iterable[Line]) -> dict[str, int]:
    """Return when staff last did anything with each case, in seconds since 1970."""
    last: dict[str, int] = {}
    for line in lines:
        last[line.case_id] = max(line.time, last.get(line.case_id, line.time))
    return last


def tasks_given(newest_first: Iterable[Line]) -> dict[tuple[str, str], str]:
    """Return the task that each member was given last, by case and member."""
    given: dict[tuple[str, str], str] = {}
    for line in newest_first:
        if line.task:
            given.setdefault((line.case_id, line.other), line.task)
    return given


def _hands_before(newest_first: Sequence[Line], now: Mapping[str, frozenset[str]]) -> dict[str, set[str]]:
    """Return who had each case before the first of these lines: who still has it, or lost it without being given it."""
    having: dict[str, set[str]] = defaultdict(set, {case_id: set(members) for case_id, members in now.items()})
    for line in newest_first:
        having[line.case_id] |= set(_taken(line))
        having[line.case_id] -= set(_given(line))
    return having


def _given(line: Line) -> tuple[str, ...]:
    if line.action == "claim":
        return (line.member,)
    return (line.other,) if line.action in {"assign", "hand-over"} else ()


def _taken(line: Line) -> tuple[str, ...]:
    if line.action == "hand-over":
        return (line.member,)
    return (line.other,) if line.action in {"unassign", "recuse"} else ()


def _fullest_hour(member: str, moments: Sequence[int]) -> Burst:
    best, first, began = 0, 0, moments[0]
    for last, moment in enumerate(moments):
        while moment - moments[first] >= HOUR.total_seconds():
            first += 1
        if last - first + 1 > best:
            best, began = last - first + 1, moments[first]
    return Burst(member, best, datetime.fromtimestamp(began, UTC))


def _read_line(value: object, place: str) -> Line:
    found = strict.items(value, place)
    if len(found) != len(Line.__dataclass_fields__):
        raise BadShape(place, "must have every part of a line")
    number, time = strict.whole(found[0], place), strict.whole(found[4], place)
    action, case_id, member, other, task = (strict.any_text(found[index], place) for index in (1, 2, 3, 5, 6))
    return Line(number, action, case_id, member, time, other, task)

"""What a member opened today, and how far they have seen each case: for nobody but themselves. Pure.

Minutes are counted from one opening to the next, ten at most for each: who goes for a walk is not counted as reading.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Self

from intake.domain import strict
from intake.domain.choices import Choices
from intake.domain.strict import BadShape

FORMAT = "holas-looks/1"
LONGEST = timedelta(minutes=10)
STAYS_NEW = timedelta(hours=1)
"""A page that is loaded again within this time still marks what was new on it."""
MOST_CASES = 500
_KEYS = ("format", "last", "opened", "seconds", "seen")


class BadLooks(ValueError):
    """What was read is no note of looks."""


@dataclass(frozen=True, slots=True)
class Point:
    """How much of a case there was: the number of its newest piece from the source, and of its consent statements."""

    piece: int
    consent: int


NOTHING = Point(0, 0)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a member had seen before their last look, what they saw in it, and when that was (UTC, ISO 8601)."""

    before: Point
    now: Point
    at: str


@dataclass(frozen=True, slots=True)
class Looks:
    """`last` is the last opening (UTC, ISO 8601, empty before the first); `opened` and `seconds` are of its day."""

    last: str = ""
    opened: tuple[str, ...] = ()
    seconds: int = 0
    seen: Mapping[str, Seen] = field(default_factory=dict)

    @property
    def minutes(self) -> int:
        """How long the member has been reading that day."""
        return self.seconds // 60

    def on(self, now: datetime) -> "Looks":
        """Return the same with the counts of today."""
        same = bool(self.last) and datetime.fromisoformat(self.last).date() == now.date()
        return self if same else replace(self, opened=(), seconds=0)

    def after(self, thing_id: str, now: datetime) -> "Looks":
        """Return the counts after opening a case or a file."""
        today = self.on(now)
        gap = now - datetime.fromisoformat(self.last) if today.opened else timedelta(0)
        seconds = today.seconds + int(min(max(gap, timedelta(0)), LONGEST).total_seconds())
        opened = today.opened if thing_id in today.opened else (*today.opened, thing_id)
        return replace(today, last=now.isoformat(timespec="seconds"), opened=opened, seconds=seconds)

    def known(self, case_id: str, point: Point, now: datetime) -> Point:
        """Return what of a case is not new to the member; the first time, nothing is."""
        seen = self.seen.get(case_id)
        if seen is None:
            return point
        fresh = now - datetime.fromisoformat(seen.at) <= STAYS_NEW
        return seen.before if fresh and seen.now == point else seen.now

    def looked(self, case_id: str, point: Point, now: datetime) -> "Looks":
        """Return the looks after one at a case; what was not looked at for longest is forgotten first."""
        seen = Seen(self.known(case_id, point, now), point, now.isoformat(timespec="seconds"))
        others = {name: one for name, one in self.seen.items() if name != case_id}
        kept = dict(islice(others.items(), max(0, len(others) - MOST_CASES + 1), None))
        return replace(self, seen={**kept, case_id: seen})

    def asks_for_pause(self, choices: Choices) -> bool:
        """Tell whether the member wanted to be reminded to stop by now."""
        many = 0 < choices.openings <= len(self.opened)
        return many or 0 < choices.minutes <= self.minutes

    def to_json(self) -> str:
        """Return the canonical text."""
        order = [[name, *_numbers(one.before), *_numbers(one.now), one.at] for name, one in self.seen.items()]
        data = {
            "format": FORMAT,
            "last": self.last,
            "opened": list(self.opened),
            "seconds": self.seconds,
            "seen": order,
        }
        return strict.write_json(data).decode()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it strictly. Raises `BadLooks`."""
        try:
            data = strict.shape(strict.read_json(text, "looks"), "looks", _KEYS)
            strict.one_of(data["format"], "looks.format", (FORMAT,))
            return cls(
                last=strict.each_text({"last": data["last"]}, "looks")["last"],
                opened=strict.each(data["opened"], "looks.opened", strict.text),
                seconds=strict.whole(data["seconds"], "looks.seconds"),
                seen=dict(strict.each(data["seen"], "looks.seen", _seen)),
            )
        except BadShape as error:
            message = "not a note of looks"
            raise BadLooks(message) from error


def _numbers(point: Point) -> tuple[int, int]:
    return point.piece, point.consent


def _seen(value: object, place: str) -> tuple[str, Seen]:
    row = strict.items(value, place)
    if len(row) != len(("id", *_KEYS)):
        raise BadShape(place, "must have six members")
    numbers = [strict.whole(one, place) for one in row[1:5]]
    return strict.text(row[0], place), Seen(Point(*numbers[:2]), Point(*numbers[2:]), strict.text(row[5], place))

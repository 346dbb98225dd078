"""Dates as people remember them: a day, a month, a season, a year or a span, and whether they are estimated.

Written as Extended Date/Time Format (ISO 8601-2:2019, level 1), of which a coding needs this part:
`2020-08-09`, `2020-08`, `2020-22` (21 spring, 22 summer, 23 autumn, 24 winter, by the northern year), `2020`,
`2020-08-09/2020-08-12`, `2020-08-09/..` (from then on), `../2020` (until then); `~` after a date: it is estimated.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Self

OPEN = ".."
SEASONS = {21: 3, 22: 6, 23: 9, 24: 12}
"""The first month of each season; a winter ends in the year after the one that names it."""
SPAN = 2
_POINT = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(~?)", re.ASCII)
_WRITTEN_DAY = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b", re.ASCII)
_WRITTEN_MONTH = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{4})\b", re.ASCII)
_DASH = re.compile("\\s*[\u2013\u2014]\\s*|\\s+-\\s+")


class BadDate(ValueError):
    """No date of the part of the format that codings use."""


@dataclass(frozen=True, slots=True)
class When:
    """A date as it is kept, and the first and last day that it can mean; None where it is open."""

    text: str
    precision: str
    estimated: bool
    first: date | None
    last: date | None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the format strictly. Raises `BadDate`."""
        ends = text.split("/")
        if len(ends) > SPAN or set(ends) == {OPEN}:
            raise BadDate(text)
        points = [None if end == OPEN and len(ends) == SPAN else _point(end) for end in ends]
        first, last = points[0], points[-1]
        if first and last and first.first > last.last:
            raise BadDate(text)
        return cls(
            text,
            "range" if len(ends) == SPAN else _precision(text),
            "~" in text,
            first.first if first else None,
            last.last if last else None,
        )


def tidied(text: str) -> str:
    """Return what somebody typed as the format writes it, as far as that is clear: 9.8.2020 is 2020-08-09."""
    text = _WRITTEN_DAY.sub(lambda one: f"{one[3]}-{int(one[2]):02}-{int(one[1]):02}", text.strip())
    text = _WRITTEN_MONTH.sub(lambda one: f"{one[2]}-{int(one[1]):02}", text)
    text = _DASH.sub("/", text).replace(" ", "")
    return re.sub(r"~([\d-]+)", r"\1~", text)


@dataclass(frozen=True, slots=True)
class _Point:
    first: date
    last: date


def _point(text: str) -> _Point:
    found = _POINT.fullmatch(text)
    if not found:
        raise BadDate(text)
    try:
        return _days(
            int(found[1]), int(found[2] or 0), int(found[3] or 0), is_month=bool(found[2]), is_day=bool(found[3])
        )
    except ValueError as error:
        raise BadDate(text) from error


def _days(year: int, month: int, day: int, *, is_month: bool, is_day: bool) -> _Point:
    """Return the first and the last day. Raises ValueError where the calendar has no such thing."""
    if not is_month:
        return _Point(date(year, 1, 1), date(year, 12, 31))
    if is_day:
        return _Point(date(year, month, day), date(year, month, day))
    if month not in SEASONS:
        return _Point(date(year, month, 1), _end(year, month))
    start = SEASONS[month]
    end = start + 2
    return _Point(date(year, start, 1), _end(year + end // 13, (end - 1) % 12 + 1))


def _end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _precision(text: str) -> str:
    parts = text.rstrip("~").split("-")
    if len(parts) == 1:
        return "year"
    if len(parts) > SPAN:
        return "day"
    return "season" if int(parts[1]) in SEASONS else "month"

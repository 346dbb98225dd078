"""Calendar months: the same day later, and twelve in a row. Pure."""

import calendar
from datetime import date

from intake.domain.table import YEAR


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of a month that has no such day."""
    year, month = divmod(day.year * YEAR + day.month - 1 + months, YEAR)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def twelve_from(first: str) -> tuple[str, ...]:
    """Return twelve months in a row, the first one among them (`2026-01`)."""
    begin = date.fromisoformat(f"{first}-01")
    return tuple(months_later(begin, number).isoformat()[:7] for number in range(YEAR))


def is_month(text: str) -> bool:
    """Tell whether a text names a month (`2026-01`) after which there are twelve more."""
    try:
        day = date.fromisoformat(f"{text}-01")
    except ValueError:
        return False
    return day.isoformat() == f"{text}-01" and day.year < date.max.year

"""The one seam for time: nothing else in Holas asks a clock for the date or the hour.

Tests freeze it by replacing `intake.clock.read` (a function that returns an aware UTC datetime); `now` and `today`
look it up at each call, so modules that imported them by name are frozen too.
"""

from datetime import UTC, date, datetime


def read() -> datetime:
    """Ask the system's clock."""
    return datetime.now(UTC)


def now() -> datetime:
    """Return the time as an aware datetime in UTC."""
    return read()


def today() -> date:
    """Return the day in UTC: the only time that is ever kept about a source."""
    return read().date()

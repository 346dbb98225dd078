"""How long somebody in danger waits for a first answer. Pure.

No time of day of a source is kept, so a clock must begin somewhere within the day on which a case came. Where staff
could see the case, it begins then, or when its day ended, whichever was first: that long they certainly waited.
Where nobody could see it yet it begins with the day, so that it is late for nobody, and early for some.
"""

from datetime import UTC, date, datetime, time, timedelta

TARGET_HOURS = 4


def began(day: date, seen: datetime | None) -> datetime:
    """Return when the waiting began: `day` is the UTC day it came, `seen` when staff could first see it (UTC)."""
    start = datetime.combine(day, time.min, UTC)
    return start if seen is None else min(seen, start + timedelta(days=1))


def is_late(day: date, seen: datetime | None, now: datetime, hours: int) -> bool:
    """Tell whether it waits longer than the target of so many hours."""
    return now - began(day, seen) >= timedelta(hours=hours)


def is_late_whenever_seen(day: date, now: datetime, hours: int) -> bool:
    """Tell whether it is late even if staff saw it only a moment ago: nothing needs to be opened to know."""
    return is_late(day, datetime.max.replace(tzinfo=UTC), now, hours)

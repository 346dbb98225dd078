"""How long somebody in danger waits: never late, and certain where staff could see the case."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from intake.domain.urgency import began, is_late, is_late_whenever_seen

DAY = date(2026, 3, 4)
START = datetime(2026, 3, 4, tzinfo=UTC)
MINUTES = st.integers(0, 24 * 60 - 1).map(lambda minutes: timedelta(minutes=minutes))


def test_unseen_it_counts_from_the_beginning_of_its_day() -> None:
    assert began(DAY, None) == START
    assert not is_late(DAY, None, START + timedelta(hours=3, minutes=59), 4)
    assert is_late(DAY, None, START + timedelta(hours=4), 4)


def test_seen_it_counts_from_that_moment() -> None:
    seen = START + timedelta(hours=10)
    assert began(DAY, seen) == seen
    assert not is_late(DAY, seen, seen + timedelta(hours=3), 4)
    assert is_late(DAY, seen, seen + timedelta(hours=4), 4)


def test_a_late_look_does_not_set_the_clock_back() -> None:
    """Seen two days after it came: the waiting of those days stays."""
    seen = START + timedelta(days=2)
    assert began(DAY, seen) == START + timedelta(days=1)
    assert is_late(DAY, seen, seen, 4)


@given(came=MINUTES, waited=st.timedeltas(timedelta(0), timedelta(days=3)), hours=st.integers(1, 72))
def test_unseen_nobody_is_told_too_late(came: timedelta, waited: timedelta, hours: int) -> None:
    if waited >= timedelta(hours=hours):
        assert is_late(DAY, None, START + came + waited, hours)


@given(looked=st.timedeltas(timedelta(0), timedelta(days=3)), later=st.timedeltas(timedelta(0), timedelta(days=3)))
def test_what_is_late_by_its_day_is_late_whenever_it_was_seen(looked: timedelta, later: timedelta) -> None:
    now = START + looked + later
    if is_late_whenever_seen(DAY, now, 4):
        assert is_late(DAY, START + looked, now, 4)
        assert is_late(DAY, None, now, 4)

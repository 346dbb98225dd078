"""What a member opened today, and what is new to them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.choices import Choices
from intake.domain.looks import LONGEST, MOST_CASES, BadLooks, Looks, Point

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_openings_and_minutes_of_a_day_are_counted() -> None:
    looks = Looks().after("a", NOW).after("b", NOW + 4 * MINUTE).after("a", NOW + 6 * MINUTE)
    assert (looks.opened, looks.minutes) == (("a", "b"), 6)
    assert looks.after("c", NOW + 100 * MINUTE).minutes == 16
    assert looks.after("c", NOW).minutes == 6, "a clock that was set back takes nothing away"


def test_a_new_day_begins_at_nothing() -> None:
    looks = Looks().after("a", NOW).after("b", NOW + MINUTE)
    tomorrow = looks.on(NOW + timedelta(days=1))
    assert (tomorrow.opened, tomorrow.minutes) == ((), 0)
    assert looks.after("a", NOW + timedelta(days=1)).opened == ("a",)


@given(st.lists(st.integers(min_value=0, max_value=3000), max_size=20))
def test_no_pause_is_counted_as_reading(gaps: list[int]) -> None:
    looks, time = Looks(), datetime(2026, 3, 1, tzinfo=UTC)
    for number, gap in enumerate(gaps):
        time += timedelta(seconds=gap)
        looks = looks.after(str(number), time)
    assert looks.seconds == sum(min(gap, LONGEST.total_seconds()) for gap in gaps[1:])


def test_the_first_look_finds_nothing_new_and_the_next_what_came_since() -> None:
    first, more = Point(1, 1), Point(3, 2)
    looks = Looks()
    assert looks.known("c", first, NOW) == first
    looks = looks.looked("c", first, NOW)
    assert looks.known("c", more, NOW + MINUTE) == first
    looks = looks.looked("c", more, NOW + MINUTE)
    assert looks.known("c", more, NOW + 2 * MINUTE) == first, "a page that is loaded again still says so"
    assert looks.known("c", more, NOW + timedelta(hours=3)) == more


def test_what_was_not_looked_at_for_longest_is_forgotten() -> None:
    looks = Looks()
    for number in range(MOST_CASES + 1):
        looks = looks.looked(str(number), Point(1, 1), NOW)
    assert len(looks.seen) == MOST_CASES
    assert "0" not in looks.seen
    assert str(MOST_CASES) in looks.seen


@pytest.mark.parametrize(
    ("openings", "minutes", "due"), [(2, 0, True), (3, 0, False), (0, 4, True), (0, 5, False), (0, 0, False)]
)
def test_a_pause_is_due_when_the_member_said_so(openings: int, minutes: int, *, due: bool) -> None:
    looks = Looks().after("a", NOW).after("b", NOW + 4 * MINUTE)
    assert looks.asks_for_pause(Choices(openings=openings, minutes=minutes)) is due


def test_it_is_read_as_it_was_written() -> None:
    looks = Looks().after("a", NOW).looked("a", Point(3, 1), NOW).looked("b", Point(1, 1), NOW)
    assert Looks.parse(looks.to_json()) == looks
    assert list(Looks.parse(looks.to_json()).seen) == ["a", "b"]


@pytest.mark.parametrize("text", ["", "{}", Looks().to_json().replace('"seen":[]', '"seen":[["a"]]')])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(BadLooks):
        Looks.parse(text)

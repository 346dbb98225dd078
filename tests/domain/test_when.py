"""Dates as people remember them: read strictly, spanning the days they can mean; typed dates are tidied first."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.when import BadDate, When, tidied

HELD = {
    "2020-08-09": ("day", False, date(2020, 8, 9), date(2020, 8, 9)),
    "2020-02": ("month", False, date(2020, 2, 1), date(2020, 2, 29)),
    "2020-12~": ("month", True, date(2020, 12, 1), date(2020, 12, 31)),
    "2020-21": ("season", False, date(2020, 3, 1), date(2020, 5, 31)),
    "2020-22": ("season", False, date(2020, 6, 1), date(2020, 8, 31)),
    "2020-23": ("season", False, date(2020, 9, 1), date(2020, 11, 30)),
    "2020-24": ("season", False, date(2020, 12, 1), date(2021, 2, 28)),
    "2020": ("year", False, date(2020, 1, 1), date(2020, 12, 31)),
    "2020~": ("year", True, date(2020, 1, 1), date(2020, 12, 31)),
    "2020-08-09/2020-08-12": ("range", False, date(2020, 8, 9), date(2020, 8, 12)),
    "2020-08/2020-09~": ("range", True, date(2020, 8, 1), date(2020, 9, 30)),
    "2020-08-09/..": ("range", False, date(2020, 8, 9), None),
    "../2020": ("range", False, None, date(2020, 12, 31)),
}


@pytest.mark.parametrize("text", HELD)
def test_a_date_spans_the_days_it_can_mean(text: str) -> None:
    found = When.parse(text)
    assert (found.precision, found.estimated, found.first, found.last) == HELD[text]
    assert found.text == text


@pytest.mark.parametrize(
    "text",
    [
        *("", "..", "../..", "2020-13", "2020-00", "2020-25", "2020-02-30", "2020-8-9", "20", "0000", "2020?", "~2020"),
        *("2020-08-12/2020-08-09", "2020/2020/2020", "2020/", "yesterday", "٢٠٢٠", "2020-08-09T10:00", " 2020"),
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(BadDate):
        When.parse(text)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_typed_day_is_the_day_that_was_meant(day: date) -> None:
    for typed in (f"{day.day}.{day.month}.{day.year}", f"{day:%d.%m.%Y}", f" {day.isoformat()} "):
        assert When.parse(tidied(typed)).first == day
    assert When.parse(tidied(f"{day:%d.%m.%Y} - {day:%d.%m.%Y}")).text == f"{day}/{day}"


@pytest.mark.parametrize(
    ("typed", "text"),
    [("8.2020", "2020-08"), ("~2020-08", "2020-08~"), ("~9.8.2020", "2020-08-09~"), ("2020 – 2021", "2020/2021")],
)
def test_other_ways_to_type_it_are_tidied(typed: str, text: str) -> None:
    assert tidied(typed) == text
    assert When.parse(text).text == text

"""A figure as a form brings it: what was typed in many ways, and everything that is wrong told at once."""

from dataclasses import replace
from datetime import date

import pytest

from intake.domain.figure_form import PARTS, shown, typed
from intake.domain.figure_rules import Problem
from intake.domain.figures import Figure, Source
from intake.domain.when import When
from tests.plugins.figures import FACTS

PLAIN = FACTS["S44"]


def _typed(**fields: str) -> tuple[Figure, tuple[Problem, ...]]:
    return typed(PLAIN.id, shown(PLAIN) | fields)


@pytest.mark.parametrize("name", FACTS)
def test_what_a_form_shows_gives_the_figure_back(name: str) -> None:
    assert typed(FACTS[name].id, shown(FACTS[name])) == (FACTS[name], ())
    assert set(shown(FACTS[name])) == set(PARTS)


@pytest.mark.parametrize(
    "text",
    ["25000", "25 000", "25,000", "25'000", " 25\N{NO-BREAK SPACE}000 ", "25\N{NARROW NO-BREAK SPACE}000"],
)
def test_a_number_is_read_however_its_thousands_stand(text: str) -> None:
    assert _typed(number=text) == (replace(PLAIN, number=25000), ())


@pytest.mark.parametrize("text", ["25.000", "many", "-4", "٣", "1" * 13, "1e3"])
def test_a_number_that_is_none_is_told_once(text: str) -> None:
    assert _typed(number=text)[1] == (Problem.BAD_NUMBER,)


@pytest.mark.parametrize(
    ("since", "until", "window"),
    [
        ("", "", None),
        ("2020", "2020", "2020"),
        ("9.8.2020", "12.08.2020", "2020-08-09/2020-08-12"),
        ("", "31.12.2020", "../2020-12-31"),
        ("8.2020", "", "2020-08/.."),
        ("~2020-08", "", "2020-08~/.."),
    ],
)
def test_a_time_has_two_ends_that_may_be_open(since: str, until: str, window: str | None) -> None:
    assert _typed(since=since, until=until) == (replace(PLAIN, window=When.parse(window) if window else None), ())


@pytest.mark.parametrize(("since", "until"), [("soon", ""), ("2021", "2020"), ("", "31.13.2020"), ("2020/2021", "")])
def test_a_time_that_is_none_is_told_once(since: str, until: str) -> None:
    assert _typed(since=since, until=until)[1] == (Problem.BAD_TIME,)
    assert _typed(number="0", since=since, until=until)[1] == (Problem.BAD_TIME,)


def test_the_day_of_a_source_is_a_day_or_nothing() -> None:
    assert _typed(source_day="31.12.2020")[0].source == replace(PLAIN.source, day=date(2020, 12, 31))
    assert _typed(source_day="")[0].source.day is None
    for text in ("2020-12", "2020-12-31~", "yesterday"):
        figure, found = _typed(source_day=text)
        assert (figure.source.day, found) == (None, (Problem.BAD_DAY,))


def test_an_empty_form_says_everything_that_is_missing_in_the_order_of_the_form() -> None:
    figure, found = typed("", {})
    assert found == (Problem.NO_TEXT, Problem.NO_NUMBER, Problem.NO_UNIT, Problem.NO_ORIGIN, Problem.NO_SOURCE)
    assert (figure.texts, figure.source, figure.window) == ({}, Source(""), None)


def test_made_up_choices_are_told() -> None:
    _, found = _typed(precision="x", unit="x", origin="own", beside="x")
    assert found == (Problem.NO_PRECISION, Problem.NO_UNIT, Problem.NO_ORIGIN, Problem.UNKNOWN_PLACE)


def test_spaces_that_nobody_meant_are_gone() -> None:
    assert _typed(text_en="  detained \n in August ", source_by=" press ")[0].texts["en"] == "detained in August"

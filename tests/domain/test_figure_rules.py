"""What keeps a figure from being kept, and the traps of counting that are told while one is written."""

from dataclasses import replace
from itertools import permutations

import pytest

from intake.domain.figure_rules import LARGEST, LONGEST, Hint, Problem, hints, in_order, places, problems
from intake.domain.figures import Figure, Origin, Source
from intake.domain.when import When
from tests.plugins.figures import FACTS

PLAIN = FACTS["S55"]
ZERO = FACTS["S100"]
OTHER = replace(PLAIN, id="1" * 32)
SINCE = When.parse("2020-08-09/..")
NAMED = {name: replace(one, id=name) for name, one in FACTS.items()}


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (replace(PLAIN, texts={}), Problem.NO_TEXT),
        (replace(PLAIN, texts={"en": " "}), Problem.NO_TEXT),
        (replace(PLAIN, texts={"en": "x" * (LONGEST + 1)}), Problem.TOO_LONG),
        (replace(PLAIN, source=Source("x" * (LONGEST + 1))), Problem.TOO_LONG),
        (replace(PLAIN, source=Source("us", "x" * (LONGEST + 1))), Problem.TOO_LONG),
        (replace(PLAIN, source=Source(" ")), Problem.NO_SOURCE),
        (replace(PLAIN, number=None), Problem.NO_NUMBER),
        (replace(PLAIN, precision="hundreds"), Problem.NUMBER_TOO_MUCH),
        (replace(PLAIN, number=-1), Problem.BAD_NUMBER),
        (replace(PLAIN, number=LARGEST + 1), Problem.BAD_NUMBER),
        (replace(ZERO, precision="at_least"), Problem.INEXACT_ZERO),
        (replace(ZERO, window=None), Problem.ZERO_WITHOUT_TIME),
        (replace(ZERO, window=SINCE), Problem.ZERO_WITHOUT_TIME),
        (replace(PLAIN, origin=Origin.PUBLIC, precision="exact"), Problem.PUBLIC_AT_LEAST),
        (replace(ZERO, origin=Origin.PUBLIC), Problem.PUBLIC_AT_LEAST),
        (replace(PLAIN, precision="roughly"), Problem.NO_PRECISION),
        (replace(PLAIN, unit="group"), Problem.NO_UNIT),
        (replace(PLAIN, beside="chapter:weather"), Problem.UNKNOWN_PLACE),
        (replace(PLAIN, beside="torture"), Problem.UNKNOWN_PLACE),
    ],
)
def test_what_keeps_a_figure_from_being_kept_is_said(figure: Figure, expected: Problem) -> None:
    assert problems(figure) == (expected,)


def test_limits_hold_to_the_last_character() -> None:
    line = "x" * LONGEST
    assert problems(replace(PLAIN, texts={"ru": line}, source=Source(line, line), number=LARGEST)) == ()
    assert problems(replace(PLAIN, origin=Origin.PUBLIC)) == ()
    assert problems(replace(PLAIN, number=7, precision="all")) == ()


def test_a_figure_may_stand_at_the_beginning_or_beside_each_chapter_and_table() -> None:
    assert {"chapter:torture", "chapter:impunity", "table:complaints", "table:persons"} <= set(places())
    assert all(problems(replace(PLAIN, beside=place)) == () for place in ("", *places()))


def test_figures_stand_in_the_order_of_the_report_unknown_places_last() -> None:
    named = [replace(PLAIN, beside=place) for place in ("table:gone", "table:persons", "chapter:torture", "")]
    assert [one.beside for one in in_order(named)] == ["", "chapter:torture", "table:persons", "table:gone"]


def _alone(figure: Figure) -> set[Hint]:
    return {hint for hint, other in hints(figure, ()) if other is None}


def test_units_that_are_not_people_are_told() -> None:
    assert Hint.CASES_NOT_PERSONS in _alone(FACTS["S48 cases"])
    assert Hint.ACTS_NOT_PERSONS in _alone(FACTS["S17"])
    assert Hint.COMPLAINTS_NOT_PERSONS in _alone(FACTS["S99"])
    assert Hint.TESTIMONIES_NOT_PERSONS in _alone(FACTS["S83"])
    assert _alone(FACTS["S48 persons"]) == _alone(ZERO) == set()


def test_what_a_reader_will_miss_is_told() -> None:
    assert Hint.NO_TIME in _alone(PLAIN)
    assert Hint.VAGUE in _alone(FACTS["S36"])
    assert Hint.FEW_LANGUAGES in _alone(replace(PLAIN, texts={"en": "killed"}))
    for source in (Source("us"), Source("us", "page 3"), replace(PLAIN.source, where="")):
        assert Hint.NO_PLACE in _alone(replace(PLAIN, source=source))


def _beside(figure: str, other: str) -> set[Hint]:
    return {hint for hint, beside in hints(NAMED[figure], NAMED.values()) if beside is NAMED[other]}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("S48 cases", "S99", {Hint.SAME_NUMBER}),
        ("S44", "S46", {Hint.OTHER_ORIGIN}),
        ("S46", "S47", {Hint.SAME_PEOPLE}),
        ("S106", "S107", {Hint.SAME_PEOPLE}),
        ("S48 cases", "S48 persons", set()),
        ("S17", "S83", set()),
        ("S39", "S44", set()),
        ("S100", "S101", set()),
        ("S108", "S107", set()),
        ("S42", "S82", set()),
    ],
)
def test_traps_that_two_figures_set_together_are_told_both_ways(one: str, other: str, expected: set[Hint]) -> None:
    for first, second in permutations((one, other)):
        assert _beside(first, second) == expected


@pytest.mark.parametrize(
    ("window", "other", "meet"),
    [
        ("2020-08", "2020-08-31", True),
        ("2020-08", "2020-09", False),
        ("2020-09", "2020-08", False),
        ("../2020-08", "2020-09/..", False),
        ("../2020-08", "2020-08/..", True),
        ("2020-09/..", "../2020-08", False),
        ("", "2020-08", True),
        ("2020-08", "", True),
    ],
)
def test_figures_of_times_that_do_not_meet_are_no_trap(window: str, other: str, *, meet: bool) -> None:
    when, then = (When.parse(text) if text else None for text in (window, other))
    found = [hint for hint, beside in hints(replace(PLAIN, window=when), [replace(OTHER, window=then)]) if beside]
    assert found == [Hint.SAME_PEOPLE] * meet


def test_a_figure_is_no_trap_for_itself() -> None:
    assert not any(other for _, other in hints(PLAIN, [PLAIN]))

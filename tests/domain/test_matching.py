"""Pairing off the acts of two codings: exact, the same from both sides, and blind to ids."""

from dataclasses import replace
from itertools import permutations
from operator import getitem

from hypothesis import given
from hypothesis import strategies as st

from intake.domain.assigning import assign
from intake.domain.coding import Act, Coding, Event, Person
from intake.domain.matching import pair_off
from intake.domain.when import When
from tests.plugins.codings import PEOPLE, codings

matrices = st.integers(0, 5).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 9), min_size=width, max_size=width), max_size=5)
)


@given(matrices)
def test_no_other_assignment_weighs_more(weights: list[list[int]]) -> None:
    found = assign(weights)
    assert len({row for row, _ in found}) == len({column for _, column in found}) == len(found)
    wide = weights if not weights or len(weights) <= len(weights[0]) else [list(one) for one in zip(*weights)]  # noqa: B905
    best = (
        max((sum(map(getitem, wide, order)) for order in permutations(range(len(wide[0])), len(wide))), default=0)
        if wide
        else 0
    )
    assert sum(weights[row][column] for row, column in found) == best


@given(codings(), codings())
def test_it_does_not_matter_whose_coding_is_called_the_first(one: Coding, other: Coding) -> None:
    assert len(pair_off(one, other).pairs) == len(pair_off(other, one).pairs)


@given(codings(), codings())
def test_every_act_stands_in_one_pair_or_is_left(one: Coding, other: Coding) -> None:
    found = pair_off(one, other)
    assert sorted(act.id for act in [*(a for a, _ in found.pairs), *found.only_first]) == sorted(a.id for a in one.acts)
    theirs = [*(b for _, b in found.pairs), *found.only_second]
    assert sorted(act.id for act in theirs) == sorted(act.id for act in other.acts)
    assert all(a.code == b.code and (a.victim or "") == found.victims.get(b.victim or "", "") for a, b in found.pairs)


@given(codings(), st.permutations(PEOPLE), st.permutations(range(6)))
def test_other_names_for_the_victims_and_another_order_change_nothing(
    coding: Coding, people: list[Person], order: list[int]
) -> None:
    names = {None: None} | {one.id: other.id for one, other in zip(PEOPLE, people, strict=True)}
    acts = [replace(act, victim=names[act.victim], id=f"A{90 + number}") for number, act in enumerate(coding.acts)]
    shuffled = [acts[place] for place in order if place < len(acts)]
    found = pair_off(coding, Coding(tuple(shuffled), persons=PEOPLE))
    assert (found.only_first, found.only_second) == ((), ())


def test_a_day_is_the_same_as_its_month_and_not_as_another_day() -> None:
    def on(text: str) -> Coding:
        return Coding((Act("tor_beating", when=When.parse(text)),))

    assert pair_off(on("2020-08"), on("2020-08-09")).pairs
    assert not pair_off(on("2020-08-10"), on("2020-08-09")).pairs
    assert pair_off(on("2020-08-08/.."), on("2020-08-09")).pairs
    assert not pair_off(on("../2020-08-08"), on("2020-08-09")).pairs


def test_the_date_and_the_region_of_the_event_count_where_the_act_has_none() -> None:
    def in_event(region: str, date: str) -> Coding:
        return Coding((Act("tor_beating"),), events=(Event("E1", region=region, when=When.parse(date)),))

    mine = in_event("brest", "2020-08")
    assert pair_off(mine, in_event("brest", "2020-08-09")).pairs
    assert not pair_off(mine, in_event("minsk_city", "2020-08-09")).pairs
    assert not pair_off(mine, in_event("brest", "2021")).pairs
    assert pair_off(mine, Coding((Act("tor_beating"),))).pairs


def test_among_acts_of_one_code_those_that_say_the_same_find_each_other() -> None:
    first = Coding((Act("tor_beating", stage="arrest"), Act("tor_beating", stage="detention")))
    second = Coding((Act("tor_beating", stage="detention"), Act("tor_beating", stage="arrest")))
    assert all(one.stage == other.stage for one, other in pair_off(first, second).pairs)


def test_events_are_paired_by_the_acts_that_they_share_and_the_rest_in_order() -> None:
    events = (Event("E1"), Event("E2"))
    first = Coding((Act("tor_beating", event="E2"), Act("det_denied_food", event="E2")), events=events)
    second = Coding((Act("tor_beating", event="E1"), Act("det_denied_food", event="E1")), events=events)
    assert pair_off(first, second).events == {"E1": "E2", "E2": "E1"}

"""The first tables of a release, which have codes and chapters only: bounded, deduplicated."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.case_record import CaseRecord
from intake.domain.coding import Act, Coding, Event
from intake.domain.counting import Unit, units
from intake.domain.record_before import CATEGORIES, CODES
from intake.domain.statistics import LIFETIME, Plan, TableId, plans
from intake.domain.vocabulary import Vocabulary

VOCABULARY = Vocabulary.load()
ALL = [code.id for code in VOCABULARY.codes()]
ACTS = [code.id for code in VOCABULARY.codes() if not code.flag]
CASES, CATEGORY, CODE = plans(VOCABULARY, 2.0)


def _record(*codes: str) -> CaseRecord:
    """Return the record of these acts; a flag marks the event."""
    acts = tuple(Act(code) for code in codes if code in ACTS)
    event = Event("E1", flags=tuple(code for code in codes if code not in ACTS))
    return CaseRecord.of(Coding(acts, events=(event,)), date(2026, 1, 1))


def _unit(*codes: str) -> Unit:
    (unit,) = units({"a": _record(*codes)})
    return unit


def test_a_case_without_codes_counts_as_a_case_only() -> None:
    assert [plan.contribution(_unit()) for plan in (CASES, CATEGORY, CODE)] == [("cases",), (), ()]


@given(st.lists(st.sampled_from(ALL), max_size=30))
def test_no_coding_adds_more_than_the_bound(codes: list[str]) -> None:
    for plan in (CASES, CATEGORY, CODE):
        assert sum(plan.count([_unit(*codes)])) <= plan.bound
        assert max(plan.count([_unit(*codes)])) <= 1


def test_a_record_over_the_bound_that_got_past_reading_adds_no_more_than_the_bound() -> None:
    categories = [category.id for category in VOCABULARY.categories()]
    greedy = Unit({"chapters": ("all", *sorted(categories * 2)), "codes": tuple(sorted(ALL * 2))})
    assert [sum(plan.count([greedy])) for plan in (CASES, CATEGORY, CODE)] == [1, CATEGORIES, CODES]
    assert [max(plan.count([greedy])) for plan in (CASES, CATEGORY, CODE)] == [1, 1, 1]
    assert CODE.contribution(Unit({"codes": ("invented",)})) == ()


def test_counts_stand_in_the_order_of_the_cells() -> None:
    counts = [_unit("asm_fine", "tor_beating"), _unit("tor_beating"), _unit()]
    assert CASES.count(counts) == [3]
    assert dict(zip(CATEGORY.cells, CATEGORY.count(counts), strict=True))["torture"] == 2
    counted = dict(zip(CODE.cells, CODE.count(counts), strict=True))
    assert {code: number for code, number in counted.items() if number} == {"asm_fine": 1, "tor_beating": 2}


def test_cells_are_all_terms_whatever_the_cases_hold() -> None:
    assert CODE.cells == tuple(ALL)
    assert len(CODE.cells) == len(CODE.count([])) == 76
    assert CATEGORY.cells == tuple(category.id for category in VOCABULARY.categories())
    assert CASES.cells == (TableId.CASES,)


@pytest.mark.parametrize("epsilon", [LIFETIME, 1.0, 0.3, 0.7])
def test_shares_add_up_to_exactly_the_whole(epsilon: float) -> None:
    assert sum(plan.epsilon for plan in plans(VOCABULARY, epsilon)) == epsilon
    assert [(plan.id, plan.bound) for plan in plans(VOCABULARY, epsilon)] == [
        (TableId.CASES, 1),
        (TableId.CATEGORIES, 3),
        (TableId.CODES, 5),
    ]


@pytest.mark.parametrize("epsilon", [0.0, -1.0, LIFETIME + 0.001, float("nan"), float("inf")])
def test_a_release_cannot_cost_more_than_a_lifetime(epsilon: float) -> None:
    with pytest.raises(ValueError, match="epsilon"):
        plans(VOCABULARY, epsilon)


def test_a_plan_is_a_value() -> None:
    assert Plan(TableId.CASES, (TableId.CASES,), 1, 0.25) == CASES

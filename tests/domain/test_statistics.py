"""What one case adds to the tables: bounded, deduplicated, and nothing else."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.case_record import CATEGORIES, CODES, BadRecord, CaseRecord
from intake.domain.coding import Act, Coding, Event
from intake.domain.counting import units
from intake.domain.statistics import LIFETIME, Plan, TableId, Unit, plans
from intake.domain.vocabulary import Vocabulary

VOCABULARY = Vocabulary.load()
ALL = [code.id for code in VOCABULARY.codes()]
ACTS = [code.id for code in VOCABULARY.codes() if not code.flag]
CASES, CATEGORY, CODE = plans(VOCABULARY, 2.0)


def _record(*codes: str) -> CaseRecord:
    """Return the record of these acts; a flag marks the event."""
    acts = tuple(Act(code) for code in codes if code in ACTS)
    event = Event("E1", flags=tuple(code for code in codes if code not in ACTS))
    return CaseRecord.of(Coding(acts, events=(event,)), VOCABULARY)


def _unit(*codes: str) -> Unit:
    (unit,) = units({"a": _record(*codes)})
    return unit


def test_the_first_five_codes_and_three_categories_count() -> None:
    record = _record("asm_fine", "tor_beating", "rep_smear", "imp_measure", "dp_sentence", "exp_site_blocking")
    assert record.codes == ("asm_fine", "tor_beating", "rep_smear", "imp_measure", "dp_sentence")
    assert record.categories == ("assembly", "torture", "reprisals")


def test_flags_rank_after_acts_and_repeated_codes_count_once() -> None:
    record = _record("flag_sogi", "tor_beating", "tor_beating", "asm_fine", "lib_remand", "det_denied_food")
    assert record.codes == ("tor_beating", "asm_fine", "lib_remand", "det_denied_food", "flag_sogi")
    assert record.categories == ("torture", "assembly", "reprisals")
    crowded = _record("flag_sogi", "asm_fine", "lib_remand", "lib_abduction", "tor_beating", "tor_humiliation")
    assert "flag_sogi" not in crowded.codes


def test_a_case_without_codes_counts_as_a_case_only() -> None:
    assert [plan.contribution(_unit()) for plan in (CASES, CATEGORY, CODE)] == [("cases",), (), ()]


@given(st.lists(st.sampled_from(ALL), max_size=30))
def test_no_coding_adds_more_than_the_bound(codes: list[str]) -> None:
    record = _record(*codes)
    assert CaseRecord.parse(record.to_json(), VOCABULARY) == record
    for plan in (CASES, CATEGORY, CODE):
        assert sum(plan.count([_unit(*codes)])) <= plan.bound
        assert max(plan.count([_unit(*codes)])) <= 1


def test_a_record_over_the_bound_that_got_past_reading_adds_no_more_than_the_bound() -> None:
    categories = [category.id for category in VOCABULARY.categories()]
    greedy = Unit(tuple(sorted(ALL * 2)), tuple(sorted(categories * 2)))
    assert [sum(plan.count([greedy])) for plan in (CASES, CATEGORY, CODE)] == [1, CATEGORIES, CODES]
    assert [max(plan.count([greedy])) for plan in (CASES, CATEGORY, CODE)] == [1, 1, 1]
    assert CODE.contribution(Unit(("invented",), ())) == ()


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


GOOD = {"vocabulary": "1", "codes": ["tor_beating"], "categories": ["torture"]}
LINKED = {**GOOD, "format": "holas-record/2", "marks": []}
REFUSED = {
    "a key too many": {**GOOD, "narrative": "x"},
    "a key too few": {"vocabulary": "1", "codes": []},
    "another vocabulary": {**GOOD, "vocabulary": "3"},
    "an unknown code": {**GOOD, "codes": ["x"]},
    "a code twice": {**GOOD, "codes": ["asm_fine", "asm_fine"]},
    "a category that is a code": {**GOOD, "categories": ["asm_fine"]},
    "six codes": {**GOOD, "codes": ALL[:6]},
    "four categories": {**GOOD, "categories": [category.id for category in VOCABULARY.categories()][:4]},
    "a text for codes": {**GOOD, "codes": "asm_fine"},
    "a list": [GOOD],
    "another format": {**GOOD, "format": "holas-record/3", "marks": [], "others": []},
    "the first format with links": {**GOOD, "marks": [], "others": []},
    "a mark twice": {**GOOD, "format": "holas-record/2", "marks": ["a", "a"], "others": []},
    "something of nobody": {**LINKED, "others": [{"marks": [], "codes": [], "categories": []}]},
    "another's code that the case does not have": {
        **LINKED,
        "others": [{"marks": ["a"], "codes": ["asm_fine"], "categories": []}],
    },
    "a code of two people": {
        **LINKED,
        "others": [{"marks": [one], "codes": ["tor_beating"], "categories": []} for one in "ab"],
    },
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_record_that_is_none_is_refused(name: str) -> None:
    assert CaseRecord.parse(json.dumps(GOOD).encode(), VOCABULARY).codes == ("tor_beating",)
    with pytest.raises(BadRecord):
        CaseRecord.parse(json.dumps(REFUSED[name]).encode(), VOCABULARY)


def test_broken_json_is_refused() -> None:
    with pytest.raises(BadRecord):
        CaseRecord.parse(b"\xff{", VOCABULARY)


def test_a_field_that_is_added_to_the_coding_does_not_reach_the_record() -> None:
    rich = Coding((Act("tor_beating", ("police",), "detention", force_means=("truncheon",), description="x"),))
    assert json.loads(CaseRecord.of(rich, VOCABULARY).to_json()) == {
        **GOOD,
        "format": "holas-record/2",
        "vocabulary": "2",
        "marks": [],
        "others": [],
    }


def test_a_record_of_the_first_version_is_counted_in_the_second() -> None:
    first = {"vocabulary": "1", "codes": ["asm_fine", "flag_sogi"], "categories": ["assembly", "reprisals"]}
    moved = CaseRecord.parse(json.dumps(first).encode(), VOCABULARY)
    assert moved == CaseRecord("2", ("asm_fine", "flag_sogi"), ("assembly", "reprisals"))
    later = json.dumps({**first, "vocabulary": "2", "codes": ["tor_stress_position"]}).encode()
    assert CaseRecord.parse(later, VOCABULARY).codes == ("tor_stress_position",)
    with pytest.raises(BadRecord):
        CaseRecord.parse(later, Vocabulary.load("1"))
    with pytest.raises(BadRecord):
        CaseRecord.parse(json.dumps({**first, "codes": ["tor_stress_position"]}).encode(), VOCABULARY)


@pytest.mark.parametrize(
    ("activity", "chapter"), [("expression", "expression"), ("assembly", "assembly"), ("union", "association")]
)
def test_an_arrest_counts_in_the_chapter_of_its_motive(activity: str, chapter: str) -> None:
    coding = Coding((Act("lib_arbitrary_arrest", protected_activity=activity), Act("tor_beating")))
    assert CaseRecord.of(coding, VOCABULARY).categories == (chapter, "torture")


def test_a_plan_is_a_value() -> None:
    assert Plan(TableId.CASES, (TableId.CASES,), 1, 0.25) == CASES

"""Counting once: what linked cases tell of one person is one unit, bounded as one."""

from collections.abc import Mapping
from datetime import date
from itertools import chain

from hypothesis import given, settings
from hypothesis import strategies as st

from intake.domain.case_record import CaseRecord, Told
from intake.domain.coding import Act, Coding, Information, Person
from intake.domain.counting import Unit, units
from intake.domain.tables import Size, Table, Tables
from intake.domain.variables import VARIABLES
from tests.plugins.codings import full_codings
from tests.plugins.draws import MONTHS

TWO = (Person("V1"), Person("V2"))
TODAY = date(2026, 1, 1)
FEW = 20
TABLES = [
    (size, table) for size in Size for table, _ in (*Tables.load().set(size).tables, Tables.load().set(size).left_out)
]


def _told(*acts: tuple[str, str | None], links: Mapping[str, tuple[str, ...]] | None = None) -> CaseRecord:
    coding = Coding(tuple(Act(code, victim=victim) for code, victim in acts), persons=TWO)
    return CaseRecord.of(coding, TODAY, links)


def _counts(records: dict[str, CaseRecord], before: tuple[CaseRecord, ...] = ()) -> dict[str, int]:
    counted = units(records, before)
    told = [cells for unit in counted for cells in ({"all"} & set(_of(unit, "chapters")), _of(unit, "codes"))]
    flat = list(chain.from_iterable(told))
    return {cell: flat.count(cell) for cell in flat}


def _of(unit: Unit, variable: str) -> tuple[str, ...]:
    return unit.values.get(variable, ())


BEATEN = (("tor_beating", "V1"),)


def test_one_victim_of_two_linked_cases_counts_once_and_of_unlinked_ones_twice() -> None:
    linked = {name: _told(*BEATEN, links={"V1": ("m",)}) for name in "ab"}
    assert _counts(linked) == {"all": 1, "tor_beating": 1}
    assert _counts({name: _told(*BEATEN) for name in "ab"}) == {"all": 2, "tor_beating": 2}
    assert _counts({"a": linked["a"]}) == {"all": 1, "tor_beating": 1}


def test_links_join_over_a_third_case() -> None:
    records = {
        "a": _told(*BEATEN, links={"V1": ("m",)}),
        "b": _told(*BEATEN, links={"V1": ("m", "n")}),
        "c": _told(*BEATEN, links={"V1": ("n",)}),
    }
    assert _counts(records) == {"all": 1, "tor_beating": 1}
    assert [unit.cases for unit in units(records)] == [frozenset("abc")]


def test_a_witness_who_tells_of_ten_survivors_does_not_make_them_one() -> None:
    people = tuple(Person(f"V{number}") for number in range(1, 11))
    acts = tuple(Act("tor_beating", victim=person.id) for person in people)
    witness = CaseRecord.of(Coding(acts, persons=people), TODAY, {one.id: (one.id,) for one in people})
    own = {f"s{one.id}": _told(*BEATEN, links={"V1": (one.id,)}) for one in people}
    assert _counts({"w": witness, **own}) == {"all": 10, "tor_beating": 10}


def test_what_a_witness_tells_of_another_counts_with_that_person() -> None:
    witness = _told(("tor_beating", "V1"), ("dp_sentence", "V2"), links={"V2": ("m",)})
    survivor = _told(("dp_sentence", "V1"), links={"V1": ("m",)})
    assert _counts({"w": witness, "s": survivor}) == {"all": 2, "tor_beating": 1, "dp_sentence": 1}
    assert [_of(unit, "chapters") for unit in units({"w": witness})] == [("all", "torture"), ("death_penalty",)]


def test_who_is_told_only_by_others_is_no_testimony() -> None:
    witnesses = {name: _told(("tor_beating", "V1"), ("dp_sentence", "V2"), links={"V2": ("m",)}) for name in "ab"}
    assert _counts(witnesses) == {"all": 2, "tor_beating": 2, "dp_sentence": 1}


def test_who_is_linked_and_told_nothing_of_rests_on_no_case() -> None:
    witness = _told(("tor_beating", "V1"), ("tor_beating", "V2"), links={"V2": ("m",)})
    assert units({"w": witness})[1] == Unit({})


def test_who_was_counted_earlier_is_not_counted_again() -> None:
    first, second = (_told(*BEATEN, links={"V1": ("m",)}) for _ in "ab")
    assert units({"b": second}, (first,)) == []
    assert _counts({"b": second, "c": _told(*BEATEN)}, (first, _told(*BEATEN))) == {"all": 1, "tor_beating": 1}
    witness = _told(("tor_beating", "V1"), ("dp_sentence", "V2"), links={"V2": ("m",)})
    (left,) = units({"w": witness}, (first,))
    assert (_of(left, "codes"), left.cases) == (("tor_beating",), frozenset("w"))


def test_cells_of_several_cases_are_ranked_and_bounded_as_one() -> None:
    first = _told(*((code, "V1") for code in ("tor_beating", "asm_fine", "lib_remand")), links={"V1": ("m",)})
    second = _told(*((code, "V1") for code in ("rep_smear", "tor_beating", "imp_measure")), links={"V1": ("m",)})
    (unit,) = units({"a": first, "b": second})
    assert _of(unit, "codes") == ("tor_beating", "rep_smear", "asm_fine", "lib_remand", "imp_measure")
    assert _of(unit, "chapters")[0] == "all"
    assert unit.over == ("chapters",)


def test_what_one_case_dropped_stays_over() -> None:
    many = [(code.id, "V1") for code in _codes()[:7]]
    (unit,) = units({"a": _told(*many, links={"V1": ("m",)}), "b": _told(*BEATEN, links={"V1": ("m",)})})
    assert "codes" in unit.over


def _codes() -> list[Act]:
    return [Act(row.id, id=row.id) for row in Tables.load().lists["codes"]]


def test_the_longest_time_the_best_grade_and_all_evidence_of_a_person_count() -> None:
    def case(days: int | None, grade: str, *material: str) -> CaseRecord:
        acts = (Act("lib_remand", duration=(("days", days),), rests_on=("I1",)),) if days else ()
        sources = (Information("I1", material, reliability=grade),)
        return CaseRecord.of(Coding(acts, information=sources), TODAY, {"V1": ("m",)})

    (unit,) = units({"a": case(None, "likely"), "b": case(9, "unsure", "video"), "c": case(40, "likely", "photo")})
    assert _of(unit, "detention") == ("days_31_90",)
    assert _of(unit, "reliability") == ("likely",)
    assert _of(unit, "evidence") == ("photo", "video")
    assert unit.over == ()
    (silent,) = units({name: case(None, "likely") for name in "ab"})
    assert (_of(silent, "detention"), _of(silent, "evidence")) == (("not_held",), ("none",))


LINKS = st.dictionaries(
    st.sampled_from(["V1", "V2"]),
    st.lists(st.sampled_from("mnopq"), min_size=1, max_size=2, unique=True).map(tuple),
)
RECORDS = st.dictionaries(
    st.sampled_from("abcdef"),
    st.builds(lambda coding, links: CaseRecord.of(coding, TODAY, links), full_codings(), LINKS),
    max_size=3,
)


def _counted(table: Table, found: list[Unit]) -> dict[str, int]:
    cells = [cell for unit in found for cell in table.contribution({**unit.values, "over": unit.over}, MONTHS)]
    return {cell: cells.count(cell) for cell in table.cells(MONTHS)}


@settings(max_examples=FEW)
@given(RECORDS)
def test_no_person_moves_any_table_by_more_than_its_bound(records: dict[str, CaseRecord]) -> None:
    """The guarantee is of adding or removing one unit: each cell by one at most, no more cells than the bound.

    Whoever has a testimony stands in one row of a table that counts everybody once.
    """
    found = units(records)
    told = [unit for unit in found if _of(unit, "chapters")[:1] == ("all",)]
    for _, table in TABLES:
        whole = _counted(table, found)
        for number in range(len(found)):
            less = _counted(table, [*found[:number], *found[number + 1 :]])
            moved = [whole[cell] - less[cell] for cell in whole]
            assert set(moved) <= {0, 1}
            assert sum(moved) <= table.bound
        assert not table.once or sum(_counted(table, told).values()) == len(told)


@settings(max_examples=FEW)
@given(RECORDS)
def test_no_testimony_adds_more_than_one_person_may(records: dict[str, CaseRecord]) -> None:
    for name, record in records.items():
        alone = units({name: record})
        for variable in VARIABLES:
            cells = [cell for unit in alone for cell in _of(unit, variable.id)]
            assert len(cells) == len(set(cells)) <= variable.bound
        assert sum("all" in _of(unit, "chapters") for unit in alone) == 1


@settings(max_examples=FEW)
@given(RECORDS)
def test_with_everything_about_one_person_gone_the_others_count_as_before(records: dict[str, CaseRecord]) -> None:
    """The units do not depend on one another."""
    found = units(records)
    for unit in found:
        marks = {mark for name in unit.cases for mark in records[name].own.marks}
        earlier = [CaseRecord("2", "1", TODAY, Told((mark,))) for mark in marks]
        rest = units(records, earlier)
        assert len(rest) <= len(found)
        assert all(one in found for one in rest)


def test_tables_have_the_bound_of_their_variable_or_less() -> None:
    bounds = {one.id: one.bound for one in VARIABLES}
    assert all(table.bound <= bounds.get(table.variable, table.bound) for _, table in TABLES)

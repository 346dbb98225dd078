"""Counting once: what linked cases tell of one person is one unit, bounded as one."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from intake.domain.case_record import CATEGORIES, CODES, CaseRecord, Told
from intake.domain.coding import Act, Coding, Event, Person
from intake.domain.counting import units
from intake.domain.statistics import Unit, plans
from intake.domain.vocabulary import Vocabulary

VOCABULARY = Vocabulary.load()
CASES, CATEGORY, CODE = plans(VOCABULARY, 2.0)
TWO = (Person("V1"), Person("V2"))


def _told(*acts: tuple[str, str | None], links: Mapping[str, tuple[str, ...]] | None = None) -> CaseRecord:
    coding = Coding(tuple(Act(code, victim=victim) for code, victim in acts), persons=TWO)
    return CaseRecord.of(coding, VOCABULARY, links)


def _counts(records: dict[str, CaseRecord], before: tuple[CaseRecord, ...] = ()) -> dict[str, int]:
    counted = units(records, before)
    cells = zip(CODE.cells, CODE.count(counted), strict=True)
    return {"cases": CASES.count(counted)[0], **{cell: number for cell, number in cells if number}}


BEATEN = (("tor_beating", "V1"),)


def test_one_victim_of_two_linked_cases_counts_once_and_of_unlinked_ones_twice() -> None:
    linked = {name: _told(*BEATEN, links={"V1": ("m",)}) for name in "ab"}
    assert _counts(linked) == {"cases": 1, "tor_beating": 1}
    assert _counts({name: _told(*BEATEN) for name in "ab"}) == {"cases": 2, "tor_beating": 2}
    assert _counts({"a": linked["a"]}) == {"cases": 1, "tor_beating": 1}


def test_links_join_over_a_third_case() -> None:
    records = {
        "a": _told(*BEATEN, links={"V1": ("m",)}),
        "b": _told(*BEATEN, links={"V1": ("m", "n")}),
        "c": _told(*BEATEN, links={"V1": ("n",)}),
    }
    assert _counts(records) == {"cases": 1, "tor_beating": 1}
    assert [unit.cases for unit in units(records)] == [frozenset("abc")]


def test_a_witness_who_tells_of_ten_survivors_does_not_make_them_one() -> None:
    people = tuple(Person(f"V{number}") for number in range(1, 11))
    acts = tuple(Act("tor_beating", victim=person.id) for person in people)
    witness = CaseRecord.of(Coding(acts, persons=people), VOCABULARY, {one.id: (one.id,) for one in people})
    own = {f"s{one.id}": _told(*BEATEN, links={"V1": (one.id,)}) for one in people}
    assert _counts({"w": witness, **own}) == {"cases": 10, "tor_beating": 10}


def test_what_a_witness_tells_of_another_counts_with_that_person() -> None:
    witness = _told(("tor_beating", "V1"), ("dp_sentence", "V2"), links={"V2": ("m",)})
    survivor = _told(("dp_sentence", "V1"), links={"V1": ("m",)})
    assert witness.others == (Told(("m",), ("dp_sentence",), ("death_penalty",)),)
    assert _counts({"w": witness, "s": survivor}) == {"cases": 2, "tor_beating": 1, "dp_sentence": 1}
    assert _counts({"w": witness}) == {"cases": 1, "tor_beating": 1, "dp_sentence": 1}


def test_what_is_told_of_several_stays_with_the_case() -> None:
    links = {"V2": ("m",)}
    assert _told(("tor_beating", "V1"), ("tor_beating", "V2"), links=links).others == (Told(("m",)),)
    assert _told(("tor_beating", None), ("tor_beating", "V2"), links=links).marks == ("m",)
    event = Event("E1", flags=("flag_gendered",))
    marked = Coding((Act("tor_beating"), Act("dp_sentence", victim="V2")), events=(event,), persons=TWO)
    assert CaseRecord.of(marked, VOCABULARY, links).others == (Told(("m",), ("dp_sentence",), ("death_penalty",)),)


def test_a_flag_of_anothers_act_goes_with_it() -> None:
    acts = (Act("tor_beating"), Act("dp_sentence", victim="V2", flags=("flag_sogi",)))
    record = CaseRecord.of(Coding(acts, persons=TWO), VOCABULARY, {"V2": ("m",)})
    assert record.others[0].codes == ("dp_sentence", "flag_sogi")


def test_without_acts_the_first_victim_is_the_cases_own() -> None:
    assert CaseRecord.of(Coding(persons=TWO), VOCABULARY, {"V1": ("m",)}).marks == ("m",)
    assert CaseRecord.of(Coding(persons=()), VOCABULARY, {}).marks == ()


def test_who_is_told_only_by_others_is_no_testimony() -> None:
    witnesses = {name: _told(("tor_beating", "V1"), ("dp_sentence", "V2"), links={"V2": ("m",)}) for name in "ab"}
    assert _counts(witnesses) == {"cases": 2, "tor_beating": 2, "dp_sentence": 1}


def test_whom_an_earlier_release_counted_is_not_counted_again() -> None:
    first, second = (_told(*BEATEN, links={"V1": ("m",)}) for _ in "ab")
    assert units({"b": second}, (first,)) == []
    assert _counts({"b": second, "c": _told(*BEATEN)}, (first, _told(*BEATEN))) == {"cases": 1, "tor_beating": 1}
    witness = _told(("tor_beating", "V1"), ("dp_sentence", "V2"), links={"V2": ("m",)})
    assert units({"w": witness}, (first,)) == [Unit(("tor_beating",), ("torture",), cases=frozenset("w"))]


def test_terms_of_several_cases_are_ranked_and_bounded_as_one() -> None:
    first = _told(*((code, "V1") for code in ("tor_beating", "asm_fine", "lib_remand")), links={"V1": ("m",)})
    second = _told(*((code, "V1") for code in ("rep_smear", "tor_beating", "imp_measure")), links={"V1": ("m",)})
    (unit,) = units({"a": first, "b": second})
    assert unit.codes == ("tor_beating", "rep_smear", "asm_fine", "lib_remand", "imp_measure")
    assert len(unit.categories) == CATEGORIES


RECORDS = st.dictionaries(
    st.sampled_from("abcdefgh"),
    st.builds(
        _told,
        st.tuples(st.sampled_from(["tor_beating", "asm_fine", "dp_sentence"]), st.just("V1")),
        st.tuples(st.sampled_from(["rep_smear", "lib_remand", "imp_measure"]), st.sampled_from(["V1", "V2"])),
        links=st.dictionaries(
            st.sampled_from(["V1", "V2"]),
            st.lists(st.sampled_from("mnopq"), min_size=1, max_size=2, unique=True).map(tuple),
        ),
    ),
    max_size=8,
)


@given(RECORDS)
def test_no_unit_adds_more_than_its_bound_and_no_case_more_than_its_record(records: dict[str, CaseRecord]) -> None:
    counted = units(records)
    for plan in (CASES, CATEGORY, CODE):
        assert all(sum(plan.count([unit])) <= plan.bound for unit in counted)
    for name, record in records.items():
        alone = [code for unit in units({name: record}) for code in unit.codes]
        assert sorted(alone) == sorted(record.codes)
        assert len(alone) <= CODES
    assert sum(unit.is_told for unit in counted) <= len(records)


@given(RECORDS)
def test_with_everything_about_one_person_gone_the_others_count_as_before(records: dict[str, CaseRecord]) -> None:
    """The guarantee is of adding or removing one unit: the units do not depend on one another."""
    counted = units(records)
    for unit in counted:
        marks = {mark for name in unit.cases for mark in records[name].marks}
        rest = units(records, [CaseRecord("2", (), (), (mark,)) for mark in marks])
        assert len(rest) <= len(counted)
        assert set(rest) <= set(counted)

"""Overlap of act sets against published values, and what is taken for one another."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.agreement import BadAgreement, Compared, Overlap, compare, mean
from intake.domain.coding import Act, Coding, Event, Person
from intake.domain.when import When
from tests.plugins.codings import codings

SETS = st.frozensets(st.integers(0, 6), max_size=6)


def overlap(one: frozenset[int], other: frozenset[int]) -> Overlap:
    return Overlap(len(one), len(other), len(one & other))


@pytest.mark.parametrize(
    ("one", "other", "jaccard", "masi"),
    [
        ({1, 2}, {1, 2}, Fraction(1), Fraction(1)),
        ({1, 2}, {1, 2, 3, 4}, Fraction(1, 2), Fraction(1, 3)),  # one holds the other: 2/3 of Jaccard
        ({1, 2, 3}, {2, 3, 4}, Fraction(1, 2), Fraction(1, 6)),  # they overlap: 1/3 of it
        ({1, 2}, {3, 4}, Fraction(0), Fraction(0)),
        ({1}, set(), Fraction(0), Fraction(0)),
        (set(), set(), Fraction(1), Fraction(1)),
    ],
)
def test_overlap_has_the_values_of_passonneau(
    one: set[int], other: set[int], jaccard: Fraction, masi: Fraction
) -> None:
    found = overlap(frozenset(one), frozenset(other))
    assert (found.jaccard, found.masi) == (jaccard, masi)


@given(SETS, SETS)
def test_masi_never_says_more_than_jaccard_and_both_say_the_same_from_both_sides(
    one: frozenset[int], other: frozenset[int]
) -> None:
    found, mirrored = overlap(one, other), overlap(other, one)
    assert (found.jaccard, found.masi) == (mirrored.jaccard, mirrored.masi)
    assert 0 <= found.masi <= found.jaccard <= 1
    assert (found.masi == 1) == (one == other)


@given(codings(), codings())
def test_a_comparison_reads_back_and_is_the_same_from_both_sides(one: Coding, other: Coding) -> None:
    found, mirrored = compare(one, other), compare(other, one)
    assert Compared.parse(found.to_json()) == found
    assert (found.overlap.masi, found.equal) == (mirrored.overlap.masi, mirrored.equal)
    assert compare(one, one).equal


def test_a_mark_that_only_one_coder_saw_is_left_to_decide() -> None:
    plain = Coding((Act("tor_beating"),))
    marked = Coding((Act("tor_beating", flags=("flag_sogi",)),))
    assert compare(plain, marked).overlap.masi == 1
    assert not compare(plain, marked).equal
    assert compare(marked, marked).equal


def test_codes_are_confused_where_victim_and_time_may_be_the_same() -> None:
    people = (Person("V1"), Person("V2"))
    events = (Event("E1"), Event("E2", when=When.parse("2021")))
    first = Coding((Act("tor_beating"), Act("tor_humiliation", when=When.parse("2020"))), persons=people, events=events)
    second = Coding(
        (Act("tor_beating"), Act("tor_other"), Act("det_denied_food", victim="V2"), Act("tor_suffocation", event="E2")),
        persons=people,
        events=events,
    )
    assert compare(first, second).confused == {("tor_humiliation", "tor_other")}
    assert compare(second, first).confused == {("tor_humiliation", "tor_other")}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        '{"format":"holas-agreement/0","first":[[],0],"second":[[],0],"both":0,"confused":[]}',
        '{"format":"holas-agreement/1","first":[[]],"second":[[],0],"both":0,"confused":[]}',
        '{"format":"holas-agreement/1","first":[[],0],"second":[[],0],"both":0,"confused":[["a"]]}',
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(BadAgreement):
        Compared.parse(text)


def test_the_mean_of_nothing_is_nothing() -> None:
    assert mean([]) is None
    assert mean([Fraction(1), Fraction(0)]) == Fraction(1, 2)

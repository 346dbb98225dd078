"""A report over many cases: means, alpha per code, what is confused, and which cases are furthest apart."""

from fractions import Fraction

import pytest

from intake.domain.agreement import compare
from intake.domain.agreement_report import Apart, Confusion, quarter, report
from intake.domain.alpha import Word
from intake.domain.coding import Act, Coding
from intake.domain.vocabulary import Vocabulary

V = Vocabulary.load()
NONE = Coding()
BEATEN, SHAMED, BOTH = (
    Coding(tuple(Act(code) for code in codes))
    for codes in (("tor_beating",), ("tor_humiliation",), ("tor_beating", "tor_humiliation"))
)


def test_a_report_says_of_each_code_what_may_be_said() -> None:
    same = [(f"s{number}", compare(BEATEN, BEATEN)) for number in range(10)]
    none = [(f"n{number}", compare(NONE, NONE)) for number in range(8)]
    apart = [("a1", compare(BEATEN, SHAMED)), ("a2", compare(BOTH, BEATEN))]
    found = report([*same, *none, *apart], V)
    assert (found.cases, found.equal) == (20, 18)
    assert found.jaccard == (18 + Fraction(1, 2)) / 20
    assert found.masi == (18 + Fraction(1, 3)) / 20
    beating, shame = found.codes
    assert (beating.code, beating.cases, beating.used, beating.word) == ("tor_beating", 20, 12, Word.PUBLISH)
    assert (shame.code, shame.used, shame.word) == ("tor_humiliation", 2, Word.TOO_FEW)
    assert found.confused == (Confusion("tor_beating", "tor_humiliation", 1),)
    assert found.furthest == (Apart("a1", Fraction(0)), Apart("a2", Fraction(1, 3)))


def test_of_no_cases_nothing_is_said() -> None:
    found = report([], V)
    assert (found.cases, found.jaccard, found.masi, found.codes) == (0, None, None, ())


def test_codes_that_the_vocabulary_has_no_more_are_left_out() -> None:
    found = report([("a1", compare(BEATEN, SHAMED))], Vocabulary.load("1"))
    assert {one.code for one in found.codes} == {"tor_beating", "tor_humiliation"}
    old = report([("a1", compare(Coding((Act("tor_stress_position"),)), SHAMED))], Vocabulary.load("1"))
    assert [one.code for one in old.codes] == ["tor_humiliation"]
    assert old.confused == ()


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        ("2026-01-31", "2026-Q1"),
        ("2026-03-01", "2026-Q1"),
        ("2026-04-01T09:00:00+00:00", "2026-Q2"),
        ("2026-12-31", "2026-Q4"),
    ],
)
def test_quarters(day: str, wanted: str) -> None:
    assert quarter(day) == wanted

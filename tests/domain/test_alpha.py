"""Krippendorff's alpha against his own examples, and the words that follow from it."""

from collections import Counter
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.alpha import OnCode, Word, nominal, on_code

# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), sections A, B and C.
MEG = "0100000010", "1110010000"
BEN = "aabbdcccedda", "babbbccceddd"
FOUR = "123321412...", "1233224125.3", ".3332342251.", "12332441251."


def counts(coders: tuple[str, ...]) -> list[list[int]]:
    values = sorted(set("".join(coders)) - {"."})
    return [[unit.count(value) for value in values] for unit in zip(*coders, strict=True)]


@pytest.mark.parametrize(("coders", "alpha"), [(MEG, 0.095), (BEN, 0.692), (FOUR, 0.743)])
def test_his_examples_give_his_figures(coders: tuple[str, ...], alpha: float) -> None:
    found = nominal(counts(coders))
    assert found is not None
    assert round(found, 3) == alpha


def by_the_book(units: list[list[bool]]) -> Fraction | None:
    """Alpha from the definition: disagreeing pairs within units against those among all values."""
    units = [unit for unit in units if len(unit) > 1]
    every = [value for unit in units for value in unit]
    total = len(every)
    if len(set(every)) < 2:
        return None
    within = sum(Fraction(sum(a != b for a, b in permutations(unit, 2)), len(unit) - 1) for unit in units)
    among = Counter(every)
    expected = Fraction(2 * among[True] * among[False], total - 1)
    return 1 - within / expected


@given(st.lists(st.lists(st.booleans(), max_size=4), max_size=12))
def test_any_number_of_coders_and_missing_ones_follow_the_definition(units: list[list[bool]]) -> None:
    found = on_code("x", [[frozenset("x") if given else frozenset() for given in unit] for unit in units])
    wanted = by_the_book(units)
    assert (found.alpha is None) == (wanted is None)
    assert wanted is None or found.alpha == pytest.approx(float(wanted))
    assert (found.cases, found.used) == (
        sum(len(unit) > 1 for unit in units),
        sum(len(unit) > 1 and any(unit) for unit in units),
    )


@pytest.mark.parametrize(
    ("alpha", "cases", "used", "word"),
    [
        (0.8, 20, 5, Word.PUBLISH),
        (0.79, 20, 5, Word.TENTATIVE),
        (0.667, 20, 5, Word.TENTATIVE),
        (0.66, 20, 5, Word.UNRELIABLE),
        (1.0, 19, 5, Word.TOO_FEW),
        (1.0, 20, 4, Word.TOO_FEW),
        (None, 500, 500, Word.TOO_FEW),
    ],
)
def test_words_follow_the_thresholds_and_say_nothing_of_few(
    alpha: float | None, cases: int, used: int, word: Word
) -> None:
    assert OnCode("x", alpha, cases, used).word is word

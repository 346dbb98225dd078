"""Shares of a budget: never more than the whole."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from intake.domain.shares import part

WHOLES = st.floats(1e-9, 2.0)


@given(WHOLES, st.lists(st.integers(1, 64), min_size=1, max_size=12))
def test_parts_that_make_one_add_up_to_no_more_than_the_whole(whole: float, weights: list[int]) -> None:
    parts = [part(whole, Fraction(weight, sum(weights))) for weight in weights]
    assert sum(map(Fraction, parts)) <= Fraction(whole)
    assert sum(parts) > whole * (1 - 1e-12)


@given(WHOLES, st.integers(0, 6))
def test_binary_shares_are_exact(whole: float, power: int) -> None:
    assert part(whole, Fraction(1, 2**power)) * 2**power == whole

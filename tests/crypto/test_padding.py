"""Sizes after padding."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crypto

SIZES = st.integers(0, 2**45)


def by_the_paper(n: int) -> int:
    """Padmé as the paper prints it (Nikitin et al., PETS 2019, algorithm 1), which starts at 2."""
    exponent = math.floor(math.log2(n))
    bits = math.floor(math.log2(exponent)) + 1
    mask: int = 2 ** (exponent - bits) - 1
    return (n + mask) & ~mask


@given(st.integers(2, 2**40))
def test_padme_as_the_paper_has_it(n: int) -> None:
    assert crypto.padme(n) == by_the_paper(n)


@pytest.mark.parametrize(("n", "padded"), [(0, 0), (1, 1), (8, 8), (9, 10), (100, 104), (1000, 1024), (4096, 4096)])
def test_padme_by_example(n: int, padded: int) -> None:
    assert crypto.padme(n) == padded


@given(SIZES)
def test_padme_adds_at_most_12_percent_and_is_its_own_padding(n: int) -> None:
    padded = crypto.padme(n)
    assert n <= padded <= n * 1.12
    assert crypto.padme(padded) == padded


@given(SIZES, SIZES)
def test_padded_size_keeps_the_order_and_the_minimum(n: int, minimum: int) -> None:
    assert crypto.padded_size(n, minimum) >= max(n, minimum)
    assert crypto.padded_size(n, minimum) <= crypto.padded_size(n + 1, minimum)
    assert crypto.padded_size(min(n, minimum), minimum) == crypto.padme(minimum)


@given(st.binary(max_size=3000), st.integers(0, 5000))
def test_pad_there_and_back(data: bytes, minimum: int) -> None:
    padded = crypto.pad(data, minimum)
    assert len(padded) == crypto.padded_size(len(data) + 8, minimum)
    assert crypto.unpad(padded) == data


def test_texts_of_different_length_take_the_same_room() -> None:
    assert {len(crypto.pad(bytes(length), 4096)) for length in (0, 1, 1500, 4088)} == {4096}


@pytest.mark.parametrize("n", [-1, -(2**40)])
def test_no_size_is_negative(n: int) -> None:
    with pytest.raises(crypto.Malformed):
        crypto.padme(n)


@given(st.binary(max_size=40))
def test_what_is_unpadded_has_one_form(data: bytes) -> None:
    try:
        inside = crypto.unpad(data)
    except crypto.Malformed:
        return
    assert crypto.pad(inside, len(data))[: len(data)] == data

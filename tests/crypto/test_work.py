"""Proofs of work: right ones hold, everything else does not."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crypto
from tests.plugins.work import work

CHALLENGE = bytes(range(32))
NONCES = st.integers(min_value=0, max_value=10**9).map(str)


def zeros(challenge: bytes, number: str) -> int:
    """How many bits are zero before the first one that is not."""
    return 256 - int.from_bytes(hashlib.sha256(challenge.hex().encode() + number.encode()).digest()).bit_length()


def test_a_known_answer() -> None:
    assert work(CHALLENGE.hex(), 12) == "3458"
    assert zeros(CHALLENGE, "3458") >= 12


@pytest.mark.parametrize("bits", [1, 8, 12])
def test_what_was_found_by_trying_holds(bits: int) -> None:
    assert crypto.is_worked(CHALLENGE, work(CHALLENGE.hex(), bits), bits)


@given(st.binary(min_size=32, max_size=32), NONCES, st.integers(min_value=1, max_value=16))
def test_it_holds_exactly_when_enough_bits_are_zero(challenge: bytes, number: str, bits: int) -> None:
    assert crypto.is_worked(challenge, number, bits) == (zeros(challenge, number) >= bits)


def test_work_for_one_challenge_is_none_for_another() -> None:
    number = work(CHALLENGE.hex(), 12)
    assert not crypto.is_worked(bytes(32), number, 12)


@pytest.mark.parametrize("number", ["", "-1", " 1", "1 ", "1.0", "١٢", "²", "x", "1" * 17, "1" * 10**6])
def test_what_is_no_number_is_no_work(number: str) -> None:
    assert not crypto.is_worked(CHALLENGE, number, 0)

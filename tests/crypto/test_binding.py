"""Bound parts can be read in one way only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crypto

PARTS = st.lists(st.one_of(st.text(max_size=8), st.binary(max_size=8)), max_size=4)


def read_back(bound: bytes) -> list[bytes]:
    parts = []
    while bound:
        length = int.from_bytes(bound[:4], "big")
        parts.append(bound[4 : 4 + length])
        bound = bound[4 + length :]
    return parts


@given(st.text(max_size=10), PARTS)
def test_parts_can_be_read_back(purpose: str, parts: list[str | bytes]) -> None:
    encoded = [part.encode() if isinstance(part, str) else part for part in parts]
    assert read_back(crypto.bind(purpose, *parts)) == [b"holas/1", purpose.encode(), *encoded]


@given(st.text(max_size=10), PARTS, st.one_of(st.text(max_size=8), st.binary(max_size=8)))
def test_a_binder_binds_as_bind_does(purpose: str, rest: list[str | bytes], first: str | bytes) -> None:
    assert crypto.binder(purpose, *rest)(first) == crypto.bind(purpose, first, *rest)


def test_parts_do_not_run_into_each_other() -> None:
    assert crypto.bind("p", "ab", "c") != crypto.bind("p", "a", "bc")
    assert crypto.bind("p", "a") != crypto.bind("p", "a", "")
    assert crypto.bind("pa") != crypto.bind("p", "a")


def test_the_suite_is_in_it() -> None:
    assert crypto.SUITE == "holas/1"
    assert crypto.bind("p").startswith(b"\0\0\0\x07holas/1")


def test_half_a_character_is_refused() -> None:
    with pytest.raises(crypto.Malformed):
        crypto.bind("p", "\ud800")
    with pytest.raises(crypto.Malformed):
        crypto.binder("p", "rest")("\ud800")


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=20), st.binary(max_size=20))
def test_keys_of_different_use_differ(secret: bytes, one: bytes, two: bytes) -> None:
    assert len(crypto.derive_key(secret, one)) == 32
    assert (crypto.derive_key(secret, one) == crypto.derive_key(secret, two)) == (one == two)

"""What is sealed opens for one key in one place, and is refused for everything else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import crypto

KEY = crypto.PrivateKey(bytes(32))
OTHER = crypto.PrivateKey(bytes(31) + b"\x01")
INFO = crypto.bind("grant", "case", "reviewer")
SEALED = crypto.seal(KEY.public, b"k" * 32, INFO)


@settings(max_examples=50)
@given(st.binary(max_size=300), st.binary(max_size=100))
def test_round_trip(plaintext: bytes, info: bytes) -> None:
    sealed = crypto.seal(KEY.public, plaintext, info)
    assert len(sealed) == 1120 + len(plaintext) + 16
    assert crypto.unseal(KEY, sealed, info) == plaintext


def test_the_same_bytes_sealed_twice_look_different() -> None:
    assert crypto.seal(KEY.public, b"k", INFO)[:1120] != crypto.seal(KEY.public, b"k", INFO)[:1120]


def test_another_key_opens_nothing() -> None:
    with pytest.raises(crypto.NoMatchingKey):
        crypto.unseal(OTHER, SEALED, INFO)


@pytest.mark.parametrize("info", [b"", INFO[:-1], INFO + b"\0", crypto.bind("grant", "case", "reviewes")])
def test_another_place_opens_nothing(info: bytes) -> None:
    with pytest.raises(crypto.NoMatchingKey):
        crypto.unseal(KEY, SEALED, info)


def test_any_byte_changed_opens_nothing() -> None:
    for at in range(len(SEALED)):
        changed = bytearray(SEALED)
        changed[at] ^= 1 << at % 8
        with pytest.raises(crypto.NoMatchingKey):
            crypto.unseal(KEY, bytes(changed), INFO)


@pytest.mark.parametrize("length", [0, 1, 1120, 1135])
def test_too_short_to_be_sealed(length: int) -> None:
    with pytest.raises(crypto.Malformed):
        crypto.unseal(KEY, SEALED[:length], INFO)


@pytest.mark.parametrize("length", [1136, len(SEALED) - 1])
def test_cut_off(length: int) -> None:
    with pytest.raises(crypto.NoMatchingKey):
        crypto.unseal(KEY, SEALED[:length], INFO)

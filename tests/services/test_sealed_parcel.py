"""What is sealed for a recipient opens for that recipient only, whole or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crypto
from crypto import PrivateKey
from intake.services.sealed_parcel import ENVELOPE, MAGIC, PREFIX, NoSuchKey, read_key, sealed, unsealed, write_key

KEY = PrivateKey(b"the key of an invented prosecuto")
OTHER = PrivateKey(b"the key of somebody in between..")


def back(key: PrivateKey, data: bytes, size: int = 1000) -> bytes:
    return b"".join(unsealed(key, [data[at : at + size] for at in range(0, len(data), size)]))


@given(st.binary(max_size=40_000), st.integers(1, 5000))
def test_it_comes_back(data: bytes, size: int) -> None:
    assert back(KEY, b"".join(sealed(KEY.public, [data[:7], data[7:]])), size) == data


def test_nobody_else_opens_it() -> None:
    with pytest.raises(crypto.NoMatchingKey):
        back(OTHER, b"".join(sealed(KEY.public, [b"a bundle"])))


@pytest.mark.parametrize("place", [len(MAGIC) + 5, len(MAGIC) + ENVELOPE + 3, -1])
def test_a_changed_byte_is_found(place: int) -> None:
    data = bytearray(b"".join(sealed(KEY.public, [b"a bundle"])))
    data[place] ^= 1
    with pytest.raises(crypto.CryptoError):
        back(KEY, bytes(data))


@pytest.mark.parametrize("data", [b"", b"PK", MAGIC, MAGIC + bytes(ENVELOPE - 1), b"x" * 5000])
def test_what_is_no_parcel_is_refused(data: bytes) -> None:
    with pytest.raises(crypto.Malformed):
        back(KEY, data)


def test_a_key_survives_being_wrapped() -> None:
    text = write_key(KEY.public)
    assert read_key(f"  {text[:60]}\n{text[60:]}\r\n") == KEY.public


@pytest.mark.parametrize("text", ["", PREFIX, "holas-recipient:!!", "holas-recipient:AAAA", "привет"])
def test_other_text_is_no_key(text: str) -> None:
    with pytest.raises(NoSuchKey):
        read_key(text)


def test_a_key_is_written_in_one_way_only() -> None:
    with pytest.raises(NoSuchKey):
        read_key(write_key(KEY.public).removeprefix(PREFIX))

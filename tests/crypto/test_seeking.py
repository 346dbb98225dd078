"""Random access, against what the library's own stream says."""

import hashlib

import pytest
from cryptography.cobblestone import Cobblestone256Encryptor
from hypothesis import given, settings
from hypothesis import strategies as st

import crypto

KEY = bytes(range(32))
CONTEXT = b"somewhere"
HEADER, CHUNK = 56, 16_400


class Store:
    """Ciphertext that remembers what was read of it."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.reads: list[tuple[int, int]] = []

    def read_at(self, offset: int, length: int) -> bytes:
        self.reads.append((offset, length))
        return self.data[offset : offset + length]

    def reader(self) -> crypto.ChunkReader:
        return crypto.ChunkReader(KEY, CONTEXT, self.read_at, len(self.data))


def by_the_library(plaintext: bytes) -> bytes:
    native = Cobblestone256Encryptor(KEY, CONTEXT)
    return native.update(plaintext) + native.finalize()


PLAIN = hashlib.shake_128(b"a video").digest(3 * 1024 * 1024 + 12_345)
STORED = by_the_library(PLAIN)
OFFSETS = st.one_of(
    st.integers(0, len(PLAIN) + 10),
    st.builds(lambda chunk, near: max(0, chunk * 16_384 + near), st.integers(0, 193), st.integers(-2, 2)),
)


@pytest.mark.parametrize("length", [0, 1, 16_383, 16_384, 16_385, 1024 * 1024 + 1])
def test_everything_as_the_library_encrypted_it(length: int) -> None:
    reader = Store(by_the_library(PLAIN[:length])).reader()
    assert reader.size == length
    assert reader.read(0, length) == PLAIN[:length]


@settings(max_examples=150)
@given(OFFSETS, st.one_of(OFFSETS, st.integers(0, 3)))
def test_any_part_is_what_a_slice_is(offset: int, length: int) -> None:
    reader = Store(STORED).reader()
    assert reader.read(offset, length) == PLAIN[offset : offset + length]
    pieces = list(reader.stream(offset, length))
    assert b"".join(pieces) == PLAIN[offset : offset + length]
    assert all(pieces)
    assert all(len(piece) <= 64 * 16_384 for piece in pieces)


def test_100_mib_from_anywhere() -> None:
    piece = hashlib.shake_128(b"piece").digest(1024 * 1024 + 1)
    plain = (piece * 100)[: 100 * 1024 * 1024]
    reader = Store(by_the_library(plain)).reader()
    assert reader.size == len(plain)
    assert reader.read(77 * 1024 * 1024 - 5, 99_999) == plain[77 * 1024 * 1024 - 5 :][:99_999]
    whole = hashlib.sha256()
    for part in reader.stream(0, reader.size):
        whole.update(part)
    assert whole.digest() == hashlib.sha256(plain).digest()


def test_the_commitment_and_the_last_chunk_are_read_first() -> None:
    store = Store(STORED)
    store.reader()
    last = HEADER + len(PLAIN) // 16_384 * CHUNK
    assert store.reads == [(0, HEADER), (last, len(STORED) - last)]


def test_a_part_reads_only_its_chunks() -> None:
    store = Store(STORED)
    reader = store.reader()
    store.reads.clear()
    reader.read(5 * 16_384 + 1, 16_384)
    assert store.reads == [(HEADER + 5 * CHUNK, 2 * CHUNK)]


def test_nothing_is_read_for_nothing() -> None:
    store = Store(STORED)
    reader = store.reader()
    store.reads.clear()
    assert reader.read(0, 0) == b""
    assert reader.read(len(PLAIN), 10) == b""
    assert store.reads == []


def test_long_parts_take_about_a_mebibyte_at_a_time() -> None:
    store = Store(STORED)
    reader = store.reader()
    store.reads.clear()
    list(reader.stream(0, len(PLAIN)))
    assert [length for _, length in store.reads[:-1]] == [64 * CHUNK] * 3


def test_a_changed_chunk_is_refused_where_it_is_and_nowhere_else() -> None:
    changed = bytearray(STORED)
    changed[HEADER + 2 * CHUNK + 9] ^= 1
    reader = Store(bytes(changed)).reader()
    assert reader.read(0, 2 * 16_384) == PLAIN[: 2 * 16_384]
    assert reader.read(3 * 16_384, 100) == PLAIN[3 * 16_384 :][:100]
    with pytest.raises(crypto.Tampered):
        reader.read(2 * 16_384 + 5, 1)


def test_a_changed_last_chunk_is_refused_before_anything_is_read() -> None:
    with pytest.raises(crypto.Tampered):
        Store(STORED[:-1] + bytes([STORED[-1] ^ 1])).reader()


def test_a_message_cut_at_a_chunk_and_given_a_shorter_end_is_refused() -> None:
    with pytest.raises(crypto.Tampered):
        Store(STORED[: HEADER + CHUNK + 5000]).reader()


def test_another_key_or_place_is_refused_before_anything_is_read() -> None:
    store = Store(STORED)
    for key, context in ((bytes(32), CONTEXT), (KEY, b"elsewhere")):
        with pytest.raises(crypto.NoMatchingKey):
            crypto.ChunkReader(key, context, store.read_at, len(STORED))
    assert {length for _, length in store.reads} == {HEADER}


def test_a_commitment_of_zeros_is_refused() -> None:
    with pytest.raises(crypto.NoMatchingKey):
        Store(STORED[:24] + bytes(32) + STORED[56:]).reader()


def test_a_store_that_gives_less_is_refused() -> None:
    store = Store(STORED)
    reader = store.reader()
    store.data = STORED[: HEADER + CHUNK + 5]
    with pytest.raises(crypto.Tampered):
        reader.read(16_384, 1)


def test_a_store_that_ends_between_two_chunks_is_refused() -> None:
    store = Store(STORED)
    reader = store.reader()
    store.data = STORED[: HEADER + 2 * CHUNK]
    with pytest.raises(crypto.Tampered):
        reader.read(0, 3 * 16_384)


def test_what_the_store_raises_passes_through() -> None:
    def missing(_offset: int, _length: int) -> bytes:
        raise FileNotFoundError

    with pytest.raises(FileNotFoundError):
        crypto.ChunkReader(KEY, CONTEXT, missing, len(STORED))


@pytest.mark.parametrize(("offset", "length"), [(-1, 5), (5, -1)])
def test_negative_places_are_refused_at_once(offset: int, length: int) -> None:
    with pytest.raises(crypto.Malformed):
        Store(STORED).reader().stream(offset, length)

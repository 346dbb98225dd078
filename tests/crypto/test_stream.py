"""Streams of any length, cut, swapped, moved and changed."""

import hashlib
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import crypto

KEY = bytes(range(32))
CONTEXT = crypto.bind("document-body", "case", "document")
HEADER, CHUNK = 56, 16_400
EDGES = [0, 1, 16_383, 16_384, 16_385, 1024 * 1024 + 1]
THREE = crypto.encrypt(KEY, bytes(40_000), CONTEXT)


def refused(ciphertext: bytes, *, key: bytes = KEY, context: bytes = CONTEXT) -> set[str]:
    """Names of the errors of opening at once, piece by piece, and by random access."""

    def piecewise() -> None:
        opener = crypto.StreamOpener(key, context)
        for at in range(0, len(ciphertext), 1000):
            opener.update(ciphertext[at : at + 1000])
        opener.finalize()

    def seeking() -> None:
        reader = crypto.ChunkReader(key, context, lambda at, n: ciphertext[at : at + n], len(ciphertext))
        reader.read(0, reader.size)

    names = set()
    for attempt in (lambda: crypto.decrypt(key, ciphertext, context), piecewise, seeking):
        with pytest.raises(crypto.CryptoError) as caught:
            attempt()
        names.add(type(caught.value).__name__)
    return names


@pytest.mark.parametrize("length", EDGES)
def test_round_trip_at_the_edges_of_chunks(length: int) -> None:
    plaintext = hashlib.shake_128(b"edge").digest(length)
    ciphertext = crypto.encrypt(KEY, plaintext, CONTEXT)
    assert crypto.decrypt(KEY, ciphertext, CONTEXT) == plaintext
    assert crypto.ciphertext_size(length) == len(ciphertext)
    assert crypto.plaintext_size(len(ciphertext)) == length


@settings(max_examples=40)
@given(st.sampled_from(EDGES[:-1]), st.lists(st.integers(0, 20_000), max_size=5), st.binary(max_size=60))
def test_pieces_of_any_size(length: int, cuts: list[int], context: bytes) -> None:
    plaintext = bytes(length)
    bounds = [0, *sorted(min(cut, length) for cut in cuts), length]
    sealer = crypto.StreamSealer(KEY, context)
    pieces = [sealer.update(plaintext[a:b]) for a, b in pairwise(bounds)]
    ciphertext = b"".join([*pieces, sealer.finalize()])
    opener = crypto.StreamOpener(KEY, context)
    opened = [opener.update(ciphertext[a:b]) for a, b in pairwise([*bounds[:-1], len(ciphertext)])]
    assert b"".join([*opened, opener.finalize()]) == plaintext


def test_100_mib_streamed_through() -> None:
    piece = hashlib.shake_128(b"piece").digest(1024 * 1024)
    sealer, opener = crypto.StreamSealer(KEY, CONTEXT), crypto.StreamOpener(KEY, CONTEXT)
    came, size = hashlib.sha256(), 0
    for _ in range(100):
        sealed = sealer.update(piece)
        size += len(sealed)
        came.update(opener.update(sealed))
    rest = sealer.finalize()
    came.update(opener.update(rest) + opener.finalize())
    assert size + len(rest) == crypto.ciphertext_size(100 * 1024 * 1024)
    assert came.digest() == hashlib.sha256(piece * 100).digest()


def test_new_keys_differ() -> None:
    assert len({crypto.generate_key() for _ in range(5)}) == 5
    assert len(crypto.generate_key()) == 32


def test_the_same_bytes_encrypted_twice_look_different() -> None:
    assert crypto.encrypt(KEY, b"a", CONTEXT)[:24] != crypto.encrypt(KEY, b"a", CONTEXT)[:24]


def test_another_key_or_place_is_told_from_changed_bytes() -> None:
    assert refused(THREE, key=bytes(32)) == {"NoMatchingKey"}
    assert refused(THREE, context=CONTEXT + b"\0") == {"NoMatchingKey"}


def test_any_byte_of_a_message_changed() -> None:
    short = crypto.encrypt(KEY, b"what happened", CONTEXT)
    for at in range(len(short)):
        changed = bytearray(short)
        changed[at] ^= 1 << at % 8
        assert refused(bytes(changed)) == {"NoMatchingKey" if at < HEADER else "Tampered"}


@settings(max_examples=60)
@given(st.integers(HEADER, len(THREE) - 1), st.integers(1, 255))
def test_any_byte_of_a_long_message_changed(at: int, difference: int) -> None:
    changed = bytearray(THREE)
    changed[at] ^= difference
    assert refused(bytes(changed)) == {"Tampered"}


@pytest.mark.parametrize("dropped", [0, 1])
def test_a_chunk_dropped(dropped: int) -> None:
    start = HEADER + dropped * CHUNK
    assert refused(THREE[:start] + THREE[start + CHUNK :]) == {"Tampered"}


def test_the_last_chunk_dropped() -> None:
    # No message ends with a full chunk: the length alone tells, once all of it is known.
    assert refused(THREE[: HEADER + 2 * CHUNK]) == {"Malformed", "Tampered"}


def test_two_chunks_swapped() -> None:
    first, second = THREE[HEADER : HEADER + CHUNK], THREE[HEADER + CHUNK : HEADER + 2 * CHUNK]
    assert refused(THREE[:HEADER] + second + first + THREE[HEADER + 2 * CHUNK :]) == {"Tampered"}


def test_a_chunk_repeated() -> None:
    assert refused(THREE[: HEADER + CHUNK] + THREE[HEADER:]) == {"Tampered"}


def test_a_chunk_of_another_message_under_the_same_key() -> None:
    other = crypto.encrypt(KEY, bytes(40_000), CONTEXT)
    assert refused(THREE[:HEADER] + other[HEADER : HEADER + CHUNK] + THREE[HEADER + CHUNK :]) == {"Tampered"}


def test_a_header_of_another_message_under_the_same_key() -> None:
    other = crypto.encrypt(KEY, bytes(40_000), CONTEXT)
    assert refused(other[:HEADER] + THREE[HEADER:]) == {"Tampered"}


@pytest.mark.parametrize("length", [0, 1, 55, 56, 71])
def test_cut_off_before_the_first_chunk_ends(length: int) -> None:
    assert refused(THREE[:length]) == {"Malformed"}


@pytest.mark.parametrize("length", [72, HEADER + CHUNK + 16, len(THREE) - 1])
def test_cut_off_later(length: int) -> None:
    assert refused(THREE[:length]) == {"Tampered"}


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_a_key_has_32_bytes(size: int) -> None:
    for attempt in (crypto.StreamSealer, crypto.StreamOpener):
        with pytest.raises(crypto.Malformed):
            attempt(bytes(size), CONTEXT)
    assert refused(THREE, key=bytes(size)) == {"Malformed"} if size else True


@pytest.mark.parametrize("kind", [crypto.StreamSealer, crypto.StreamOpener])
def test_finished_is_finished(kind: type[crypto.StreamSealer | crypto.StreamOpener]) -> None:
    stream = kind(KEY, CONTEXT)
    stream.update(THREE)
    stream.finalize()
    with pytest.raises(crypto.Malformed):
        stream.update(b"more")
    with pytest.raises(crypto.Malformed):
        stream.finalize()


@pytest.mark.parametrize("at", [0, 60])
def test_an_opener_that_refused_stays_shut(at: int) -> None:
    changed = bytearray(THREE)
    changed[at] ^= 1
    opener = crypto.StreamOpener(KEY, CONTEXT)
    with pytest.raises(crypto.CryptoError):
        opener.update(bytes(changed))
    with pytest.raises(crypto.CryptoError):
        opener.finalize()
    with pytest.raises(crypto.CryptoError):
        opener.update(THREE[HEADER:])


@given(st.integers(0, 2**50))
def test_sizes_there_and_back(length: int) -> None:
    assert crypto.plaintext_size(crypto.ciphertext_size(length)) == length


@pytest.mark.parametrize("length", [-1, 0, 55, 56, 71, HEADER + CHUNK, HEADER + CHUNK + 15, 2**53])
def test_sizes_that_no_message_has(length: int) -> None:
    with pytest.raises(crypto.Malformed):
        crypto.plaintext_size(length)


@pytest.mark.parametrize("length", [-1, 2**52])
def test_sizes_that_cannot_be_encrypted(length: int) -> None:
    with pytest.raises(crypto.Malformed):
        crypto.ciphertext_size(length)


def test_the_longest_message_has_2_to_the_38_chunks() -> None:
    longest = 2**52 - 1
    assert crypto.plaintext_size(crypto.ciphertext_size(longest)) == longest

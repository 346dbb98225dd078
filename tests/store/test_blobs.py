"""What `ports.BlobStore` promises, on a folder, on moto and on Swift."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from crypto import token
from intake.services.ports import BlobStore, MissingBlob
from intake.store.blobs import open_blobs
from intake.store.names import is_name
from intake.store.object_writer import PART
from tests.plugins.swift import Endpoint

SIZES = [0, 1, 16_384, PART - 1, PART, PART + 1, 2 * PART + 12_345]
NO_NAMES = ["", "..", "../../etc/passwd", "/etc/passwd", "A" * 32, "0" * 31, "0" * 33, "0" * 31 + "\n", "0" * 32 + "\n"]


class Unforeseen(Exception):
    """Any error of a use case."""


def put(blobs: BlobStore, *pieces: bytes) -> str:
    with blobs.create() as writer:
        for piece in pieces:
            writer.write(piece)
        assert writer.commit() == sum(map(len, pieces))
    return writer.name


def write_half(blobs: BlobStore, data: bytes) -> None:
    with blobs.create() as writer:
        writer.write(data)
        raise Unforeseen


@pytest.mark.parametrize("size", SIZES)
def test_bytes_come_back_as_they_went_in(blobs: BlobStore, size: int) -> None:
    data = token(size)
    name = put(blobs, data)
    assert is_name(name)
    assert blobs.size(name) == size
    assert blobs.read(name, 0, size) == data
    assert list(blobs.names()) == [name]


def test_pieces_are_joined(blobs: BlobStore) -> None:
    pieces = [token(size) for size in (1, 0, 100_000, 3 * 1024 * 1024, 3 * 1024 * 1024, 7)]
    assert blobs.read(put(blobs, *pieces), 0, 1 << 30) == b"".join(pieces)


@pytest.mark.parametrize(
    ("offset", "length", "expected"),
    [(0, 3, b"abc"), (4, 3, b"efg"), (8, 5, b"ij"), (9, 1, b"j"), (10, 1, b""), (99, 5, b""), (3, 0, b"")],
)
def test_a_range_ends_with_the_blob(blobs: BlobStore, offset: int, length: int, expected: bytes) -> None:
    assert blobs.read(put(blobs, b"abcdefghij"), offset, length) == expected


@pytest.mark.parametrize("size", [10, PART + 10], ids=["small", "large"])
def test_nothing_is_visible_before_commit(blobs: BlobStore, size: int) -> None:
    with blobs.create() as writer:
        writer.write(bytes(size))
        assert list(blobs.names()) == []
        with pytest.raises(MissingBlob):
            blobs.size(writer.name)
        with pytest.raises(MissingBlob):
            blobs.read(writer.name, 0, 1)
        writer.commit()
    assert list(blobs.names()) == [writer.name]


@pytest.mark.parametrize("size", [0, 10, PART + 10], ids=["empty", "small", "large"])
def test_leaving_without_commit_leaves_nothing(blobs: BlobStore, size: int) -> None:
    with pytest.raises(Unforeseen):
        write_half(blobs, bytes(size))
    with blobs.create() as other:
        other.write(bytes(size))
    assert list(blobs.names()) == []
    assert blobs.sweep() == 0


def test_a_blob_may_be_empty(blobs: BlobStore) -> None:
    with blobs.create() as writer:
        assert writer.commit() == 0
    assert blobs.read(writer.name, 0, 10) == b""


def test_deleting_is_final_and_may_be_repeated(blobs: BlobStore) -> None:
    name, kept = put(blobs, b"gone"), put(blobs, b"kept")
    blobs.delete(name)
    blobs.delete(name)
    assert list(blobs.names()) == [kept]
    with pytest.raises(MissingBlob):
        blobs.read(name, 0, 1)
    with pytest.raises(MissingBlob):
        blobs.size(name)


@pytest.mark.parametrize("untrusted_name", NO_NAMES)
def test_what_is_no_name_is_a_missing_blob(blobs: BlobStore, untrusted_name: str) -> None:
    put(blobs, b"kept")
    with pytest.raises(MissingBlob):
        blobs.read(untrusted_name, 0, 1)
    with pytest.raises(MissingBlob):
        blobs.size(untrusted_name)
    blobs.delete(untrusted_name)
    blobs.scatter([untrusted_name])
    assert len(list(blobs.names())) == 1


def test_scattering_keeps_every_byte_and_passes_over_what_is_gone(blobs: BlobStore) -> None:
    contents = {put(blobs, data): data for data in (b"", b"small", token(PART + 1))}
    gone = put(blobs, b"gone")
    blobs.delete(gone)
    blobs.scatter([gone, *contents])
    assert {name: blobs.read(name, 0, 1 << 30) for name in blobs.names()} == contents


def test_a_backup_gives_a_blob_its_name_back(blobs: BlobStore) -> None:
    with blobs.create("a" * 32) as writer:
        writer.write(b"from a backup")
        writer.commit()
    assert (writer.name, list(blobs.names())) == ("a" * 32, ["a" * 32])
    for untrusted_name in ("../escape", "A" * 32):
        with pytest.raises(MissingBlob):
            blobs.create(untrusted_name)


def test_many_write_at_once(blobs: BlobStore) -> None:
    contents = [token(50_000) for _ in range(16)]
    with ThreadPoolExecutor(8) as pool:
        names = list(pool.map(lambda data: put(blobs, data[:30_000], data[30_000:]), contents))
    assert [blobs.read(name, 0, 50_000) for name in names] == contents


@pytest.mark.parametrize(
    ("url", "names"),
    [
        ("", "HOLAS_BLOB_URL"),
        ("blobs", "HOLAS_BLOB_URL"),
        ("file://host/blobs", "HOLAS_BLOB_URL"),
        ("file:blobs", "HOLAS_BLOB_URL"),
        ("s3://", "HOLAS_BLOB_URL"),
        ("gs://bucket", "HOLAS_BLOB_URL"),
        ("s3://bucket", "AWS_ENDPOINT_URL"),
    ],
)
def test_an_address_that_cannot_work_is_named(url: str, names: str) -> None:
    with pytest.raises(ValueError, match=names):
        open_blobs(url, {})


@pytest.mark.parametrize("missing", ["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
def test_a_missing_setting_is_named(missing: str) -> None:
    settings = Endpoint("http://127.0.0.1:1", "invented", "invented").settings()
    del settings[missing]
    with pytest.raises(ValueError, match=missing):
        open_blobs("s3://bucket", settings)


def test_free_room_is_known_or_has_no_end(blobs: BlobStore) -> None:
    free = blobs.free()
    assert free is None or free > 0

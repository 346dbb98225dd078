"""What only S3-compatible storage has: signatures, parts, and times that the server sets."""

import time
from typing import Any

import pytest
from obstore.exceptions import BaseError

from intake.services.ports import BlobStore, MissingBlob
from intake.store.blobs import open_blobs
from intake.store.object_writer import PART
from tests.plugins.swift import Endpoint
from tests.store.conftest import client
from tests.store.test_blobs import put


@pytest.fixture(params=["moto", pytest.param("swift", marks=pytest.mark.xdist_group("swift"))])
def endpoint(request: pytest.FixtureRequest) -> Endpoint:
    server = request.getfixturevalue(request.param)
    found: Endpoint = server if request.param == "swift" else server.endpoint
    return found


@pytest.fixture
def url(endpoint: Endpoint, bucket: Any) -> str:
    return str(bucket(endpoint))


@pytest.fixture
def blobs(endpoint: Endpoint, url: str) -> BlobStore:
    return open_blobs(url, endpoint.settings())


def listing(endpoint: Endpoint, url: str) -> dict[str, Any]:
    answer = client(endpoint).list_objects_v2(Bucket=url.split("/")[2])
    return {item["Key"]: item for item in answer.get("Contents", [])}


def test_objects_lie_under_the_prefix_and_other_objects_are_left_alone(
    blobs: BlobStore, endpoint: Endpoint, url: str
) -> None:
    bucket = url.split("/")[2]
    client(endpoint).put_object(Bucket=bucket, Key="blobs/README", Body=b"somebody else's")
    client(endpoint).put_object(Bucket=bucket, Key="0" * 32, Body=b"somebody else's")
    name = put(blobs, b"ours")
    assert list(blobs.names()) == [name]
    assert set(listing(endpoint, url)) == {"blobs/README", "0" * 32, f"blobs/{name}"}


def test_an_upload_that_was_left_leaves_no_hidden_parts(blobs: BlobStore, endpoint: Endpoint, url: str) -> None:
    with blobs.create() as writer:
        writer.write(bytes(2 * PART + 1))
    uploads = client(endpoint).list_multipart_uploads(Bucket=url.split("/")[2])
    assert uploads.get("Uploads", []) == []
    assert listing(endpoint, url) == {}


def test_a_copy_that_fails_leaves_the_original(blobs: BlobStore, monkeypatch: pytest.MonkeyPatch) -> None:
    name = put(blobs, b"a" * PART, b"b" * PART)

    def fail(_name: str, offset: int, _length: int) -> bytes:
        if offset:
            raise MissingBlob
        return b"a" * PART + b"!"

    monkeypatch.setattr(blobs, "_range", fail)
    blobs.scatter([name])
    monkeypatch.undo()
    assert blobs.size(name) == 2 * PART
    assert blobs.read(name, PART - 1, 2) == b"ab"


def test_scattering_gives_the_times_a_new_order(blobs: BlobStore, endpoint: Endpoint, url: str) -> None:
    names = [put(blobs, b"1"), put(blobs, b"2")]
    before = max(item["LastModified"] for item in listing(endpoint, url).values())
    for name in reversed(names):
        time.sleep(1.1)  # the server counts seconds
        blobs.scatter([name])
    times = {key.removeprefix("blobs/"): item["LastModified"] for key, item in listing(endpoint, url).items()}
    assert before < times[names[1]] < times[names[0]]


@pytest.mark.xdist_group("swift")
def test_a_wrong_secret_is_refused_and_is_no_missing_blob(swift: Endpoint, bucket: Any) -> None:
    """Moto does not check signatures; Swift does."""
    url = bucket(swift)
    intruder = open_blobs(url, {**swift.settings(), "AWS_SECRET_ACCESS_KEY": "guessed"})
    with pytest.raises((BaseError, OSError)):
        intruder.size("0" * 32)
    with pytest.raises((BaseError, OSError)):
        put(intruder, b"planted")
    assert listing(swift, url) == {}


def test_every_request_is_signed_and_none_is_conditional(moto: Any, bucket: Any) -> None:
    """Swift's s3api has no conditional create, so we never ask for one."""
    url = bucket(moto.endpoint)
    moto.requests.clear()
    blobs = open_blobs(url, moto.endpoint.settings())
    for data in (b"small", bytes(PART + 1)):
        name = put(blobs, data)
        blobs.read(name, 0, 1)
        blobs.size(name)
        blobs.scatter([name])
        blobs.delete(name)
    assert {method for method, _, _ in moto.requests} == {"PUT", "POST", "GET", "HEAD"}
    for method, path, headers in moto.requests:
        assert headers["HTTP_AUTHORIZATION"].startswith("AWS4-HMAC-SHA256 Credential=invented/"), (method, path)
        assert not {"HTTP_IF_NONE_MATCH", "HTTP_IF_MATCH"} & headers.keys(), (method, path)


def test_a_bucket_that_is_missing_takes_nothing(moto: Any) -> None:
    blobs = open_blobs("s3://no-such-bucket/x", moto.endpoint.settings())
    with pytest.raises((BaseError, OSError)):
        put(blobs, b"lost")


def test_a_server_that_is_away_is_no_missing_blob(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intake.store.blobs.RETRIES", 0)
    blobs = open_blobs("s3://bucket/x", Endpoint("http://127.0.0.1:1", "invented", "invented").settings())
    with pytest.raises(BaseError):
        blobs.size("0" * 32)

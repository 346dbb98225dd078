"""Copies of the ledger: written once and never again, in a folder and in a bucket alike."""

import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from obstore.exceptions import GenericError

from intake.services.ports import LedgerCopies
from intake.store.copies import open_copies
from tests.plugins.swift import Endpoint
from tests.store.conftest import Moto, client

NAME, OTHER = "a" * 32, "b" * 32


@pytest.fixture(params=["folder", "bucket"])
def copies(
    request: pytest.FixtureRequest, tmp_path: Path, bucket: Callable[[Endpoint], str]
) -> Callable[[], LedgerCopies]:
    """Open one place, as each of several machines would."""
    if request.param == "folder":
        return lambda: open_copies((tmp_path / "far" / "ledger").as_uri(), {})
    moto: Moto = request.getfixturevalue("moto")
    url = bucket(moto.endpoint)
    return lambda: open_copies(url, moto.endpoint.settings())


def test_a_copy_is_written_once_and_stays(copies: Callable[[], LedgerCopies]) -> None:
    one, two = copies(), copies()
    assert (one.get(NAME), list(one.names())) == (None, [])
    assert one.put_new(NAME, b"first")
    assert not two.put_new(NAME, b"second")
    assert not one.put_new(NAME, b"first")
    assert two.get(NAME) == b"first"
    assert two.put_new(OTHER, b"")
    assert (sorted(one.names()), one.get(OTHER)) == ([NAME, OTHER], b"")


def test_of_many_at_once_one_writes(copies: Callable[[], LedgerCopies]) -> None:
    meeting, won = threading.Barrier(6), list[bytes]()

    def put(data: bytes) -> None:
        place = copies()
        meeting.wait(30)
        if place.put_new(NAME, data):
            won.append(data)

    writers = [threading.Thread(target=put, args=(bytes([number]) * 100_000,)) for number in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert len(won) == 1
    assert copies().get(NAME) == won[0]


def test_copies_in_a_folder_are_for_their_owner_and_leave_nothing_beside(tmp_path: Path) -> None:
    copies = open_copies((tmp_path / "ledger").as_uri(), {})
    copies.put_new(NAME, b"first")
    copies.put_new(NAME, b"second")
    (path,) = (tmp_path / "ledger").iterdir()
    assert path.name == f"{NAME}.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_what_is_no_copy_in_a_bucket_is_passed_over(bucket: Callable[[Endpoint], str], moto: Moto) -> None:
    url = bucket(moto.endpoint)
    name, prefix = url.removeprefix("s3://").split("/")
    client(moto.endpoint).put_object(Bucket=name, Key=f"{prefix}/readme.txt", Body=b"ours")
    copies = open_copies(url, moto.endpoint.settings())
    copies.put_new(NAME, b"first")
    assert list(copies.names()) == [NAME]


@pytest.mark.parametrize("url", ["ledger", "file://host/ledger", "file:ledger", "s3://", "ftp://host/ledger"])
def test_an_address_that_is_none_is_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(ValueError, match=r"^HOLAS_LEDGER_URL must be file:///folder or s3://bucket/prefix\.$"):
        open_copies(url, {})


@pytest.mark.xdist_group("swift")
def test_a_server_without_conditional_writes_is_refused_and_gets_nothing(
    bucket: Callable[[Endpoint], str], swift: Endpoint
) -> None:
    copies = open_copies(bucket(swift), swift.settings())
    with pytest.raises(GenericError, match="Conditional object PUTs are not supported"):
        copies.put_new(NAME, b"first")
    assert list(copies.names()) == []

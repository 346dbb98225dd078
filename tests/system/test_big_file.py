"""A video of 1 GiB goes in through the form and comes out bit for bit; a reviewer reads any part of it (HTTP Range)."""

import hashlib
import urllib.error
from collections.abc import Iterator

import pytest

from tests.plugins.people import Member, Source, evidence, member_of
from tests.plugins.server import DemoServer, StartDemo

MIB = 1 << 20
WHOLE = 1024  # MiB


def block(number: int) -> bytes:
    """Return MiB `number` of a video that no memory has to hold."""
    return hashlib.shake_256(number.to_bytes(4)).digest(4096) * (MIB // 4096)


def video(size: int) -> Iterator[bytes]:
    return (block(number) for number in range(size))


def download(member: Member, address: str) -> tuple[str, int]:
    """Return SHA-256 and size of what comes."""
    digest, size = hashlib.sha256(), 0
    with member.stream(address) as answer:
        while part := answer.read(MIB):
            digest.update(part)
            size += len(part)
    return digest.hexdigest(), size


@pytest.mark.soak
def test_a_large_video_comes_out_as_it_went_in(start_demo: StartDemo, share: float) -> None:
    server = start_demo("--cases", "0")
    size = int(WHOLE * share)
    source = Source(server.source)
    answer = source.testify("I filmed it.", [evidence("long.mp4", video(size), size * MIB)])
    assert answer.status == 200
    assert source.codename()
    address = _original(server)
    member = member_of(server, "intake")
    expected = hashlib.sha256()
    for piece in video(size):
        expected.update(piece)
    assert download(member, address) == (expected.hexdigest(), size * MIB)

    middle = size // 2
    with member.stream(address, {"Range": f"bytes={middle * MIB - 3}-{middle * MIB + 4}"}) as part:
        assert part.status == 206
        assert part.headers["Content-Range"] == f"bytes {middle * MIB - 3}-{middle * MIB + 4}/{size * MIB}"
        assert part.read() == block(middle - 1)[-3:] + block(middle)[:5]
    with member.stream(address, {"Range": "bytes=-10"}) as part:
        assert part.read() == block(size - 1)[-10:]
    with pytest.raises(urllib.error.HTTPError, match="416"):
        member.stream(address, {"Range": f"bytes={size * MIB}-"})


def _original(server: DemoServer) -> str:
    member = member_of(server, "intake")
    (case,) = member.cases()
    (address,) = member.get(case).links("/original")
    return address

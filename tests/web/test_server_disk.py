"""No plaintext on any disk: the system calls of the whole server are watched while files and words arrive."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.web.tiny_server import TinyServer, field, file, form

MARKER = b"MARKER-of-a-testimony"
NAME = "MARKER-of-a-file-name.jpg"
PHOTO = MARKER * 150_000  # 3 MB: over every size at which frameworks begin to use temporary files
WRITES = "write,pwrite64,writev,pwritev,pwritev2,sendfile,copy_file_range,splice,vmsplice"
OPENS = "open,openat,openat2,creat,memfd_create,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink,symlinkat"
CALL = re.compile(rb"^\d+ +(?P<name>\w+)\((?P<arguments>.*)", re.MULTILINE)
TO_A_FILE = re.compile(rb"^\d+</")
OPENED_TO_WRITE = re.compile(rb'"(?P<path>[^"]*)", [A-Z_|]*(?:O_WRONLY|O_RDWR|O_CREAT|O_TMPFILE)')
HARMLESS = (b"/dev/", b"/proc/", b"wgunicorn")  # gunicorn's heartbeat: an empty file, for its time only


def watched(strace: str, base: Path, path: str) -> tuple[bytes, TinyServer]:
    """Send one form and return every system call that could put bytes or names somewhere."""
    trace = base / "trace"
    watch = (strace, "-f", "-qq", "-y", "-s", "256", "-e", f"trace={WRITES},{OPENS}", "-o", str(trace))
    server = TinyServer(base, wrapper=watch)
    with server:
        answer = server.post(form(field("narrative", MARKER.decode()), file(NAME, PHOTO)), path)
        assert answer.status == 200
        server.stop()
    return trace.read_bytes(), server


def to_files(trace: bytes) -> Iterable[bytes]:
    """Yield the calls that write to a file, or name one."""
    for call in CALL.finditer(trace):
        if call["name"].decode() in OPENS.split(",") or TO_A_FILE.match(call["arguments"]):
            yield call["arguments"]


def opened_to_write(trace: bytes) -> set[bytes]:
    return {
        found["path"]
        for call in CALL.finditer(trace)
        if (found := OPENED_TO_WRITE.search(call["arguments"])) and not any(part in found["path"] for part in HARMLESS)
    }


@pytest.fixture(scope="module")
def trace(strace: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, TinyServer]:
    return watched(strace, tmp_path_factory.mktemp("sealed"), "/upload")


def test_no_plaintext_is_written(trace: tuple[bytes, TinyServer]) -> None:
    calls = list(to_files(trace[0]))
    assert sum(b"sealed" in call for call in calls) > 3  # the watch works: it saw the ciphertext go
    assert not [call for call in calls if b"MARKER" in call]


def test_no_file_is_made_but_the_sealed_one(trace: tuple[bytes, TinyServer]) -> None:
    calls, server = trace
    (made,) = opened_to_write(calls)
    assert server.folder in Path(made.decode()).parents
    assert b"memfd_create" not in calls
    assert list(server.temporary.iterdir()) == []


def test_nothing_is_in_clear_afterwards(trace: tuple[bytes, TinyServer]) -> None:
    server = trace[1]
    (sealed,) = server.sealed()
    assert len(PHOTO) < sealed.stat().st_size < len(PHOTO) * 1.01
    assert MARKER not in sealed.read_bytes()
    assert "MARKER" not in server.said
    assert "MARKER" not in sealed.name


def test_the_usual_way_is_caught(strace: str, tmp_path: Path) -> None:
    """What Flask does by itself shows in the same watch: without this, the tests above could pass by seeing nothing."""
    trace, server = watched(strace, tmp_path, "/plain")
    assert [call for call in to_files(trace) if b"MARKER" in call]
    assert [path for path in opened_to_write(trace) if str(server.temporary).encode() in path]

"""What only the local folder has: modes, times, locks, and an order of writes that a power cut cannot break."""

import errno
import os
import re
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from intake.services.ports import MissingBlob
from intake.store import folder, folder_writer
from intake.store.folder import FolderStore
from tests.store.test_blobs import put

NOW = datetime(2031, 4, 5, 22, 33, 44, 555, tzinfo=UTC)
MIDNIGHT = datetime(2031, 4, 5, tzinfo=UTC).timestamp()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "blobs"


@pytest.fixture
def store(root: Path) -> FolderStore:
    return FolderStore(root)


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intake.clock.read", lambda: NOW)


def path_of(root: Path, name: str) -> Path:
    return root / name[0] / name[1] / name


def files_in(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_a_blob_lies_two_folders_deep_for_the_owner_only(store: FolderStore, root: Path) -> None:
    umask = os.umask(0)
    try:
        name = put(store, b"data")
    finally:
        os.umask(umask)
    assert files_in(root) == [path_of(root, name)]
    assert stat.S_IMODE(path_of(root, name).stat().st_mode) == 0o600
    folders = [root, *(path for path in root.rglob("*") if path.is_dir())]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o700}


def test_all_folders_are_there_from_the_start_so_that_none_is_born_with_a_blob(store: FolderStore, root: Path) -> None:
    put(store, b"first")
    before = sorted(path for path in root.rglob("*") if path.is_dir())
    assert len(before) == 16 + 256
    for _ in range(20):
        put(store, b"more")
    assert sorted(path for path in root.rglob("*") if path.is_dir()) == before


@pytest.mark.usefixtures("frozen")
def test_times_are_midnight_of_the_day(store: FolderStore, root: Path) -> None:
    path = path_of(root, put(store, b"data"))
    for told in (path.stat(), path.parent.stat()):
        assert told.st_mtime == MIDNIGHT
    assert path.stat().st_atime == MIDNIGHT


@pytest.mark.usefixtures("frozen")
def test_reading_leaves_no_time(store: FolderStore, root: Path) -> None:
    name = put(store, b"data")
    assert store.read(name, 0, 4) == b"data"
    assert path_of(root, name).stat().st_atime == MIDNIGHT


@pytest.mark.usefixtures("frozen")
def test_deleting_dates_the_folder_by_the_day(store: FolderStore, root: Path) -> None:
    name = put(store, b"data")
    store.delete(name)
    assert path_of(root, name).parent.stat().st_mtime == MIDNIGHT


def test_scattering_gives_change_times_and_inodes_a_new_order(
    store: FolderStore, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.clock.read", lambda: NOW)
    names = [put(store, bytes([number])) for number in range(4)]
    came = [path_of(root, name).stat() for name in names]
    assert sorted(came, key=lambda told: told.st_ctime_ns) == came
    monkeypatch.setattr("intake.clock.read", lambda: NOW + timedelta(hours=5))
    order = [names[2], names[0], names[3], names[1]]
    store.scatter(order)
    told = {name: path_of(root, name).stat() for name in names}
    assert sorted(names, key=lambda name: told[name].st_ctime_ns) == order
    assert all(told[name].st_ino != old.st_ino for name, old in zip(names, came, strict=True)), "born anew"
    assert {(told[name].st_mtime, told[name].st_atime) for name in names} == {(MIDNIGHT, MIDNIGHT)}
    assert len(files_in(root)) == 4


def test_scattering_brings_no_deleted_blob_back(
    store: FolderStore, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, other = put(store, b"deleted meanwhile"), put(store, b"other")
    real = store.read

    def read_and_delete(read: str, offset: int, length: int) -> bytes:
        data = real(read, offset, length)
        if read == name:
            store.delete(name)
        return data

    monkeypatch.setattr(store, "read", read_and_delete)
    store.scatter([name, other])
    assert files_in(root) == [path_of(root, other)]
    with pytest.raises(MissingBlob):
        real(name, 0, 1)


CRASHING_WRITER = """
import os, signal, sys
from pathlib import Path
from intake.store.folder import FolderStore

with FolderStore(Path(sys.argv[1])).create() as writer:
    writer.write(b"half of a testimony")
    print("written", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def writer_process(root: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-c", CRASHING_WRITER, root], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout
    assert process.stdout.readline() == b"written\n"
    yield process
    process.kill()
    process.communicate()


def test_a_killed_writer_leaves_nothing_visible_and_is_swept_up(
    store: FolderStore, root: Path, writer_process: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = put(store, b"kept")
    monkeypatch.setattr(folder, "ABANDONED_AFTER", 0)
    assert store.sweep() == 0, "a living writer is left alone"
    writer_process.send_signal(signal.SIGKILL)
    writer_process.wait()
    assert len(files_in(root)) == 2
    assert list(store.names()) == [kept]
    assert store.sweep() == 1
    assert files_in(root) == [path_of(root, kept)]
    assert store.sweep() == 0


def test_a_file_that_is_only_just_there_is_not_swept_up(store: FolderStore, root: Path) -> None:
    """Between its making and its locking it looks abandoned."""
    put(store, b"kept")
    fresh = root / "0" / "0" / f"{'0' * 32}{folder_writer.UNFINISHED}"
    fresh.touch()
    assert store.sweep() == 0
    assert fresh.exists()


def test_what_others_put_into_the_folder_is_no_blob(store: FolderStore, root: Path) -> None:
    put(store, b"kept")
    (root / "0" / "0" / "README").write_text("somebody else's")
    assert len(list(store.names())) == 1


def test_short_writes_and_reads_are_continued(store: FolderStore, monkeypatch: pytest.MonkeyPatch) -> None:
    really_write, really_read = os.write, os.pread
    monkeypatch.setattr(os, "write", lambda to, data: really_write(to, bytes(data)[:3]))
    monkeypatch.setattr(os, "pread", lambda of, length, offset: really_read(of, min(length, 2), offset))
    assert store.read(put(store, b"0123456789"), 1, 8) == b"12345678"


def test_a_full_disk_leaves_nothing(store: FolderStore, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write

    def fill(to: int, data: bytes) -> int:
        if os.fstat(to).st_size:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(to, data[:3])

    monkeypatch.setattr(os, "write", fill)
    with pytest.raises(OSError, match="No space"):
        put(store, b"more than fits")
    monkeypatch.undo()
    assert files_in(root) == []


def test_the_order_of_calls_survives_a_power_cut(store: FolderStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """By replacing Python's own functions; the next test asks the kernel."""
    calls: list[str] = []

    def noted(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            calls.append(name)
            return real(*args, **kwargs)

        return call

    with store.create() as writer:
        writer.write(b"data")
        for module, name in ((os, "fsync"), (os, "utime"), (os, "write"), (Path, "rename")):
            monkeypatch.setattr(module, name, noted(name, getattr(module, name)))
        writer.write(b"more")
        writer.commit()
    assert calls == ["write", "utime", "fsync", "rename", "utime", "fsync"]


WRITER = """
import sys
from pathlib import Path
from intake.store.folder import FolderStore

store = FolderStore(Path(sys.argv[1]))
with store.create() as writer:
    writer.write(b"testimony" * 1000)
    writer.commit()
"""


def test_the_kernel_sees_the_file_synced_before_it_is_renamed_and_the_folder_after(
    store: FolderStore, root: Path, strace: str, tmp_path: Path
) -> None:
    put(store, b"so that the folders are there")
    log = tmp_path / "log"
    calls = "openat,write,fsync,rename,renameat,renameat2,utimensat"
    subprocess.run(
        [strace, "-f", "-y", "-e", f"trace={calls}", "-o", log, sys.executable, "-c", WRITER, root], check=True
    )
    lines = [line for line in log.read_text().splitlines() if str(root) in line]
    steps = [describe(line) for line in lines]
    assert steps[-8:] == [
        "openat part",
        "write part",
        "utimensat part",
        "fsync part",
        "openat folder",
        "rename",
        "utimensat folder",
        "fsync folder",
    ]
    assert "O_EXCL" in lines[-8]


def describe(line: str) -> str:
    found = re.search(r"\d+ +(\w+)\(", line)
    assert found, line
    call = found[1]
    if call.startswith("rename"):
        source, target = re.findall(r'"([^"]+)"', line)
        assert source.endswith(folder_writer.UNFINISHED)
        assert Path(target).parent == Path(source).parent
        return "rename"
    return f"{call} {'part' if folder_writer.UNFINISHED in line else 'folder'}"


def test_the_disk_begins_before_the_end(store: FolderStore, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "posix_fadvise", lambda _file, start, length, _advice: told.append((start, length)))
    with store.create() as writer:
        for _ in range(5):
            writer.write(bytes(folder_writer.EARLY // 2))
        writer.commit()
    assert told == [(0, folder_writer.EARLY), (folder_writer.EARLY, folder_writer.EARLY)]
    assert len(files_in(root)) == 1

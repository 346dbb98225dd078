"""Small truths about files that the standard library leaves to the caller: short writes, syncs, locks, times."""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path

from intake.clock import today

READ_QUIETLY = os.O_RDONLY | getattr(os, "O_NOATIME", 0)
"""Read without leaving the second of the reading behind (Linux; for the file's owner only)."""


@contextmanager
def opened(path: Path, flags: int = os.O_RDONLY) -> Iterator[int]:
    """Open a file or folder; the quiet way of reading gives way where the system refuses it."""
    try:
        descriptor = os.open(path, flags)
    except PermissionError:
        descriptor = os.open(path, os.O_RDONLY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def changing(folder: Path) -> Iterator[None]:
    """Change names in a folder while no other process does; afterwards the change is durable and dated by the day."""
    with opened(folder) as descriptor:
        lock(descriptor)
        yield
        set_day(descriptor, today())
        os.fsync(descriptor)


def read(descriptor: int, offset: int, length: int) -> bytes:
    """Return `length` bytes from `offset`, fewer only at the end of the file."""
    pieces = []
    while length > 0 and (piece := os.pread(descriptor, length, offset)):
        pieces.append(piece)
        offset += len(piece)
        length -= len(piece)
    return b"".join(pieces)


def write(descriptor: int, data: bytes) -> None:
    """Write all of it."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def begin_writing_back(descriptor: int, start: int, end: int) -> None:
    """Let the disk begin with these bytes: Linux does so when it hears that nobody needs them in memory any more."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(descriptor, start, end - start, os.POSIX_FADV_DONTNEED)


def lock(descriptor: int, *, wait: bool = True) -> bool:
    """Lock a file or folder until it is closed; False when somebody else has it and we do not wait."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def set_day(descriptor: int, day: date) -> None:
    """Set access and modification time to midnight UTC."""
    seconds = datetime.combine(day, time(), UTC).timestamp()
    os.utime(descriptor, (seconds, seconds))


def make_private_folders(folders: Iterable[Path]) -> None:
    """Make folders (parents first) for the owner only, durably; those that exist stay as they are."""
    for folder in folders:
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            continue
        sync(folder.parent)


def make_private_file(path: Path) -> None:
    """Make an empty file for the owner only, durably; one that exists stays as it is."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return
    sync(path.parent)


def sync(folder: Path) -> None:
    """Make the names in a folder durable."""
    with opened(folder) as descriptor:
        os.fsync(descriptor)

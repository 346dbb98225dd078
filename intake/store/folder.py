"""Blobs in a local folder: nothing is visible before it is durable, and nothing tells when it came but the day.

Layout: `a/b/<32 hex>`, two levels of one digit each. All 256 folders are made at first use: a folder made for one
blob would show by its birth time when that blob came. File times are set to midnight UTC of the day; change and
birth times, which no program can set, are blurred by `scatter` every night.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from intake.clock import now
from intake.services.ports import MissingBlob
from intake.store import files
from intake.store.folder_writer import UNFINISHED, FolderWriter
from intake.store.names import checked, is_name, new_name

DIGITS = "0123456789abcdef"
COPY_CHUNK = 1 << 20
ABANDONED_AFTER = 60
"""Seconds for which an unfinished file is left alone even when nobody holds its lock: it may be seconds old."""


class FolderStore:
    """A blob store under one folder; modes are 0700 and 0600."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._ready = False

    def create(self, name: str | None = None) -> FolderWriter:
        """Begin a blob under a random name, or under the one that a backup kept."""
        return FolderWriter(self._path(name or new_name()))

    def read(self, name: str, offset: int, length: int) -> bytes:
        """Return up to `length` bytes. Raises `MissingBlob`."""
        try:
            with files.opened(self._path(name), files.READ_QUIETLY) as descriptor:
                return files.read(descriptor, offset, length)
        except FileNotFoundError:
            raise MissingBlob from None

    def size(self, name: str) -> int:
        """Return the size in bytes. Raises `MissingBlob`."""
        try:
            return self._path(name).stat().st_size
        except FileNotFoundError:
            raise MissingBlob from None

    def delete(self, name: str) -> None:
        """Remove; an absent blob is no error. Durable when it returns."""
        if not is_name(name):
            return
        path = self._path(name)
        with files.changing(path.parent):
            path.unlink(missing_ok=True)

    def names(self) -> Iterator[str]:
        """Go through the blobs that were committed, in no particular order."""
        return (path.name for path in self._files() if is_name(path.name))

    def free(self) -> int:
        """Return how many bytes the disk still takes from us."""
        self._make_folders()
        disk = os.statvfs(self._root)
        return disk.f_bavail * disk.f_frsize

    def scatter(self, names: Sequence[str]) -> None:
        """Copy each blob in the given order and put the copy in its place; one deleted meanwhile stays deleted."""
        for name in names:
            try:
                self._copy(name)
            except (MissingBlob, FileNotFoundError):
                continue

    def sweep(self) -> int:
        """Remove the unfinished files of writers that died; return how many. A living writer holds a lock on its."""
        unfinished = [path for path in self._files() if path.name.endswith(UNFINISHED)]
        return sum(self._remove_abandoned(path) for path in unfinished)

    def _copy(self, name: str) -> None:
        path = self._path(name)
        with FolderWriter(path, copy_of=path.stat()) as writer:
            for offset in range(0, self.size(name), COPY_CHUNK):
                writer.write(self.read(name, offset, COPY_CHUNK))
            writer.commit()

    @staticmethod
    def _remove_abandoned(path: Path) -> bool:
        try:
            with files.opened(path, os.O_RDONLY) as descriptor:
                age = now().timestamp() - os.fstat(descriptor).st_ctime
                if age < ABANDONED_AFTER or not files.lock(descriptor, wait=False):
                    return False
                path.unlink()
                return True
        except FileNotFoundError:  # its writer finished after all
            return False

    def _files(self) -> Iterator[Path]:
        self._make_folders()
        for folder in self._folders():
            yield from folder.iterdir()

    def _folders(self) -> Iterator[Path]:
        return (self._root / first / second for first in DIGITS for second in DIGITS)

    def _path(self, name: str) -> Path:
        self._make_folders()
        return self._root / checked(name)[0] / name[1] / name

    def _make_folders(self) -> None:
        if not self._ready:
            files.make_private_folders([self._root, *(self._root / digit for digit in DIGITS), *self._folders()])
            self._ready = True

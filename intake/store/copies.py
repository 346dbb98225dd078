"""Where copies of the ledger lie: a folder, or a bucket. A copy is written once and never changed.

Whoever comes second is told so, on one machine or on several: that is what keeps two draws apart.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError
from obstore.store import S3Store

from intake.services.ports import LedgerCopies
from intake.store import files
from intake.store.blobs import bucket
from intake.store.names import new_name

ENDING = ".json"


class FolderCopies:
    """Copies as files. The folder is made with the first of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put_new(self, name: str, data: bytes) -> bool:
        """Write a copy durably; False when there is one of this name."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self._folder / new_name()
        descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            files.write(descriptor, data)
            os.fsync(descriptor)
            os.link(part, self._folder / (name + ENDING))
        except FileExistsError:
            return False
        finally:
            os.close(descriptor)
            part.unlink()
        files.sync(self._folder)
        return True

    def get(self, name: str) -> bytes | None:
        """Return a copy, None where there is none."""
        try:
            return (self._folder / (name + ENDING)).read_bytes()
        except FileNotFoundError:
            return None

    def names(self) -> Iterator[str]:
        """Go through the copies, in no particular order."""
        yield from (path.name.removesuffix(ENDING) for path in self._folder.glob("*" + ENDING))


class BucketCopies:
    """Copies as objects, created on the condition that there is none of the name (S3: `If-None-Match: *`).

    A server that says it cannot do that gets nothing (`GenericError`). One that heeds no condition and does not say so
    is asked first; between two machines the database's turn then keeps draws apart.
    """

    def __init__(self, store: S3Store) -> None:
        self._store = store

    def put_new(self, name: str, data: bytes) -> bool:
        """Write a copy durably; False when there is one of this name."""
        if self.get(name) is not None:
            return False
        try:
            obstore.put(self._store, name + ENDING, data, mode="create", use_multipart=False)
        except AlreadyExistsError:
            return False
        return True

    def get(self, name: str) -> bytes | None:
        """Return a copy, None where there is none."""
        try:
            return bytes(obstore.get(self._store, name + ENDING).bytes())
        except FileNotFoundError:
            return None

    def names(self) -> Iterator[str]:
        """Go through the copies, in no particular order."""
        for batch in obstore.list(self._store):
            yield from (one["path"].removesuffix(ENDING) for one in batch if one["path"].endswith(ENDING))


def open_copies(url: str, settings: Mapping[str, str]) -> LedgerCopies:
    """Return the place at `file:///folder` or `s3://bucket/prefix`. Raises ValueError with a sentence."""
    parts = urlsplit(url)
    if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/"):
        return FolderCopies(Path(unquote(parts.path)))
    if parts.scheme == "s3" and parts.netloc:
        return BucketCopies(bucket(parts, settings, "HOLAS_LEDGER_URL"))
    message = "HOLAS_LEDGER_URL must be file:///folder or s3://bucket/prefix."
    raise ValueError(message)

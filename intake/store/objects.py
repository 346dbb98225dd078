"""Blobs in S3-compatible storage, through obstore.

An object becomes visible when its upload completes and not before, so no temporary name is needed; names are
random, so neither is a conditional create, which not every server has. What cannot be had here: the time of an
object is the server's and shows the second until `scatter` stores it anew; and a process that dies in the middle of
a large upload leaves hidden parts, which a lifecycle rule of the bucket (abort incomplete uploads) removes.

Fork before first use: obstore's threads do not live on in a child of a process that has used it, and the child hangs.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import obstore
from obstore.exceptions import GenericError
from obstore.store import S3Store

from intake.services.ports import MissingBlob
from intake.store.names import checked, is_name, new_name
from intake.store.object_writer import PART, ObjectWriter


class ObjectStore:
    """A blob store in one bucket, under an optional prefix."""

    def __init__(self, store: S3Store) -> None:
        self._store = store

    def create(self, name: str | None = None) -> ObjectWriter:
        """Begin a blob under a random name, or under the one that a backup kept."""
        return ObjectWriter(self._store, checked(name or new_name()))

    def read(self, name: str, offset: int, length: int) -> bytes:
        """Return up to `length` bytes. Raises `MissingBlob`."""
        if length <= 0:
            return b""
        try:
            return self._range(name, offset, length)
        except GenericError:
            if offset < self.size(name):
                raise
            return b""  # servers answer a range behind the end with an error (416)

    def size(self, name: str) -> int:
        """Return the size in bytes. Raises `MissingBlob`."""
        with _missing():
            return obstore.head(self._store, checked(name))["size"]

    def delete(self, name: str) -> None:
        """Remove; an absent blob is no error."""
        if not is_name(name):
            return
        try:
            obstore.delete(self._store, name)
        except FileNotFoundError:
            return

    def names(self) -> Iterator[str]:
        """Go through the blobs that were committed, in no particular order."""
        for batch in obstore.list(self._store):
            yield from (item["path"] for item in batch if is_name(item["path"]))

    def free(self) -> None:
        """Return None: a bucket has no end that a client could ask for."""

    def scatter(self, names: Sequence[str]) -> None:
        """Store each blob anew in the given order; one deleted meanwhile is passed over."""
        for name in names:
            try:
                self._copy(name)
            except MissingBlob:
                continue

    def sweep(self) -> int:
        """Do nothing: unfinished uploads are hidden here, and the bucket's lifecycle rule ends them."""
        return 0

    def _range(self, name: str, offset: int, length: int) -> bytes:
        with _missing():
            return bytes(obstore.get_range(self._store, checked(name), start=offset, length=length))

    def _copy(self, name: str) -> None:
        size = self.size(name)
        with ObjectWriter(self._store, name, replaces=True) as writer:
            for offset in range(0, size, PART):
                writer.write(self._range(name, offset, PART))
            writer.commit()


@contextmanager
def _missing() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise MissingBlob from None

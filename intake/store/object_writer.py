"""A blob on its way into S3-compatible storage: parts go up as they fill, and become an object at `commit`."""

from types import TracebackType
from typing import TYPE_CHECKING, Self

import obstore
from obstore.store import S3Store

if TYPE_CHECKING:
    from obstore import WritableFile

PART = 5 * 1024 * 1024
"""Bytes a part: the least that S3 takes. At most 10,000 parts, so 48.8 GiB an object."""


class ObjectWriter:
    """One upload, one part in flight at a time: two parts of memory, whatever the size."""

    def __init__(self, store: S3Store, name: str, *, replaces: bool = False) -> None:
        """Set `replaces` when an object of this name exists, which must survive a failed copy."""
        self.name = name
        self._store = store
        self._replaces = replaces
        self._size = 0
        self._file: WritableFile | None = None

    def __enter__(self) -> Self:
        """Begin; nothing is sent yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove what was not committed."""
        unfinished, self._file = self._file, None
        if unfinished is not None and self._size > PART and not self._replaces:
            # obstore has no abort. Completing and deleting frees the parts, which would stay hidden and paid for.
            unfinished.close()
            obstore.delete(self._store, self.name)

    def write(self, data: bytes) -> None:
        """Append."""
        self._open().write(data)
        self._size += len(data)

    def commit(self) -> int:
        """Complete the upload and return the size in bytes."""
        self._open().close()
        self._file = None
        return self._size

    def _open(self) -> "WritableFile":
        if self._file is None:
            self._file = obstore.open_writer(self._store, self.name, buffer_size=PART, max_concurrency=1)
        return self._file

"""A file on its way in, whatever it will belong to."""

from collections.abc import Callable

from intake.domain.entities import Blob
from intake.services.documents import FileSealer
from intake.services.instance import Instance
from intake.services.room import LOOK_EVERY, check_disk

Keep = Callable[[FileSealer, Blob], bool]
"""Files the document and the blob in one transaction; False when the same file is there already."""


class PieceSink:
    """A file on its way in: sealed as it comes, durable once `finish` returns."""

    def __init__(self, instance: Instance, sealer: FileSealer, keep: Keep) -> None:
        """Take the sealer and what files its document once the blob is durable."""
        self._instance = instance
        self._sealer = sealer
        self._keep = keep
        self._unlooked = 0

    def write(self, data: bytes | memoryview) -> None:
        """Seal the next bytes. Raises `NoRoom`."""
        self._unlooked += len(data)
        if self._unlooked >= LOOK_EVERY:
            self._unlooked = 0
            check_disk(self._instance)
        self._sealer.write(bytes(data) if isinstance(data, memoryview) else data)

    def finish(self) -> None:
        """Make blob and row durable, in this order. A file that was sent twice is kept once."""
        blob = self._sealer.finish()
        kept = False
        try:
            kept = self._keep(self._sealer, blob)
        finally:
            if not kept:
                self._instance.blobs.delete(blob.name)

    def abandon(self) -> None:
        """Forget the file."""
        self._sealer.abandon()

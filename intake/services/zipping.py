"""A ZIP that is made while it is sent: every time is 1 January 1980, nothing names a machine.

Python's own `zipfile` writes it, to a place that cannot go back. The same files give the same bytes.
"""

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

EPOCH = (1980, 1, 1, 0, 0, 0)
UNIX = 3
PLAIN_FILE = 0o100644 << 16
LARGE = 1 << 31
"""Bytes from which on a file's sizes take eight bytes each."""


@dataclass(slots=True)
class _Sink:
    """Keeps what was written until it is taken."""

    pieces: list[bytes] = field(default_factory=list)

    def write(self, data: bytes) -> int:
        self.pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """There is nothing to wait for."""

    def take(self) -> Iterator[bytes]:
        yield from self.pieces
        self.pieces.clear()


def packed(files: Iterable[tuple[str, int, Iterable[bytes]]], compression: int = zipfile.ZIP_STORED) -> Iterator[bytes]:
    """Yield a ZIP of these files: path, size in bytes, content. Holds one piece of content at a time.

    Only what is stored as it is gives the same bytes with every version of zlib.
    """
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[call-overload]  # it only writes
        for path, size, content in files:
            with archive.open(_entry(path, size, compression), "w", force_zip64=size >= LARGE) as writer:
                for piece in content:
                    writer.write(piece)
                    yield from sink.take()
            yield from sink.take()
    yield from sink.take()


def _entry(path: str, size: int, compression: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, EPOCH)
    entry.compress_type = compression
    entry.create_system = UNIX
    entry.external_attr = PLAIN_FILE
    entry.file_size = size
    return entry

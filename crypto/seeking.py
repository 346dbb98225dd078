"""Reading any part of a Cobblestone-256 message without reading what lies before it.

The library (version 50) only streams, so single chunks are opened here as the C2SP text says, over its HKDF and
AES-GCM; the tests hold this against the library's own output.
"""

from collections.abc import Callable, Iterator

from cryptography.exceptions import InvalidTag

from ._chunks import CHUNK_SIZE, HEADER_SIZE, SEALED_CHUNK_SIZE, message_keys, plaintext_size
from .errors import Malformed, Tampered

ReadAt = Callable[[int, int], bytes]
CHUNKS_PER_READ = 64


class ChunkReader:
    """Random access to the plaintext of one message.

    `read_at(offset, length)` returns ciphertext, `size` is its length in bytes. Making one reads and checks the
    commitment (`NoMatchingKey`) and then the last chunk (`Tampered`), so a message cut off at the end is refused
    before any byte is given out. Errors of `read_at` itself pass through.
    """

    def __init__(self, key: bytes, context: bytes, read_at: ReadAt, size: int) -> None:
        """Open the message, or raise `Malformed`, `NoMatchingKey` or `Tampered`."""
        self.size = plaintext_size(size)
        self._read_at = read_at
        self._ciphertext_size = size
        self._keys = message_keys(key, context, self._fetch(0, HEADER_SIZE))
        last = self.size // CHUNK_SIZE
        self._last = (last, self._open_run(last, last)[0])

    def read(self, offset: int, length: int) -> bytes:
        """Return up to `length` bytes of plaintext from `offset`; fewer where the message ends."""
        return b"".join(self.stream(offset, length))

    def stream(self, offset: int, length: int) -> Iterator[bytes]:
        """Yield the same bytes piece by piece; about 1 MiB of ciphertext is held at a time."""
        if offset < 0 or length < 0:
            message = "an offset or a length is not negative"
            raise Malformed(message)
        return self._stream(offset, min(offset + length, self.size))

    def _stream(self, start: int, end: int) -> Iterator[bytes]:
        if start >= end:
            return
        final = (end - 1) // CHUNK_SIZE
        for first in range(start // CHUNK_SIZE, final + 1, CHUNKS_PER_READ):
            run = b"".join(self._open_run(first, min(first + CHUNKS_PER_READ - 1, final)))
            base = first * CHUNK_SIZE
            yield run[max(start - base, 0) : end - base]

    def _open_run(self, first: int, last: int) -> list[bytes]:
        start = HEADER_SIZE + first * SEALED_CHUNK_SIZE
        end = min(HEADER_SIZE + (last + 1) * SEALED_CHUNK_SIZE, self._ciphertext_size)
        sealed = memoryview(self._fetch(start, end - start))
        pieces = (sealed[i : i + SEALED_CHUNK_SIZE] for i in range(0, len(sealed), SEALED_CHUNK_SIZE))
        return [self._open(number, piece) for number, piece in enumerate(pieces, first)]

    def _open(self, number: int, sealed: memoryview) -> bytes:
        try:
            return self._keys.cipher.decrypt(self._keys.nonce(number), sealed, None)
        except InvalidTag as error:
            message = "a chunk was changed"
            raise Tampered(message) from error

    def _fetch(self, offset: int, length: int) -> bytes:
        data = self._read_at(offset, length)
        if len(data) != length:
            message = "the ciphertext was cut off"
            raise Tampered(message)
        return data

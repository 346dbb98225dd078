"""Sealing bytes of any length, as a stream: Cobblestone-256 (C2SP chunked-encryption).

16 KiB chunks, 56 bytes and 0.1 % more than the plaintext, committed to its key. Plaintext leaves an opener
chunk by chunk, each authentic and in its place; only `finalize` says that the end was reached.
"""

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import AlreadyFinalized, InvalidTag

from . import _random
from ._chunks import HEADER_SIZE, KEY_SIZE, TAG_SIZE, check_key, ciphertext_size, message_keys, plaintext_size
from .errors import CryptoError, Malformed, NoMatchingKey, Tampered

__all__ = ["StreamOpener", "StreamSealer", "ciphertext_size", "decrypt", "encrypt", "generate_key", "plaintext_size"]


def generate_key() -> bytes:
    """Return a new random key, 32 bytes."""
    return _random.token(KEY_SIZE)


def encrypt(key: bytes, plaintext: bytes, context: bytes) -> bytes:
    """Return the whole message; `ciphertext_size(len(plaintext))` bytes."""
    sealer = StreamSealer(key, context)
    return sealer.update(plaintext) + sealer.finalize()


def decrypt(key: bytes, ciphertext: bytes, context: bytes) -> bytes:
    """Return the whole plaintext, or raise as `StreamOpener` does."""
    plaintext_size(len(ciphertext))
    check_key(key)
    native = Cobblestone256Decryptor(key, context)
    try:
        return native.update(ciphertext) + native.finalize()
    except InvalidTag as error:
        raise _refusal(key, context, ciphertext[:HEADER_SIZE]) from error


class StreamSealer:
    """Encrypts one message: `update` any number of times, then `finalize` once."""

    def __init__(self, key: bytes, context: bytes) -> None:
        """Take a key of 32 bytes (`Malformed` otherwise) and the place that the message belongs to."""
        check_key(key)
        self._native = Cobblestone256Encryptor(key, context)

    def update(self, data: bytes) -> bytes:
        """Take plaintext, return what ciphertext is ready."""
        try:
            return self._native.update(data)
        except AlreadyFinalized as error:
            raise _finished() from error

    def finalize(self) -> bytes:
        """Return the rest of the ciphertext."""
        try:
            return self._native.finalize()
        except AlreadyFinalized as error:
            raise _finished() from error


class StreamOpener:
    """Decrypts one message: `update` any number of times, then `finalize` once.

    Raises `NoMatchingKey` for a wrong key or place (seen in the first 56 bytes), `Tampered` for changed, moved
    or missing bytes, `Malformed` for a message cut off before its first chunk. After an error it stays shut.
    """

    def __init__(self, key: bytes, context: bytes) -> None:
        """Take a key of 32 bytes (`Malformed` otherwise) and the place that the message belongs to."""
        check_key(key)
        self._key = key
        self._context = context
        self._header = b""
        self._taken = 0
        self._native = Cobblestone256Decryptor(key, context)

    def update(self, data: bytes) -> bytes:
        """Take ciphertext, return what plaintext is ready and authentic."""
        self._taken += len(data)
        if len(self._header) < HEADER_SIZE:
            self._header += bytes(data[: HEADER_SIZE - len(self._header)])
        try:
            return self._native.update(data)
        except InvalidTag as error:
            raise _refusal(self._key, self._context, self._header) from error
        except AlreadyFinalized as error:
            raise _finished() from error

    def finalize(self) -> bytes:
        """Return the rest of the plaintext; only now is it known to be complete."""
        if self._taken < HEADER_SIZE + TAG_SIZE:
            message = "cut off before the first chunk"
            raise Malformed(message)
        try:
            return self._native.finalize()
        except InvalidTag as error:
            raise _changed() from error
        except AlreadyFinalized as error:
            raise _finished() from error


def _finished() -> Malformed:
    return Malformed("this stream is finished")


def _refusal(key: bytes, context: bytes, header: bytes) -> CryptoError:
    """Return why nothing opens. A wrong key and changed bytes look alike to the library; the commitment differs."""
    try:
        message_keys(key, context, header)
    except NoMatchingKey as error:
        return error
    return _changed()


def _changed() -> Tampered:
    return Tampered("the ciphertext was changed or cut off")

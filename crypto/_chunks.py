"""The layout of a Cobblestone-256 message (C2SP chunked-encryption): sizes, and the keys of one message.

salt (24) | commitment (32) | chunks of 16,384 + 16 bytes | a last chunk that is shorter, perhaps empty
"""

import hmac
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from .errors import Malformed, NoMatchingKey

KEY_SIZE = 32
SALT_SIZE = 24
NONCE_SIZE = 12
COMMITMENT_SIZE = 32
HEADER_SIZE = SALT_SIZE + COMMITMENT_SIZE
TAG_SIZE = 16
CHUNK_SIZE = 16_384
SEALED_CHUNK_SIZE = CHUNK_SIZE + TAG_SIZE
MAX_CHUNKS = 2**38
_LABEL = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\x00"


def ciphertext_size(plaintext_length: int) -> int:
    """Return the bytes that `plaintext_length` bytes take when encrypted."""
    chunks = plaintext_length // CHUNK_SIZE + 1
    if not 0 < chunks <= MAX_CHUNKS:
        message = "no message has this length"
        raise Malformed(message)
    return HEADER_SIZE + plaintext_length + chunks * TAG_SIZE


def plaintext_size(ciphertext_length: int) -> int:
    """Return the bytes inside; `Malformed` when no message has this length."""
    full, last = divmod(ciphertext_length - HEADER_SIZE, SEALED_CHUNK_SIZE)
    if not 0 <= full < MAX_CHUNKS or last < TAG_SIZE:
        message = "no message has this length"
        raise Malformed(message)
    return full * CHUNK_SIZE + last - TAG_SIZE


@dataclass(frozen=True)
class MessageKeys:
    """What one message is encrypted with."""

    cipher: AESGCM = field(repr=False)
    base_nonce: int = field(repr=False)

    def nonce(self, number: int) -> bytes:
        """Return the nonce of chunk `number`: base nonce XOR number, 12 big-endian bytes."""
        return (self.base_nonce ^ number).to_bytes(NONCE_SIZE, "big")


def message_keys(key: bytes, context: bytes, header: bytes) -> MessageKeys:
    """Derive the keys of one message from its first 56 bytes.

    Raises `Malformed` for a key that is not 32 bytes and `NoMatchingKey` when the commitment is another
    key's or another context's.
    """
    check_key(key)
    salt, commitment = header[:SALT_SIZE], header[SALT_SIZE:]
    size = KEY_SIZE + NONCE_SIZE + COMMITMENT_SIZE
    derived = HKDFExpand(SHA512(), size, info=_LABEL + salt + context).derive(key)
    if not hmac.compare_digest(derived[KEY_SIZE + NONCE_SIZE :], commitment):
        message = "encrypted under another key or for another place"
        raise NoMatchingKey(message)
    return MessageKeys(AESGCM(derived[:KEY_SIZE]), int.from_bytes(derived[KEY_SIZE : KEY_SIZE + NONCE_SIZE], "big"))


def check_key(key: bytes) -> None:
    """Refuse a key that is not 32 bytes (`Malformed`)."""
    if len(key) != KEY_SIZE:
        message = f"a key has {KEY_SIZE} bytes"
        raise Malformed(message)

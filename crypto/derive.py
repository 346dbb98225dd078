"""One key out of another (HKDF-SHA256, RFC 5869)."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_SIZE = 32


def derive_key(secret: bytes, info: bytes) -> bytes:
    """Return 32 bytes that tell nothing about `secret` nor about keys derived with another `info`.

    `secret` must be uniformly random (a key, never a password); no salt is needed then (RFC 5869, 3.1).
    """
    return HKDF(SHA256(), KEY_SIZE, salt=None, info=info).derive(secret)

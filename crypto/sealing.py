"""Sealing a key, or a few bytes, to someone: HPKE (RFC 9180), base mode, one suite.

KEM X-Wing (0x647a), HKDF-SHA256, AES-256-GCM. The associated data stays empty: all binding is in `info`.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from .errors import Malformed, NoMatchingKey
from .keys import PrivateKey, PublicKey

ENC_SIZE = 1120
TAG_SIZE = 16
_HPKE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def seal(to: PublicKey, plaintext: bytes, info: bytes) -> bytes:
    """Return enc (1,120 bytes), ciphertext and tag (16 bytes): opened by the holder of `to` under the same `info`."""
    return _HPKE.encrypt(plaintext, to.native, info=info)


def unseal(key: PrivateKey, sealed: bytes, info: bytes) -> bytes:
    """Return the plaintext.

    Raises `Malformed` when too short to be sealed at all, `NoMatchingKey` when it does not open: HPKE cannot
    tell a wrong key from another place or changed bytes.
    """
    if len(sealed) < ENC_SIZE + TAG_SIZE:
        message = "too short to be sealed"
        raise Malformed(message)
    try:
        return _HPKE.decrypt(sealed, key.native, info=info)
    except InvalidTag as error:
        message = "sealed to another key or for another place, or changed"
        raise NoMatchingKey(message) from error

"""Who wrote it: Ed25519 (RFC 8032) over the place and the hash of the body.

A signature says who signed, never whether that signer may speak: the caller decides that.
"""

import hashlib
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from .binding import bind
from .errors import Malformed, Tampered
from .keys import SigningKey

SIGNER_SIZE = 32
SIGNATURE_SIZE = 64
# The y of the eight points whose order divides 8 (and of their second spellings): under such a "public key" one
# signature fits many messages, so its holder could deny, and others could forge.
_P = 2**255 - 19
_Y8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
_SMALL_ORDER = frozenset({0, 1, _P - 1, _Y8, _P - _Y8})


@dataclass(frozen=True)
class Signed:
    """A body whose signature holds, and the public key (32 bytes) that it holds for."""

    signer: bytes
    body: bytes = field(repr=False)


def sign(key: SigningKey, body: bytes, info: bytes) -> bytes:
    """Return the signer's public key (32), the signature (64) and the body."""
    return key.public + detached(key, body, info) + body


def check_signed(signed: bytes, info: bytes) -> Signed:
    """Return signer and body; `Malformed` when too short, `Tampered` when the signature does not hold."""
    signer, body = signed[:SIGNER_SIZE], signed[SIGNER_SIZE + SIGNATURE_SIZE :]
    signature = signed[SIGNER_SIZE : SIGNER_SIZE + SIGNATURE_SIZE]
    check_detached(signer, signature, body, info)
    return Signed(signer, body)


def detached(key: SigningKey, body: bytes, info: bytes) -> bytes:
    """Return the signature alone, 64 bytes."""
    return key.native.sign(_message(body, info))


def check_detached(public: bytes, signature: bytes, body: bytes, info: bytes) -> None:
    """Raise `Malformed` for keys and signatures of a wrong size, `Tampered` when the signature does not hold."""
    if len(public) != SIGNER_SIZE or len(signature) != SIGNATURE_SIZE:
        message = "too short to be signed: a signature has 64 bytes, its signer 32"
        raise Malformed(message)
    if _small_order(public):
        message = "no honest signer has this key"
        raise Tampered(message)
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _message(body, info))
    except InvalidSignature as error:
        message = "the signature does not hold"
        raise Tampered(message) from error


def _small_order(public: bytes) -> bool:
    y = int.from_bytes(public, "little") % 2**255
    return y % _P in _SMALL_ORDER


def _message(body: bytes, info: bytes) -> bytes:
    return bind("signature", info, hashlib.sha256(body).digest())

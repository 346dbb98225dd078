"""Key pairs. Every private key is a 32-byte seed; every repr keeps it to itself.

X-Wing (draft-connolly-cfrg-xwing-kem): ML-KEM-768 and X25519 side by side. Its private key is one seed,
expanded by SHAKE256 to 96 bytes: 64 for ML-KEM, 32 for X25519. Its public key is both raw keys in that order.
`native` is the library's object, for this package only.
"""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey

from . import _random
from ._secret import Secret
from .binding import bind
from .derive import derive_key
from .errors import Malformed

MLKEM_SEED_SIZE = 64
MLKEM_PUBLIC_SIZE = 1184
X25519_SIZE = 32
_PROBE = X25519PrivateKey.from_private_bytes(bytes(X25519_SIZE))


@dataclass(frozen=True)
class PublicKey:
    """An X-Wing public key: 1,216 raw bytes, checked when made (`Malformed`)."""

    raw: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a key that nothing could be sealed to."""
        try:
            # A point of small order makes every exchange zero; the library refuses it there, not on loading.
            _PROBE.exchange(X25519PublicKey.from_public_bytes(self.raw[MLKEM_PUBLIC_SIZE:]))
            _ = self.native
        except ValueError as error:
            message = "not an X-Wing public key of 1,216 bytes"
            raise Malformed(message) from error

    @cached_property
    def native(self) -> MLKEM768X25519PublicKey:
        """Both halves as the library takes them."""
        return MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(self.raw[:MLKEM_PUBLIC_SIZE]),
            X25519PublicKey.from_public_bytes(self.raw[MLKEM_PUBLIC_SIZE:]),
        )


@dataclass(frozen=True, eq=False)
class _Seeded(Secret):
    """A secret of 32 bytes that keys are made from."""

    FIELD: ClassVar[str] = "seed"
    SIZE: ClassVar[int] = 32
    seed: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> Self:
        """Return a new random one."""
        return cls(_random.token(cls.SIZE))


class PrivateKey(_Seeded):
    """An X-Wing private key, kept as its 32-byte seed; what is built from it (140 µs) is built once, when needed."""

    @cached_property
    def _halves(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        expanded = hashlib.shake_256(self.seed).digest(MLKEM_SEED_SIZE + X25519_SIZE)
        return (
            MLKEM768PrivateKey.from_seed_bytes(expanded[:MLKEM_SEED_SIZE]),
            X25519PrivateKey.from_private_bytes(expanded[MLKEM_SEED_SIZE:]),
        )

    @cached_property
    def native(self) -> MLKEM768X25519PrivateKey:
        """Both halves as the library takes them."""
        return MLKEM768X25519PrivateKey(*self._halves)

    @cached_property
    def public(self) -> PublicKey:
        """The public half."""
        mlkem, x25519 = self._halves
        return PublicKey(mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw())


class SigningKey(_Seeded):
    """An Ed25519 private key (RFC 8032), kept as its 32-byte seed."""

    @cached_property
    def native(self) -> Ed25519PrivateKey:
        """The key as the library takes it."""
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @cached_property
    def public(self) -> bytes:
        """The public half, 32 bytes."""
        return self.native.public_key().public_bytes_raw()


class Identity(_Seeded):
    """A member's or a role's seed, and the two keys that follow from it."""

    @cached_property
    def private(self) -> PrivateKey:
        """What is sealed to this identity is opened with this."""
        return PrivateKey(derive_key(self.seed, bind("identity", "private")))

    @cached_property
    def signing(self) -> SigningKey:
        """What this identity writes is signed with this."""
        return SigningKey(derive_key(self.seed, bind("identity", "signing")))

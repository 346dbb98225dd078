"""Locking a secret with a passphrase: Argon2id (RFC 9106), then Cobblestone-256, which commits to its key.

Locked: tag (4) | memory in KiB (4) | iterations (4) | lanes (4) | salt (16) | message. All of it is bound.
"""

import struct
from dataclasses import dataclass
from threading import BoundedSemaphore

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from . import _random
from ._words import LIST_SIZE, fold, word_list
from .binding import bind
from .errors import Malformed, Unsupported
from .stream import decrypt, encrypt

WORDS = 7
KEY_SIZE = 32
SALT_SIZE = 16
_TAG = b"hl01"
_HEADER = struct.Struct(">4sIII16s")
_SLOTS = BoundedSemaphore(2)
# What a stranger's parameters may be: neither weaker than a lock should be nor able to exhaust this machine.
_MEMORY = range(16 * 1024, 256 * 1024 + 1)
_ITERATIONS = range(1, 11)
_LANES = range(1, 9)


@dataclass(frozen=True)
class _Cost:
    """Argon2id parameters, named as in RFC 9106: m in KiB, t passes, p lanes."""

    memory: int
    iterations: int
    lanes: int

    def sane(self) -> bool:
        """Whether they lie within what this version accepts."""
        return self.memory in _MEMORY and self.iterations in _ITERATIONS and self.lanes in _LANES


_NOW = _Cost(memory=64 * 1024, iterations=3, lanes=4)


def generate_passphrase() -> str:
    """Return seven words of 2,048: 77 bits."""
    words = word_list("en").words
    number = int.from_bytes(_random.token(2 * WORDS), "big")
    return " ".join(words[number >> (11 * i) & (LIST_SIZE - 1)] for i in range(WORDS))


def lock(secret: bytes, passphrase: str, info: bytes) -> bytes:
    """Return `secret` under `passphrase`, bound to `info`."""
    header = _HEADER.pack(_TAG, _NOW.memory, _NOW.iterations, _NOW.lanes, _random.token(SALT_SIZE))
    key = _stretch(passphrase, header[-SALT_SIZE:], _NOW)
    return header + encrypt(key, secret, bind("lock", header, info))


def unlock(locked: bytes, passphrase: str, info: bytes) -> bytes:
    """Return the secret.

    Raises `NoMatchingKey` when the passphrase or the place is wrong, `Tampered` when the secret was changed,
    `Unsupported` for another tag or for parameters outside sane bounds, `Malformed` when cut off.
    """
    header, message = locked[: _HEADER.size], locked[_HEADER.size :]
    if len(header) < _HEADER.size:
        text = "too short to be locked"
        raise Malformed(text)
    tag, memory, iterations, lanes, salt = _HEADER.unpack(header)
    cost = _Cost(memory, iterations, lanes)
    if tag != _TAG or not cost.sane():
        text = "locked in a way that this version does not accept"
        raise Unsupported(text)
    return decrypt(_stretch(passphrase, salt, cost), message, bind("lock", header, info))


def _stretch(passphrase: str, salt: bytes, cost: _Cost) -> bytes:
    # Typed words: case, accents and spacing carry none of the 77 bits, and are where people slip.
    typed = " ".join(fold(passphrase).split()).encode("utf-8", "surrogatepass")
    derivation = Argon2id(
        salt=salt, length=KEY_SIZE, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory
    )
    with _SLOTS:
        return derivation.derive(typed)

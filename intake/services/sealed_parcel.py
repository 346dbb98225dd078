"""A bundle sealed for one recipient: HPKE to their public key, the bytes under Cobblestone-256, streamed both ways.

The recipient's key is a pair like any other of Holas: `holas keys recipient` makes one, on the recipient's machine.
"""

import base64
import binascii
from collections.abc import Iterable, Iterator

import crypto
from crypto import PrivateKey, PublicKey
from intake.services import places

MAGIC = b"holas-sealed/1\n"
ENVELOPE = 1168
"""Bytes of a sealed key: 1,120 of X-Wing, 32 of the key, 16 of the tag."""
PREFIX = "holas-recipient:"


class NoSuchKey(ValueError):
    """The text is no recipient's public key."""


def write_key(key: PublicKey) -> str:
    """Return a public key as text that can be mailed or pasted."""
    return PREFIX + base64.urlsafe_b64encode(key.raw).decode().rstrip("=")


def read_key(untrusted: str) -> PublicKey:
    """Read what `write_key` wrote, however it was wrapped on its way. Raises `NoSuchKey`."""
    text = "".join(untrusted.split())
    body = text.removeprefix(PREFIX)
    try:
        raw = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
        key = PublicKey(raw)
    except (binascii.Error, ValueError, crypto.CryptoError) as error:
        raise NoSuchKey from error
    if text != write_key(key):
        raise NoSuchKey
    return key


def sealed(to: PublicKey, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the bytes sealed for this recipient."""
    key = crypto.generate_key()
    envelope = crypto.seal(to, key, places.handed_body(MAGIC))
    stream = crypto.StreamSealer(key, places.handed_body(envelope))
    yield MAGIC + envelope
    for piece in pieces:
        yield stream.update(piece)
    yield stream.finalize()


def unsealed(key: PrivateKey, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what was sealed. Raises `Malformed`, `NoMatchingKey`, and `Tampered` as soon as a piece does not hold."""
    waiting = iter(pieces)
    head = b""
    while len(head) < len(MAGIC) + ENVELOPE and (piece := next(waiting, b"")):
        head += piece
    envelope, rest = head[len(MAGIC) :][:ENVELOPE], head[len(MAGIC) + ENVELOPE :]
    if not head.startswith(MAGIC) or len(envelope) < ENVELOPE:
        message = "not a sealed bundle"
        raise crypto.Malformed(message)
    stream = crypto.StreamOpener(crypto.unseal(key, envelope, places.handed_body(MAGIC)), places.handed_body(envelope))
    yield stream.update(rest)
    for piece in waiting:
        yield stream.update(piece)
    yield stream.finalize()

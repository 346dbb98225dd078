"""Bytes, never people: the whole key chain of Holas, and the only door to it.

Nothing but `CryptoError` and its children leaves; a `TypeError` is a programming mistake. This package knows no
web framework, no database and nothing of `intake`.
"""

from ._random import token
from .binding import SUITE, bind, binder
from .codename import BadCodename, Codename, SourceKeys
from .derive import derive_key
from .errors import CryptoError, Malformed, NoMatchingKey, Tampered, Unsupported
from .keys import Identity, PrivateKey, PublicKey, SigningKey
from .mentions import mentions_codename
from .padding import pad, padded_size, padme, unpad
from .passphrase import generate_passphrase, lock, unlock
from .record import inclusion_path, leaf_hash, root_from_path, root_hash
from .sealing import seal, unseal
from .seeking import ChunkReader
from .signing import Signed, check_detached, check_signed, detached, sign
from .stream import StreamOpener, StreamSealer, ciphertext_size, decrypt, encrypt, generate_key, plaintext_size
from .work import is_worked

__all__ = [
    "SUITE",
    "BadCodename",
    "ChunkReader",
    "Codename",
    "CryptoError",
    "Identity",
    "Malformed",
    "NoMatchingKey",
    "PrivateKey",
    "PublicKey",
    "Signed",
    "SigningKey",
    "SourceKeys",
    "StreamOpener",
    "StreamSealer",
    "Tampered",
    "Unsupported",
    "bind",
    "binder",
    "check_detached",
    "check_signed",
    "ciphertext_size",
    "decrypt",
    "derive_key",
    "detached",
    "encrypt",
    "generate_key",
    "generate_passphrase",
    "inclusion_path",
    "is_worked",
    "leaf_hash",
    "lock",
    "mentions_codename",
    "pad",
    "padded_size",
    "padme",
    "plaintext_size",
    "root_from_path",
    "root_hash",
    "seal",
    "sign",
    "token",
    "unlock",
    "unpad",
    "unseal",
]

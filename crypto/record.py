"""The Merkle tree of RFC 6962, section 2.1 (SHA-256): one hash that stands for the whole record."""

import hashlib
from collections.abc import Iterable

from .errors import Malformed

HASH_SIZE = 32


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of one entry."""
    return hashlib.sha256(b"\x00" + data).digest()


def root_hash(leaves: Iterable[bytes]) -> bytes:
    """Return the tree's hash over leaf hashes (32 bytes each, from `leaf_hash`), in order.

    Holds one hash for each level, not the leaves. Raises `Malformed` for anything that is not a hash.
    """
    complete: list[tuple[int, bytes]] = []
    for leaf in leaves:
        _add(complete, leaf)
    if not complete:
        return hashlib.sha256(b"").digest()
    _, root = complete.pop()
    while complete:
        root = _node(complete.pop()[1], root)
    return root


def _add(complete: list[tuple[int, bytes]], leaf: bytes) -> None:
    if len(leaf) != HASH_SIZE:
        message = f"a leaf hash has {HASH_SIZE} bytes"
        raise Malformed(message)
    height, digest = 0, leaf
    while complete and complete[-1][0] == height:
        height, digest = height + 1, _node(complete.pop()[1], digest)
    complete.append((height, digest))


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()

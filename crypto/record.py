"""The Merkle tree of RFC 6962, section 2.1 (SHA-256): one hash that stands for the whole record."""

import hashlib
from collections.abc import Iterable, Sequence

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


def inclusion_path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the hashes that lead from leaf `index` to the root (RFC 6962, section 2.1.1), nearest first.

    Raises `Malformed` for a place outside the tree.
    """
    if not 0 <= index < len(leaves):
        message = "no such leaf"
        raise Malformed(message)
    path: list[bytes] = []
    start, end = 0, len(leaves)
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(root_hash(leaves[middle:end]))
            end = middle
        else:
            path.append(root_hash(leaves[start:middle]))
            start = middle
    return path[::-1]


def root_from_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """Return the root of a tree of `size` leaves in which `leaf` stands at `index` (RFC 9162, section 2.1.3.2).

    Raises `Malformed` when no such path leads there.
    """
    place, last, root = index, size - 1, leaf
    for sibling in path:
        if last <= 0 or len(sibling) != HASH_SIZE:
            message = "a path that is longer than the tree is high, or no path"
            raise Malformed(message)
        if place % 2 or place == last:
            root = _node(sibling, root)
            while place and not place % 2:
                place, last = place >> 1, last >> 1
        else:
            root = _node(root, sibling)
        place, last = place >> 1, last >> 1
    if last or not 0 <= index < size:
        message = "a path that ends below the root"
        raise Malformed(message)
    return root


def _split(count: int) -> int:
    """Return the largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)


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

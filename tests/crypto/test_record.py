"""The Merkle tree, against the recursion that RFC 6962 states."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crypto


def by_the_rfc(entries: list[bytes]) -> bytes:
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    split = 1
    while 2 * split < len(entries):
        split *= 2
    return hashlib.sha256(b"\x01" + by_the_rfc(entries[:split]) + by_the_rfc(entries[split:])).digest()


@given(st.lists(st.binary(max_size=20), max_size=70))
def test_the_root_as_the_rfc_states_it(entries: list[bytes]) -> None:
    assert crypto.root_hash(crypto.leaf_hash(entry) for entry in entries) == by_the_rfc(entries)


@given(st.lists(st.binary(max_size=4), min_size=2, max_size=20, unique=True), st.data())
def test_order_and_every_entry_matter(entries: list[bytes], data: st.DataObject) -> None:
    leaves = [crypto.leaf_hash(entry) for entry in entries]
    place = data.draw(st.integers(0, len(leaves) - 2))
    swapped = [*leaves[:place], leaves[place + 1], leaves[place], *leaves[place + 2 :]]
    dropped = [*leaves[:place], *leaves[place + 1 :]]
    assert len({crypto.root_hash(leaves), crypto.root_hash(swapped), crypto.root_hash(dropped)}) == 3


@pytest.mark.parametrize("leaf", [b"", b"an entry, not its hash", bytes(31), bytes(33), bytes(64)])
def test_only_hashes_are_leaves(leaf: bytes) -> None:
    with pytest.raises(crypto.Malformed):
        crypto.root_hash([leaf])


LEAVES = st.lists(st.binary(min_size=1, max_size=4), min_size=1, max_size=70).map(
    lambda entries: [crypto.leaf_hash(entry) for entry in entries]
)


@given(LEAVES, st.data())
def test_a_path_leads_from_each_leaf_to_the_root(leaves: list[bytes], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(leaves) - 1))
    path = crypto.inclusion_path(leaves, place)
    assert crypto.root_from_path(leaves[place], place, len(leaves), path) == crypto.root_hash(leaves)


@given(LEAVES, st.data())
def test_no_other_leaf_place_or_path_leads_there(leaves: list[bytes], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(leaves) - 1))
    path, root = crypto.inclusion_path(leaves, place), crypto.root_hash(leaves)
    assert crypto.root_from_path(crypto.leaf_hash(b"never"), place, len(leaves), path) != root
    for wrong in (path[:-1], [*path, bytes(32)]):
        if path or len(wrong) > len(path):
            assert _leads(leaves[place], place, len(leaves), wrong) != root


@pytest.mark.parametrize(("index", "size", "path"), [(-1, 1, []), (1, 1, []), (0, 2, [b"short"]), (0, 0, [])])
def test_what_is_no_path_is_refused(index: int, size: int, path: list[bytes]) -> None:
    with pytest.raises(crypto.Malformed):
        crypto.root_from_path(bytes(32), index, size, path)


@pytest.mark.parametrize("index", [-1, 2])
def test_no_path_leads_from_a_leaf_that_is_not_there(index: int) -> None:
    with pytest.raises(crypto.Malformed):
        crypto.inclusion_path([bytes(32), bytes(32)], index)


def _leads(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    try:
        return crypto.root_from_path(leaf, index, size, path)
    except crypto.Malformed:
        return None

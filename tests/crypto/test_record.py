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

"""A proof of work: a number found by trying, checked with one hash.

The challenge is 32 bytes. Its 64 hex digits fill one block of SHA-256 exactly, so whoever looks for the number hashes
that block once and one more block a try.
"""

import hashlib

LONGEST = 16
"""Digits: what JavaScript counts exactly."""

HASH_BITS = 256


def is_worked(challenge: bytes, number: str, bits: int) -> bool:
    """Tell whether SHA-256 over the challenge in hex and the decimal `number` begins with `bits` zero bits."""
    if not (number.isascii() and number.isdigit() and len(number) <= LONGEST):
        return False
    digest = hashlib.sha256(f"{challenge.hex()}{number}".encode()).digest()
    return int.from_bytes(digest) >> (HASH_BITS - bits) == 0

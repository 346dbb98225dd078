"""Hiding sizes: Padmé (Nikitin et al., PETS 2019, algorithm 1), above a stated minimum.

It adds at most 12 %, and lets a size of n bits tell only about log n of them.
"""

from .errors import Malformed

LENGTH_SIZE = 8


def padme(n: int) -> int:
    """Return the next size, in bytes, that Padmé allows: at least `n`."""
    if n < 0:
        message = "a size is not negative"
        raise Malformed(message)
    exponent = max(n.bit_length() - 1, 0)
    free = max(exponent - exponent.bit_length(), 0)
    mask = (1 << free) - 1
    return (n + mask) & ~mask


def padded_size(n: int, minimum: int) -> int:
    """Return the size that `n` bytes are padded to: Padmé, never under `minimum`."""
    return padme(max(n, minimum))


def pad(data: bytes, minimum: int) -> bytes:
    """Return the length (8 big-endian bytes), the data and zeros: `padded_size(len(data) + 8, minimum)` bytes."""
    total = padded_size(LENGTH_SIZE + len(data), minimum)
    return (len(data).to_bytes(LENGTH_SIZE, "big") + data).ljust(total, b"\x00")


def unpad(padded: bytes) -> bytes:
    """Return the data; `Malformed` when the length or the zeros are wrong."""
    end = LENGTH_SIZE + int.from_bytes(padded[:LENGTH_SIZE], "big")
    if end > len(padded) or padded.count(0, end) != len(padded) - end:
        message = "not padded as it should be"
        raise Malformed(message)
    return padded[LENGTH_SIZE:end]

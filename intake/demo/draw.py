"""Choices that follow from a seed alone: the same seed gives the same demo. Not randomness: nothing secret uses it."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

Thing = TypeVar("Thing")


class Draw:
    """A stream of choices. Streams with different labels are independent."""

    def __init__(self, seed: int, label: str) -> None:
        self._prefix = f"{seed}/{label}/"
        self._count = 0

    def below(self, bound: int) -> int:
        """Return a whole number from 0 to `bound` - 1 (bias below 2^-50 for the small bounds used here)."""
        self._count += 1
        digest = hashlib.sha256(f"{self._prefix}{self._count}".encode()).digest()
        return int.from_bytes(digest[:8]) % bound

    def one(self, things: Sequence[Thing]) -> Thing:
        """Return one of the things."""
        return things[self.below(len(things))]

    def some(self, things: Sequence[Thing], count: int) -> list[Thing]:
        """Return `count` different things, in the order in which they stand."""
        left = list(range(len(things)))
        chosen = [left.pop(self.below(len(left))) for _ in range(min(count, len(left)))]
        return [things[place] for place in sorted(chosen)]

    def data(self, size: int) -> bytes:
        """Return that many bytes."""
        self._count += 1
        return hashlib.shake_256(f"{self._prefix}{self._count}".encode()).digest(size)

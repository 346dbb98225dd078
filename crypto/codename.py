"""The codename: nine words that a source can remember, and the keys that follow from it.

88 random bits and an 11-bit checksum (the first bits of SHA-256) make nine words of 2,048. The checksum finds a
slip, and finds the right word; it protects nothing. The 88 bits do that, stretched once (Argon2id, 4 MiB).
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import BoundedSemaphore
from typing import ClassVar, Self

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from . import _random
from ._near import suggestions
from ._secret import Secret
from ._words import LANGUAGES, LIST_SIZE, tokens, word_list
from .binding import bind
from .derive import derive_key
from .errors import Malformed
from .keys import PrivateKey, SigningKey

ENTROPY_SIZE = 11
WORDS = 9
WORD_BITS = 11
MINIMUM_SALT = 8
_ALL_BITS = (1 << WORDS * WORD_BITS) - 1
_SLOTS = BoundedSemaphore(2)


class BadCodename(Malformed):
    """Not a codename; perhaps it can be told which one was meant."""

    def __init__(self, message: str, suggestions: tuple[str, ...], unknown: tuple[str, ...]) -> None:
        """Take whole codenames that may be meant, and the words that are in no list."""
        super().__init__(message)
        self.suggestions = suggestions
        self.unknown = unknown


@dataclass(frozen=True, eq=False)
class Codename(Secret):
    """A codename, kept as its 11 random bytes."""

    FIELD: ClassVar[str] = "entropy"
    SIZE: ClassVar[int] = ENTROPY_SIZE
    entropy: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> Self:
        """Return a new random one."""
        return cls(_random.token(cls.SIZE))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what a person typed, in any of the languages; `BadCodename` tells what may be meant."""
        typed = tokens(text)
        for language in LANGUAGES:
            numbers = word_list(language).numbers
            entropy = _entropy([numbers.get(word) for word in typed])
            if entropy is not None:
                return cls(entropy)
        raise _explain(typed)

    def words(self, language: str = "en") -> str:
        """Return the nine words; in English where the language has no list of its own."""
        words = word_list(language if language in LANGUAGES else "en").words
        bits = int.from_bytes(self.entropy, "big") << WORD_BITS | _checksum(self.entropy)
        return " ".join(words[bits >> WORD_BITS * place & LIST_SIZE - 1] for place in reversed(range(WORDS)))


def mentions_codename(text: str) -> bool:
    """Tell whether nine words in a row, whatever stands between them, are a codename. One pass, no derivation."""
    typed = tokens(text)
    return any(_runs(map(word_list(language).numbers.get, typed)) for language in LANGUAGES)


@dataclass(frozen=True, eq=False)
class SourceKeys(Secret):
    """What a codename opens, all from one root of 32 bytes."""

    FIELD: ClassVar[str] = "root"
    SIZE: ClassVar[int] = 32
    root: bytes = field(repr=False)

    @classmethod
    def derive(cls, codename: Codename, salt: bytes) -> Self:
        """Stretch the codename (4 MiB, one pass, 2.5 ms); `salt` is the instance's public one, 8 bytes or more."""
        if len(salt) < MINIMUM_SALT:
            message = f"a salt has at least {MINIMUM_SALT} bytes"
            raise Malformed(message)
        derivation = Argon2id(salt=salt, length=cls.SIZE, iterations=1, lanes=1, memory_cost=4 * 1024)
        with _SLOTS:
            return cls(derivation.derive(codename.entropy))

    @cached_property
    def lookup_id(self) -> str:
        """Where the server keeps this source's mailbox, 64 hex digits; opens nothing."""
        return derive_key(self.root, bind("source", "lookup")).hex()

    @cached_property
    def mailbox(self) -> PrivateKey:
        """Replies are sealed to its public half."""
        return PrivateKey(derive_key(self.root, bind("source", "mailbox")))

    @cached_property
    def signing(self) -> SigningKey:
        """Signs what the source writes."""
        return SigningKey(derive_key(self.root, bind("source", "signing")))

    @cached_property
    def state_key(self) -> bytes:
        """The symmetric key of the source's own state, 32 bytes."""
        return derive_key(self.root, bind("source", "state"))


def _checksum(entropy: bytes) -> int:
    digest = hashlib.sha256(bind("codename", entropy)).digest()
    return int.from_bytes(digest[:2], "big") >> 16 - WORD_BITS


def _checked(bits: int) -> bytes | None:
    """Return the 88 bits of 99, as bytes, when the other 11 are their checksum."""
    entropy = (bits >> WORD_BITS).to_bytes(ENTROPY_SIZE, "big")
    return entropy if _checksum(entropy) == bits & LIST_SIZE - 1 else None


def _entropy(numbers: Sequence[int | None]) -> bytes | None:
    """Return what nine word numbers stand for; None when they are no codename."""
    if len(numbers) != WORDS:
        return None
    bits = 0
    for number in numbers:
        if number is None:
            return None
        bits = bits << WORD_BITS | number
    return _checked(bits)


def _runs(numbers: Iterable[int | None]) -> bool:
    row, bits = 0, 0
    for number in numbers:
        if number is None:
            row = 0
            continue
        row, bits = row + 1, bits << WORD_BITS & _ALL_BITS | number
        if row >= WORDS and _checked(bits) is not None:
            return True
    return False


def _explain(typed: list[str]) -> BadCodename:
    def known(language: str) -> int:
        return sum(word in word_list(language).numbers for word in typed)

    listed = word_list(max(LANGUAGES, key=known))
    # No more than nine, or a page would repeat whatever was pasted into the field.
    unknown = tuple(word for word in typed if word not in listed.numbers)[:WORDS]
    if len(typed) != WORDS:
        return BadCodename("a codename has nine words", (), unknown)
    meant = suggestions(typed, listed, lambda numbers: _entropy(numbers) is not None)
    return BadCodename("these nine words are no codename", meant, unknown)

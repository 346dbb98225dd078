"""The codename: nine words that a source can remember, and the keys that follow from it.

88 random bits and an 11-bit checksum (the first bits of SHA-256) make nine words of 2,048. The checksum finds a
slip, and finds the right word; it protects nothing. The 88 bits do that, stretched once (Argon2id, 4 MiB).
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

from typing_extensions import override

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from . import _random
from ._limits import CODENAME_SLOTS
from ._words import LANGUAGES, LIST_SIZE, tokens, word_list
from .binding import bind
from .derive import derive_key
from .errors import Malformed
from .keys import PrivateKey, SigningKey
from ._near import suggestions

ENTROPY_SIZE = 11
WORDS = 9
WORD_BITS = 11
ROOT_SIZE = 32
MINIMUM_SALT = 8


class BadCodename(Malformed):
    """Not a codename; perhaps it can be told which one was meant."""

    def __init__(self, message: str, suggestions: tuple[str, ...], unknown: tuple[str, ...]) -> None:
        """Take whole codenames that may be meant, and the words that no list has."""
        super().__init__(message)
        self.suggestions = suggestions
        self.unknown = unknown


@dataclass(frozen=True, eq=False)
class Codename:
    """A codename, kept as its 11 random bytes."""

    entropy: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse another size (`Malformed`)."""
        if len(self.entropy) != ENTROPY_SIZE:
            message = f"a codename has {ENTROPY_SIZE} bytes"
            raise Malformed(message)

    @classmethod
    def generate(cls) -> Self:
        """Return a new random one."""
        return cls(_random.token(ENTROPY_SIZE))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what a person typed, in any of the languages; `BadCodename` tells what may be meant."""
        typed = tokens(text)
        for language in LANGUAGES:
            found = _entropy([word_list(language).numbers.get(word) for word in typed])
            if found is not None:
                return cls(found)
        raise _explain(typed)

    def words(self, language: str = "en") -> str:
        """Return the nine words; in English where the language has no list of its own."""
        words = word_list(language if language in LANGUAGES else "en").words
        return " ".join(words[number] for number in _numbers(self.entropy))

    @override
    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Codename):
            return NotImplemented
        return hmac.compare_digest(self.entropy, other.entropy)

    @override
    def __hash__(self) -> int:
        return hash((Codename, self.entropy))


def mentions_codename(text: str) -> bool:
    """Tell whether nine words in a row, whatever stands between them, are a codename. One pass, no derivation."""
    typed = tokens(text)
    return any(_runs([word_list(language).numbers.get(word) for word in typed]) for language in LANGUAGES)


@dataclass(frozen=True, eq=False)
class SourceKeys:
    """What a codename opens, all from one root of 32 bytes."""

    root: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse another size (`Malformed`)."""
        if len(self.root) != ROOT_SIZE:
            message = f"a source's root has {ROOT_SIZE} bytes"
            raise Malformed(message)

    @classmethod
    def derive(cls, codename: Codename, salt: bytes) -> Self:
        """Stretch the codename (4 MiB, one pass, 2.5 ms); `salt` is the instance's public one, 8 bytes or more."""
        if len(salt) < MINIMUM_SALT:
            message = f"a salt has at least {MINIMUM_SALT} bytes"
            raise Malformed(message)
        derivation = Argon2id(salt=salt, length=ROOT_SIZE, iterations=1, lanes=1, memory_cost=4 * 1024)
        with CODENAME_SLOTS:
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

    @override
    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SourceKeys):
            return NotImplemented
        return hmac.compare_digest(self.root, other.root)

    @override
    def __hash__(self) -> int:
        return hash((SourceKeys, self.root))


def _numbers(entropy: bytes) -> list[int]:
    bits = int.from_bytes(entropy, "big") << WORD_BITS | _checksum(entropy)
    return [bits >> (WORD_BITS * i) & (LIST_SIZE - 1) for i in reversed(range(WORDS))]


def _checksum(entropy: bytes) -> int:
    digest = hashlib.sha256(bind("codename", entropy)).digest()
    return int.from_bytes(digest[:2], "big") >> (16 - WORD_BITS)


def _entropy(numbers: Sequence[int | None]) -> bytes | None:
    """Return what nine word numbers stand for, or None when they are no codename."""
    bits = 0
    for number in numbers:
        if number is None:
            return None
        bits = bits << WORD_BITS | number
    if len(numbers) != WORDS:
        return None
    entropy = (bits >> WORD_BITS).to_bytes(ENTROPY_SIZE, "big")
    return entropy if _checksum(entropy) == bits & (LIST_SIZE - 1) else None


def _runs(numbers: list[int | None]) -> bool:
    row = 0
    for end, number in enumerate(numbers, 1):
        row = 0 if number is None else row + 1
        if row >= WORDS and _entropy(numbers[end - WORDS : end]) is not None:
            return True
    return False


def _explain(typed: list[str]) -> BadCodename:
    def known(language: str) -> int:
        return sum(word in word_list(language).numbers for word in typed)

    language = max(LANGUAGES, key=known)
    listed = word_list(language)
    unknown = tuple(word for word in typed if word not in listed.numbers)
    if len(typed) != WORDS:
        return BadCodename("a codename has nine words", (), unknown)
    meant = suggestions(typed, listed, lambda numbers: _entropy(numbers) is not None)
    return BadCodename("these nine words are no codename", meant, unknown)

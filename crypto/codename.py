"""The codename: nine words that a source can remember, and the keys that follow from it.

88 random bits and an 11-bit checksum (the first bits of SHA-256) make nine words of 2,048. The checksum finds a
slip, and finds the right word; it protects nothing. The bits do that, stretched once (Argon2id, 4 MiB).

A new codename avoids the words in `hard/`, in every list at once, since it can be shown in each: somebody who was hurt
is not handed "blood" to learn by heart. 290 of the 2,048 numbers are left out, so 1,758 ** 9 / 2 ** 11 codenames can
be drawn: 86.0 bits. Every word is still read.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import BoundedSemaphore
from typing import ClassVar, Self

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from . import _random
from ._near import suggestions
from ._secret import Secret
from ._words import LANGUAGES, LIST_SIZE, WORDS, hard_numbers, tokens, word_list
from .binding import bind
from .derive import derive_key
from .errors import Malformed
from .keys import PrivateKey, SigningKey

ENTROPY_SIZE = 11
WORD_BITS = 11
MINIMUM_SALT = 8
_SLOTS = BoundedSemaphore(2)


class BadCodename(Malformed):
    """Not a codename. What may be meant is worked out when asked, so that reading a wrong one takes no longer."""

    def __init__(self, text: str) -> None:
        """Take what was typed; it stays out of the message."""
        super().__init__("no codename: nine words of one list, the last of which fits the others")
        self._text = text

    @cached_property
    def typed(self) -> int:
        """How many words were typed."""
        return len(tokens(self._text))

    @cached_property
    def suggestions(self) -> tuple[str, ...]:
        """Whole codenames that may be meant, five at most."""
        language = self._language
        return suggestions(tokens(self._text, language), word_list(language), is_codename)

    @cached_property
    def unknown(self) -> tuple[str, ...]:
        """The words that are in no list. No more than nine, or a page would repeat whatever was pasted."""
        known, language = word_list(self._language).numbers, self._language
        pairs = zip(tokens(self._text), tokens(self._text, language), strict=True)
        return tuple(word for word, read in pairs if read not in known)[:WORDS]

    @cached_property
    def _language(self) -> str:
        def known(language: str) -> int:
            return sum(word in word_list(language).numbers for word in tokens(self._text, language))

        return max(LANGUAGES, key=known)


@dataclass(frozen=True, eq=False)
class Codename(Secret):
    """A codename, kept as its 11 random bytes."""

    FIELD: ClassVar[str] = "entropy"
    SIZE: ClassVar[int] = ENTROPY_SIZE
    entropy: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> Self:
        """Return a new random one without a hard word in any language."""
        drawn = cls(_random.token(cls.SIZE))
        while not hard_numbers().isdisjoint(drawn.numbers):
            drawn = cls(_random.token(cls.SIZE))
        return drawn

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what a person typed, in any of the languages; `BadCodename` tells what may be meant.

        Every list is tried, also after one of them fitted, so that the time tells little of what was typed.
        """
        read = [_entropy([*map(word_list(one).numbers.get, tokens(text, one))]) for one in LANGUAGES]
        found = [entropy for entropy in read if entropy is not None]
        if not found:
            raise BadCodename(text)
        return cls(found[0])

    @property
    def numbers(self) -> tuple[int, ...]:
        """The places of its nine words in every list."""
        bits = int.from_bytes(self.entropy, "big") << WORD_BITS | _checksum(self.entropy)
        return tuple(bits >> WORD_BITS * place & LIST_SIZE - 1 for place in reversed(range(WORDS)))

    def words(self, language: str = "en") -> str:
        """Return the nine words; in English where the language has no list of its own."""
        words = word_list(language if language in LANGUAGES else "en").words
        return " ".join(words[number] for number in self.numbers)


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


def is_codename(numbers: Sequence[int | None]) -> bool:
    """Tell whether nine word numbers are a codename."""
    return _entropy(numbers) is not None


def _entropy(numbers: Sequence[int | None]) -> bytes | None:
    """Return what nine word numbers stand for; None when they are no codename."""
    if len(numbers) != WORDS:
        return None
    bits = 0
    for number in numbers:
        if number is None:
            return None
        bits = bits << WORD_BITS | number
    entropy = (bits >> WORD_BITS).to_bytes(ENTROPY_SIZE, "big")
    return entropy if _checksum(entropy) == bits & LIST_SIZE - 1 else None

"""Word lists: 2,048 words in each language, from the `mnemonic` package (BIP 39 and the like).

Every list tells its words apart by their first four letters. Folding makes accents, case, invisible
characters and `ё` irrelevant; `й` stays apart from `и`, or two Russian prefixes would meet. Letters that look
alike in Latin and Cyrillic count as those of the list that is being read.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LIST_SIZE = 2048
WORDS = 9  # in a codename
PREFIX = 4
LANGUAGES = {"en": "english", "es": "spanish", "ru": "russian"}
# The package (0.21) ships one damaged Russian word; this is the word by its letters and its place in the alphabet.
_REPAIRED = {"сно\ufffd\ufffdа": "сноха"}  # noqa: RUF001 - Cyrillic is meant
_MARKS = re.compile(
    "[\u0300-\u0305\u0307-\u036f\u00ad\u061c\u180e\u200c-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]"
)
_LATIN = "aceopxykmtijs"
_CYRILLIC = "асеорхукмтіјѕ"
_ALIKE = {"en": str.maketrans(_CYRILLIC, _LATIN), "es": str.maketrans(_CYRILLIC, _LATIN)}
_ALIKE["ru"] = str.maketrans(_LATIN[:10], _CYRILLIC[:10])  # Russian has none of the last three
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class WordList:
    """One language: words by number, and numbers by every form that a person may type."""

    words: tuple[str, ...]
    folded: tuple[str, ...]
    numbers: dict[str, int]


@cache
def word_list(language: str) -> WordList:
    """Return the list of a language in `LANGUAGES`."""
    text = files("mnemonic").joinpath("wordlist", f"{LANGUAGES[language]}.txt").read_text(encoding="utf-8")
    words = tuple(unicodedata.normalize("NFC", _REPAIRED.get(word, word)) for word in text.split())
    folded = tuple(fold(word) for word in words)
    prefixes = {word[:end]: number for number, word in enumerate(folded) for end in range(PREFIX, len(word))}
    return WordList(words, folded, prefixes | {word: number for number, word in enumerate(folded)})


def fold(text: str) -> str:
    """Return `text` as it is compared: lower case, without accents and invisible characters."""
    stripped = _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return unicodedata.normalize("NFC", stripped)


def tokens(text: str, language: str | None = None) -> list[str]:
    """Return the runs of letters in `text`, folded; digits, spaces and punctuation only separate.

    With a `language`, letters that only look like those of its list become them; the runs stay as they are.
    """
    folded = fold(text)
    return _LETTERS.findall(folded.translate(_ALIKE[language]) if language else folded)


@cache
def hard_numbers() -> frozenset[int]:
    """Return the numbers whose word may hurt, in any language; `hard/` names those words, one a line."""
    lists = {language: files("crypto").joinpath("hard", f"{language}.txt") for language in LANGUAGES}
    return frozenset(
        word_list(language).words.index(word)
        for language, hard in lists.items()
        for word in hard.read_text(encoding="utf-8").split()
    )

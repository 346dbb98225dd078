"""Names as people write them down: in Cyrillic or Latin letters, by ear, by one country's spelling or another's.

`fold` brings the spellings of a name close to each other (Belarusian, Russian, Latin script by several customs),
`likeness` says how close two of them are. Neither says that two people are one: that is for a person to judge.
"""

import re

from anyascii import anyascii
from rapidfuzz import fuzz

ALIKE = 80.0
"""From here on two folded words are taken for spellings of one name, in percent."""
ENOUGH = 80.0
"""What the words of a name must come to on average: given names differ more from language to language."""
PREFIX = 3
"""How many letters of a name are enough to find it by its beginning."""

_SPELLINGS = (
    ("shch", "s"),
    ("sch", "s"),
    ("sh", "s"),
    ("ch", "c"),
    ("zh", "z"),
    ("kh", "h"),
    ("ts", "c"),
    ("tz", "c"),
    ("x", "ks"),
    ("q", "k"),
    ("w", "u"),
    ("v", "u"),
    ("y", "i"),
    ("j", "i"),
    ("g", "h"),
    ("o", "a"),
    ("c", "t"),
)
"""What one custom writes and another does not. Order matters: the longest first, and what they have become last."""
_GLIDE = re.compile(r"i(?=[aeiu])")
_TWICE = re.compile(r"(.)\1+")
_NOT_LETTERS = re.compile(r"[^a-z0-9 ]+")
_BETWEEN = re.compile(r"[-./,]+")


def fold(text: str) -> str:
    """Return a text's words in one plain spelling, without marks and capitals."""
    plain = _NOT_LETTERS.sub("", _BETWEEN.sub(" ", anyascii(text).casefold()))
    for one, other in _SPELLINGS:
        plain = plain.replace(one, other)
    return " ".join(_TWICE.sub(r"\1", _GLIDE.sub("", word)) for word in plain.split())


def likeness(typed: str, name: str) -> float:
    """Return in percent how well a name answers what was typed; 0 when it does not.

    One word of it at least stands in the name, in some spelling.
    """
    asked, known = fold(typed).split(), fold(name).split()
    if not asked:
        return 0.0
    best = [max((_alike(word, other) for other in known), default=0.0) for word in asked]
    average = sum(best) / len(best)
    return average if max(best) >= ALIKE and average >= ENOUGH else 0.0


def _alike(word: str, other: str) -> float:
    if len(word) >= PREFIX and other.startswith(word):
        return 100.0
    return fuzz.ratio(word, other)

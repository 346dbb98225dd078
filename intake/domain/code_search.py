"""Finding a code by the first letters of its words, in any language of the vocabulary, the often-used codes first."""

import re

from intake.domain.terms import Code
from intake.domain.vocabulary import Vocabulary

_WORD = re.compile(r"[^\W_]+")


def ranked(vocabulary: Vocabulary) -> tuple[Code, ...]:
    """Return the codes of acts, those that coders need most first."""
    common = [vocabulary.code(code) for code in vocabulary.common]
    return (*common, *(code for code in vocabulary.codes() if not code.flag and code not in common))


def find(vocabulary: Vocabulary, typed: str) -> tuple[Code, ...]:
    """Return the codes that every word typed begins a word of; only the one whose whole label was typed."""
    wanted = words(typed)
    if not wanted:
        return ()
    for code in ranked(vocabulary):
        if typed.strip().casefold() in {code.id, *(label.casefold() for label in code.labels.values())}:
            return (code,)
    return tuple(code for code in ranked(vocabulary) if _fits(wanted, searched(code)))


def searched(code: Code) -> tuple[str, ...]:
    """Return the words by which a code is found."""
    return words(" ".join(code.labels.values()))


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text in one case, in order."""
    return tuple(_WORD.findall(text.casefold()))


def _fits(wanted: tuple[str, ...], found: tuple[str, ...]) -> bool:
    return all(any(word.startswith(one) for word in found) for one in wanted)

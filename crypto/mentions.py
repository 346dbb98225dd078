"""A codename in free text, so that it is caught before it is stored; also one with a slip in it.

Nine words in a row of one list are a codename where the checksum says so, and taken for one where it does not, when
they look drawn and not told: nearly all different, and hardly any of the list's everyday words, for English sentences
like "you must make sure that they then can" are made of those alone. Eight listed words of nine are one when a word
near the ninth completes it. Prefixes count as in the field for it.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from ._near import near
from ._words import LANGUAGES, WORDS, WordList, tokens, word_list
from .codename import is_codename

# Looking for a near word costs a third of a millisecond, and happens once in some thousand words of a story.
MOST_MENDED = 64
MOST_EVERYDAY = 3
FEWEST_DIFFERENT = 8
# The commonest words of English sentences that its list has; Spanish and Russian lists have few such.
EVERYDAY = """
about above again all almost also always any around because become before begin behind below between can come day enough
ever every find first follow from give good hand have help home into just keep know later left like long make man many
more most much must need never next night nothing now off often once one only open other over own people person place
right same say some someone still stop such take tell than that then there they thing this time try two under until use
very wait want way what when where will with work world year you
"""
_EVERYDAY = frozenset(EVERYDAY.split())

Numbers = Sequence[int | None]


def mentions_codename(text: str) -> bool:
    """Tell whether a codename stands in `text`, whatever stands between its words. No derivation; linear time."""
    return any(_mentions(tokens(text, language), word_list(language)) for language in LANGUAGES)


def _mentions(words: Sequence[str], listed: WordList) -> bool:
    numbers = [listed.numbers.get(word) for word in words]
    return any(_is_meant(numbers[at : at + WORDS], listed) for at in _windows(numbers, 0)) or any(
        _is_mended(words[at : at + WORDS], numbers[at : at + WORDS], listed)
        for at in islice(_lacking(numbers, listed), MOST_MENDED)
    )


def _windows(numbers: Numbers, unlisted: int) -> Iterator[int]:
    """Yield where nine words begin of which so many are not listed."""
    missing = 0
    for end, number in enumerate(numbers, 1):
        missing += number is None
        if end > WORDS:
            missing -= numbers[end - WORDS - 1] is None
        if end >= WORDS and missing == unlisted:
            yield end - WORDS


def _lacking(numbers: Numbers, listed: WordList) -> Iterator[int]:
    return (at for at in _windows(numbers, 1) if _looks_drawn(numbers[at : at + WORDS], listed))


def _is_meant(numbers: Numbers, listed: WordList) -> bool:
    return _looks_drawn(numbers, listed) or is_codename(numbers)


def _looks_drawn(numbers: Numbers, listed: WordList) -> bool:
    """Tell whether nine numbers are nearly all different, and few of them everyday words."""
    if len(set(numbers)) < FEWEST_DIFFERENT:
        return False
    return sum(number is not None and listed.folded[number] in _EVERYDAY for number in numbers) <= MOST_EVERYDAY


def _is_mended(words: Sequence[str], numbers: Numbers, listed: WordList) -> bool:
    """Tell whether a word near the one that is not listed completes a codename."""
    at = numbers.index(None)
    return any(is_codename([*numbers[:at], number, *numbers[at + 1 :]]) for _, number in near(words[at], listed))

"""Which codename was meant: try words that are near the typed ones, and keep what satisfies the checksum."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice, product

from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import extract

from ._words import WordList

# One try in 2,048 satisfies the checksum by chance: more tries would bury the right one.
MOST_TRIES = 4096
MOST_OFFERED = 5
MOST_EDITS = 2

Candidate = tuple[int, ...]
Tries = Iterator[tuple[int, Candidate]]


def suggestions(typed: Sequence[str], listed: WordList, valid: Callable[[Candidate], bool]) -> tuple[str, ...]:
    """Return at most five whole codenames, the fewest edits first.

    Unknown words are replaced all at once; when every word is known, one word is replaced or two neighbours swap.
    """
    unknown = sum(word not in listed.numbers for word in typed)
    tries = _replaced(typed, listed, unknown) if unknown else _slipped(typed, listed)
    nearest = sorted(entry for entry in tries if valid(entry[1]))
    return tuple(" ".join(listed.words[number] for number in found) for _, found in islice(nearest, MOST_OFFERED))


def _replaced(typed: Sequence[str], listed: WordList, unknown: int) -> Tries:
    limit = int(MOST_TRIES ** (1 / unknown))
    known = listed.numbers
    choices = [[(0, known[word])] if word in known else _near(word, listed, limit) for word in typed]
    for choice in product(*choices):
        yield sum(edits for edits, _ in choice), tuple(number for _, number in choice)


def _slipped(typed: Sequence[str], listed: WordList) -> Tries:
    numbers = tuple(listed.numbers[word] for word in typed)
    for place in range(len(numbers) - 1):
        yield 1, (*numbers[:place], numbers[place + 1], numbers[place], *numbers[place + 2 :])
    for place, word in enumerate(typed):
        for edits, number in _near(word, listed, None):
            yield edits, (*numbers[:place], number, *numbers[place + 1 :])


def _near(word: str, listed: WordList, limit: int | None) -> list[tuple[int, int]]:
    """Return edits and number of the words within two edits, nearest first."""
    scorer = DamerauLevenshtein.distance
    found = extract(word, listed.folded, scorer=scorer, score_cutoff=MOST_EDITS, limit=limit)
    return [(int(edits), number) for _, edits, number in found]

"""Which codename was meant: try words that are near the typed ones, and keep what satisfies the checksum."""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, islice, product

from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import extract

from ._words import PREFIX, WORDS, WordList

# One try in 2,048 satisfies the checksum by chance: more tries would bury the right one.
MOST_TRIES = 4096
MOST_OFFERED = 5
MOST_EDITS = 2
MOST_WORDS = 36
SHORTENED = range(PREFIX - 1, PREFIX + 3)  # lengths of what may be the beginning of a word

Candidate = tuple[int, ...]
Tries = Iterator[tuple[int, Candidate]]


def suggestions(typed: Sequence[str], listed: WordList, valid: Callable[[Candidate], bool]) -> tuple[str, ...]:
    """Return at most five whole codenames, the fewest edits first.

    Unknown words are replaced all at once; when every word is known, one word is replaced or two change places. Of ten
    words one is left out, of more than nine any nine in a row are tried, and to eight the last is added.
    """
    tries = _tries(typed, listed)
    nearest = sorted({entry for entry in tries if valid(entry[1])})
    offered = dict.fromkeys(found for _, found in nearest)
    return tuple(" ".join(listed.words[number] for number in found) for found in islice(offered, MOST_OFFERED))


def _tries(typed: Sequence[str], listed: WordList) -> Tries:
    unknown = sum(word not in listed.numbers for word in typed)
    if len(typed) == WORDS:
        return _replaced(typed, listed, unknown) if unknown else _slipped(typed, listed)
    if len(typed) == WORDS - 1 and not unknown:
        return _completed(typed, listed)
    return _shortened(typed, listed) if WORDS < len(typed) <= MOST_WORDS else iter(())


def _completed(typed: Sequence[str], listed: WordList) -> Tries:
    begun = tuple(listed.numbers[word] for word in typed)
    for number in range(len(listed.words)):
        yield 1, (*begun, number)


def _shortened(typed: Sequence[str], listed: WordList) -> Tries:
    rows = [typed[at : at + WORDS] for at in range(len(typed) - WORDS + 1)]
    if len(typed) == WORDS + 1:
        rows = [[*typed[:place], *typed[place + 1 :]] for place in range(len(typed))]
    for row in rows:
        if all(word in listed.numbers for word in row):
            yield 1, tuple(listed.numbers[word] for word in row)


def _replaced(typed: Sequence[str], listed: WordList, unknown: int) -> Tries:
    limit = int(MOST_TRIES ** (1 / unknown))
    known = listed.numbers
    choices = [[(0, known[word])] if word in known else near(word, listed, limit) for word in typed]
    for choice in product(*choices):
        yield sum(edits for edits, _ in choice), tuple(number for _, number in choice)


def _slipped(typed: Sequence[str], listed: WordList) -> Tries:
    numbers = tuple(listed.numbers[word] for word in typed)
    for one, other in combinations(range(len(numbers)), 2):
        swapped = [*numbers]
        swapped[one], swapped[other] = swapped[other], swapped[one]
        yield min(other - one, MOST_EDITS), tuple(swapped)
    for place, word in enumerate(typed):
        for edits, number in near(word, listed):
            yield edits, (*numbers[:place], number, *numbers[place + 1 :])


def near(word: str, listed: WordList, limit: int | None = None) -> list[tuple[int, int]]:
    """Return edits and number of the words within two edits, or whose beginning is within one; nearest first."""
    whole = extract(word, listed.folded, scorer=DamerauLevenshtein.distance, score_cutoff=MOST_EDITS, limit=limit)
    edits = {number: int(found) for _, found, number in whole}
    for length in (len(word), len(word) + 1) if len(word) in SHORTENED else ():
        begun = [one[:length] for one in listed.folded]
        for _, found, number in extract(word, begun, scorer=DamerauLevenshtein.distance, score_cutoff=1, limit=limit):
            edits[number] = min(int(found), edits.get(number, MOST_EDITS))
    return sorted((found, number) for number, found in edits.items())[:limit]

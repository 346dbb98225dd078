"""Which codename was meant: try words that are near the typed ones, and keep what satisfies the checksum."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice, pairwise, product
from math import prod

from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import extract

from ._words import WordList

# With 2,048 checksums, 4,096 tries offer two wrong codenames on average: more would be noise.
MOST_TRIES = 4096
MOST_OFFERED = 5
NEAR = 2

Check = Callable[[Sequence[int]], bool]


def suggestions(typed: Sequence[str], listed: WordList, valid: Check) -> tuple[str, ...]:
    """Return at most five whole codenames near the typed words, nearest first."""
    numbers = [listed.numbers.get(word) for word in typed]
    known = [number for number in numbers if number is not None]
    tries = _one_changed(typed, known, listed) if len(known) == len(typed) else _unknown_replaced(typed, listed)
    offered = islice((candidate for candidate in tries if valid(candidate)), MOST_OFFERED)
    return tuple(" ".join(listed.words[number] for number in candidate) for candidate in offered)


def _unknown_replaced(typed: Sequence[str], listed: WordList) -> Iterator[tuple[int, ...]]:
    choices = [[listed.numbers[word]] if word in listed.numbers else _near(word, listed) for word in typed]
    return product(*choices) if prod(map(len, choices)) <= MOST_TRIES else iter(())


def _one_changed(typed: Sequence[str], numbers: list[int], listed: WordList) -> Iterator[tuple[int, ...]]:
    for place, _ in pairwise(range(len(numbers))):
        yield (*numbers[:place], numbers[place + 1], numbers[place], *numbers[place + 2 :])
    for place, word in enumerate(typed):
        for number in _near(word, listed):
            yield (*numbers[:place], number, *numbers[place + 1 :])


def _near(word: str, listed: WordList) -> list[int]:
    found = extract(word, listed.folded, scorer=DamerauLevenshtein.distance, score_cutoff=NEAR, limit=None)
    return [number for _, _, number in found]

"""Where words stand in what a source told: found again, put together from sentences, shown in their surroundings. Pure.

What was told is read as parts by name: the narrative, each answer in the source's own words, each message. A place is
a range of characters (code points) of one part, as it is stored.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from intake.domain.conversation import EVERY, Answer
from intake.domain.testimony import Testimony

NARRATIVE = "narrative"
AROUND = 300
"""Characters that are shown before a passage and after it."""
Parts = Mapping[str, str]
_OWN_WORDS = tuple(one.name for one in EVERY if one.answer in {Answer.LINE, Answer.TEXT})
_SENTENCE = re.compile(r"\S.*?(?:[.!?…][»”\"')]*(?=\s)|$)", re.MULTILINE)


class NoPassage(ValueError):
    """Words that nobody told, or sentences that do not follow each other."""


@dataclass(frozen=True, slots=True)
class Place:
    """Characters `start` to `end` of a part."""

    part: str
    start: int
    end: int

    def of(self, parts: Parts) -> str:
        """Return the words that stand there. Raises `NoPassage`."""
        words = parts.get(self.part, "")[self.start : self.end]
        if not words.strip() or not 0 <= self.start < self.end <= len(parts[self.part]):
            raise NoPassage
        return words


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody chose to quote: words, and about where they stand, or no words and the places of sentences."""

    words: str
    places: tuple[Place, ...] = ()

    def within(self, parts: Parts) -> Place:
        """Return where it stands. Raises `NoPassage` for what nobody told."""
        if not self.words.strip():
            return joined(self.places, parts)
        return found(self.words, parts, self.places[0] if self.places else None)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A passage as it stands, with what is before and after it; dots where more is left out."""

    before: str
    passage: str
    after: str


def parts_of(testimony: Testimony, messages: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the source's own words by part, in the order in which they came; messages are ids and texts."""
    answers = [(name, "\n".join(testimony.answers[name])) for name in _OWN_WORDS if name in testimony.answers]
    return dict([(NARRATIVE, testimony.narrative), *answers, *messages])


def sentences(part: str, text: str) -> Iterator[Place]:
    """Yield where the sentences of a part stand; a line's end ends one too."""
    for found in _SENTENCE.finditer(text):
        yield Place(part, found.start(), found.start() + len(found.group().rstrip()))


def joined(places: Sequence[Place], parts: Parts) -> Place:
    """Return the place from the first to the last of these, between which nothing but spaces stands.

    Raises `NoPassage` for none, for places with other words between them, and for what nobody told.
    """
    ordered = sorted(places, key=lambda one: (one.part, one.start))
    if not ordered or any(not one.of(parts) for one in ordered):
        raise NoPassage
    for one, following in itertools.pairwise(ordered):
        if one.part != following.part or parts[one.part][one.end : following.start].strip():
            raise NoPassage
    return Place(ordered[0].part, ordered[0].start, ordered[-1].end)


def found(words: str, parts: Parts, near: Place | None = None) -> Place:
    """Return where words stand, however their spaces and lines were copied: near the place given.

    Raises `NoPassage` when nobody told them.
    """
    wanted = re.compile(r"\s+".join(map(re.escape, words.split())))
    places = [Place(part, *one.span()) for part, text in parts.items() for one in wanted.finditer(text)]
    if not words.strip() or not places:
        raise NoPassage
    if near is None:
        return places[0]
    return min(places, key=lambda one: (one.part != near.part, abs(one.start - near.start)))


def around(place: Place, parts: Parts) -> Surroundings:
    """Return a passage with what is told before and after it. Raises `NoPassage` when it does not stand there."""
    passage, text = place.of(parts), parts[place.part]
    first, last = max(0, place.start - AROUND), place.end + AROUND
    before = ("… " if first else "") + text[first : place.start]
    return Surroundings(before, passage, text[place.end : last] + (" …" if last < len(text) else ""))

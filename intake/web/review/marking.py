"""Marking words in a testimony: ticked sentences and words chosen on a page, as a form brings them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from intake.domain.passages import Chosen, NoPassage, Place, Surroundings, around, parts_of, sentences
from intake.domain.quotations import Quotation
from intake.services.review import CaseView

TICK = "tick-"
PLACE = re.compile(r"(\w+) ([0-9]{1,8}) ([0-9]{1,8})")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that can be ticked: its words, and its place as a form says it."""

    words: str
    place: str
    ticked: bool


def told(view: CaseView) -> dict[str, str]:
    """Return the source's own words by part."""
    return parts_of(view.testimony, [(said.id, said.text) for said in view.conversation if not said.author])


def ticks(view: CaseView, typed: Mapping[str, str]) -> list[Sentence]:
    """Return every sentence of what was told, and which of them are ticked."""
    parts, ticked = told(view), {text for name, text in typed.items() if name.startswith(TICK)}
    places = (place for part, text in parts.items() for place in sentences(part, text))
    said = ((place.of(parts), f"{place.part} {place.start} {place.end}") for place in places)
    return [Sentence(words, place, place in ticked) for words, place in said]


def chosen(fields: Mapping[str, str]) -> Chosen:
    """Return what a form chose: its words and where they were selected, or the ticked sentences."""
    words = fields.get("passage", "")
    if words.strip():
        return Chosen(words, tuple(_places([f"{fields.get('part', '')} {fields.get('near', '')} 0"])))
    return Chosen("", tuple(_places(text for name, text in fields.items() if name.startswith(TICK))))


def seen(view: CaseView, quotation: Quotation) -> Surroundings:
    """Return a quotation's passage in its surroundings; alone where it is not known where it stands."""
    try:
        if quotation.at is not None:
            return around(quotation.at, told(view))
    except NoPassage:
        pass
    return Surroundings("", quotation.passage, "")


def _places(untrusted: Iterable[str]) -> Iterator[Place]:
    """Yield the places that are said; nonsense is left out."""
    for text in untrusted:
        said = PLACE.fullmatch(text)
        if said:
            yield Place(said[1], int(said[2]), int(said[3]))

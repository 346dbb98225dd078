"""What auditors learn of one case: the first of its terms, and by which links it tells of the same people as others.

The bounds stand here, at the making: what is not on the record cannot be counted (`statistics.py`, `counting.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from intake.domain import strict
from intake.domain.coding import Act, Coding
from intake.domain.crosswalk import Crosswalk
from intake.domain.strict import BadShape
from intake.domain.vocabulary import Vocabulary
from intake.domain.vocabulary_map import steps, until

CODES = 5
CATEGORIES = 3
FORMAT = "holas-record/2"
"""The first format had no tag, and no links."""
TERMS = ("vocabulary", "codes", "categories")


class BadRecord(ValueError):
    """A statistics record that is not one."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a case tells of one more linked person: the marks of their links, and which of the case's terms are theirs.

    A term of a case belongs to one person only: to the case's own, unless all its acts were done to others.
    """

    marks: tuple[str, ...]
    codes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """What auditors learn of one case: its first five codes and its first three categories, ranked, and its links.

    `marks` are those of the links of the case's own person (whose act comes first), `others` of those besides.
    """

    vocabulary: str
    codes: tuple[str, ...]
    categories: tuple[str, ...]
    marks: tuple[str, ...] = ()
    others: tuple[Told, ...] = ()

    @classmethod
    def of(cls, coding: Coding, vocabulary: Vocabulary, links: Mapping[str, tuple[str, ...]] | None = None) -> Self:
        """Bound a coding. Flags rank after all acts: a mark never pushes an abuse out of the count.

        An act counts in the chapter of its motive: an arrest for a march under assembly, for a post under expression.
        `links` are the marks of each linked victim (`links.tokens`).
        """
        crosswalk, codes = Crosswalk.load(), coding.codes()[:CODES]
        chapters = {act.id: crosswalk.chapter(act.code, act.protected_activity) for act in coding.acts}
        marked = [vocabulary.code(code).category for code in coding.codes() if vocabulary.code(code).flag]
        categories = tuple(dict.fromkeys([*chapters.values(), *marked]))[:CATEGORIES]
        people = _People(coding, links or {})
        of_code = {code: [act for act in coding.acts if code in (act.code, *act.flags)] for code in codes}
        of_category = {
            category: [act for act in coding.acts if chapters[act.id] == category]
            for category in categories
            if category not in marked
        }
        return cls(vocabulary.version, codes, categories, people.own_marks, people.share(of_code, of_category))

    @property
    def people(self) -> tuple[tuple[str, ...], ...]:
        """The marks of each linked person of whom it tells."""
        return tuple(marks for marks in (self.marks, *(one.marks for one in self.others)) if marks)

    def to_json(self) -> bytes:
        """Return the canonical JSON; `parse` gives the record back."""
        others = [{"marks": one.marks, "codes": one.codes, "categories": one.categories} for one in self.others]
        terms = {"vocabulary": self.vocabulary, "codes": self.codes, "categories": self.categories}
        return strict.write_json({"format": FORMAT, **terms, "marks": self.marks, "others": others})

    @classmethod
    def parse(cls, untrusted: bytes, vocabulary: Vocabulary) -> Self:
        """Read a record strictly, of either format; one of an older version comes into this one by the maps.

        Raises `BadRecord`, also for more codes or categories than may count.
        """
        try:
            record = cls._read(strict.mapping(strict.read_json(untrusted, "record"), "record"), vocabulary)
        except BadShape as error:
            raise BadRecord(str(error)) from error
        for step in steps(record.vocabulary, vocabulary.version):
            record = cls(
                step.new,
                _moved(record.codes, step.codes),
                _moved(record.categories, step.categories),
                record.marks,
                tuple(
                    Told(one.marks, _moved(one.codes, step.codes), _moved(one.categories, step.categories))
                    for one in record.others
                ),
            )
        return record

    @classmethod
    def _read(cls, data: dict[str, object], vocabulary: Vocabulary) -> Self:
        linked = "format" in data
        strict.shape(data, "record", ("format", *TERMS, "marks", "others") if linked else TERMS)
        strict.one_of(data.get("format", FORMAT), "format", (FORMAT,))
        made = strict.one_of(data["vocabulary"], "vocabulary", until(vocabulary.version))
        known = Vocabulary.load(made)
        codes = _terms(data["codes"], "codes", {code.id for code in known.codes()}, CODES)
        categories = _terms(data["categories"], "categories", {one.id for one in known.categories()}, CATEGORIES)
        if not linked:
            return cls(made, codes, categories)
        others = strict.each(data["others"], "others", lambda one, at: _told(one, at, codes, categories))
        for name in ("codes", "categories"):
            strict.distinct((term for one in others for term in getattr(one, name)), f"others.{name}")
        return cls(made, codes, categories, _marks(data["marks"], "marks"), others)


@dataclass(frozen=True, slots=True)
class _People:
    """Whose each act is: a linked person's by the marks of their links, else the case's own person's."""

    coding: Coding
    links: Mapping[str, tuple[str, ...]]

    @property
    def own_marks(self) -> tuple[str, ...]:
        """The marks of the person whose act comes first, or who stands first where no act was done to anybody."""
        return self.links.get(self._own, ())

    @property
    def _own(self) -> str:
        victims = [act.victim for act in self.coding.acts if act.victim]
        return next(iter([*victims, *(one.id for one in self.coding.persons if one.is_victim)]), "")

    def share(self, codes: Mapping[str, list[Act]], categories: Mapping[str, list[Act]]) -> tuple[Told, ...]:
        """Return what is told of other linked people: terms of which all acts were done to such."""
        theirs = {
            name: (
                tuple(term for term, acts in codes.items() if self._person(acts) == name),
                tuple(term for term, acts in categories.items() if self._person(acts) == name),
            )
            for name in self.links
        }
        return tuple(Told(self.links[name], *terms) for name, terms in theirs.items() if name != self._own)

    def _person(self, acts: list[Act]) -> str | None:
        """Return the linked person to whom a term belongs, None for the case's own."""
        victims = list(dict.fromkeys(act.victim for act in acts))
        others = [one for one in victims if one in self.links and one != self._own]
        return others[0] if others and len(others) == len(victims) else None


def _moved(terms: tuple[str, ...], to: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(to[term] for term in terms))


def _terms(untrusted: object, place: str, known: set[str], most: int) -> tuple[str, ...]:
    values = strict.distinct(strict.each(untrusted, place, lambda one, at: strict.one_of(one, at, known)), place)
    if len(values) > most:
        raise BadShape(place, f"must be at most {most}")
    return values


def _marks(untrusted: object, place: str) -> tuple[str, ...]:
    return strict.distinct(strict.each(untrusted, place, strict.text), place)


def _told(untrusted: object, place: str, codes: tuple[str, ...], categories: tuple[str, ...]) -> Told:
    data = strict.shape(untrusted, place, ("marks", "codes", "categories"))
    marks = _marks(data["marks"], f"{place}.marks")
    if not marks:
        raise BadShape(place, "is of nobody")
    return Told(
        marks,
        _terms(data["codes"], f"{place}.codes", set(codes), CODES),
        _terms(data["categories"], f"{place}.categories", set(categories), CATEGORIES),
    )

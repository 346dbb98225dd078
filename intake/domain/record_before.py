"""Statistics records of the formats before this one: codes and chapters only, brought into the current vocabulary.

The first format had no tag, and no links. Neither said on which day it was sealed, nor anything else that counts now.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from intake.domain import strict
from intake.domain.draw import ALL
from intake.domain.strict import BadShape
from intake.domain.tables import Tables
from intake.domain.told import Told
from intake.domain.vocabulary import Vocabulary
from intake.domain.vocabulary_map import VocabularyMap, steps, until

CODES = 5
CATEGORIES = 3
FORMAT = "holas-record/2"
TERMS = ("vocabulary", "codes", "categories")


@dataclass(frozen=True, slots=True)
class _Terms:
    """What was told of one person, or of all: codes and categories, ranked."""

    codes: tuple[str, ...]
    categories: tuple[str, ...]
    marks: tuple[str, ...] = ()

    def moved(self, step: VocabularyMap) -> "_Terms":
        """Return it in the next version of the vocabulary."""
        return _Terms(_moved(self.codes, step.codes), _moved(self.categories, step.categories), self.marks)

    def without(self, others: tuple["_Terms", ...]) -> "_Terms":
        """Return what is told of nobody else."""
        codes = {code for one in others for code in one.codes}
        categories = {category for one in others for category in one.categories}
        return _Terms(
            tuple(code for code in self.codes if code not in codes),
            tuple(category for category in self.categories if category not in categories),
            self.marks,
        )

    def told(self, first: tuple[str, ...] = ()) -> Told:
        """Return what counts now; `first`: chapters before all others."""
        tables = Tables.load()
        held, families = tables.fold("deprivations"), tables.fold("families")
        values = {
            "chapters": (*first, *self.categories),
            "codes": tuple(code for code in self.codes if code not in held),
            "deprivations": tuple(code for code in self.codes if code in held),
            "families": tuple(dict.fromkeys(families[code] for code in self.codes if code in families)),
        }
        return Told(self.marks, {name: cells for name, cells in values.items() if cells})


def before(data: dict[str, object], vocabulary: Vocabulary) -> tuple[Told, tuple[Told, ...]]:
    """Return what an older record tells of the case's own person and of others. Raises `BadShape`."""
    linked = "format" in data
    strict.shape(data, "record", ("format", *TERMS, "marks", "others") if linked else TERMS)
    strict.one_of(data.get("format", FORMAT), "format", (FORMAT,))
    made = strict.one_of(data["vocabulary"], "vocabulary", until(vocabulary.version))
    known = Vocabulary.load(made)
    codes = _terms(data["codes"], "codes", {code.id for code in known.codes()}, CODES)
    categories = _terms(data["categories"], "categories", {one.id for one in known.categories()}, CATEGORIES)
    own, others = _Terms(codes, categories, _marks(data.get("marks", []), "marks")), data.get("others", [])
    told = strict.each(others, "others", lambda one, at: _other(one, at, codes, categories))
    for name in ("codes", "categories"):
        strict.distinct((term for one in told for term in getattr(one, name)), f"others.{name}")
    for step in steps(made, vocabulary.version):
        own, told = own.moved(step), tuple(one.moved(step) for one in told)
    return own.without(told).told((ALL,)), tuple(one.told() for one in told)


def _other(untrusted: object, place: str, codes: tuple[str, ...], categories: tuple[str, ...]) -> _Terms:
    data = strict.shape(untrusted, place, ("marks", "codes", "categories"))
    marks = _marks(data["marks"], f"{place}.marks")
    if not marks:
        raise BadShape(place, "is of nobody")
    return _Terms(
        _terms(data["codes"], f"{place}.codes", set(codes), CODES),
        _terms(data["categories"], f"{place}.categories", set(categories), CATEGORIES),
        marks,
    )


def _terms(untrusted: object, place: str, known: set[str], most: int) -> tuple[str, ...]:
    values = strict.distinct(strict.each(untrusted, place, lambda one, at: strict.one_of(one, at, known)), place)
    if len(values) > most:
        raise BadShape(place, f"must be at most {most}")
    return values


def _marks(untrusted: object, place: str) -> tuple[str, ...]:
    return strict.distinct(strict.each(untrusted, place, strict.text), place)


def _moved(terms: tuple[str, ...], to: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(to[term] for term in terms))

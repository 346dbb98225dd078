"""The terms of a vocabulary: categories, codes, attributes and their values, each read strictly from its JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from intake.domain import strict

FALLBACK = "en"
KINDS = ("act", "flag")


@dataclass(frozen=True, slots=True)
class Term:
    """Something with an id and a label in each language."""

    id: str
    labels: Mapping[str, str]

    def label(self, language: str = FALLBACK) -> str:
        """Return the label in this language, in English where it has none."""
        return self.labels.get(language, self.labels[FALLBACK])


@dataclass(frozen=True, slots=True)
class Category(Term):
    """A chapter of the report."""

    @classmethod
    def read(cls, untrusted: object, place: str, languages: tuple[str, ...]) -> Self:
        """Raise `BadShape` for anything but a category."""
        data = strict.shape(untrusted, place, ("id", "labels"))
        return cls(strict.text(data["id"], f"{place}.id"), spoken(data["labels"], f"{place}.labels", languages))


@dataclass(frozen=True, slots=True)
class Code(Term):
    """One abuse, or a flag that marks a case. The mappings name other standards' nearest codes; None where none is.

    `huridocs`: micro-thesaurus 4 (`MT23:` before it: 23). `iccs`: classification of crimes for statistics.
    `sdg_16_10_1`: class of the indicator, for verified cases of a protected group. `un_mandate`: the lead mandate.
    """

    category: str
    flag: bool
    definitions: Mapping[str, str]
    huridocs: str | None
    huridocs_label: str | None
    iccs: str | None
    sdg_16_10_1: str | None
    un_mandate: str | None

    def definition(self, language: str = FALLBACK) -> str:
        """Return the inclusion rule in this language, in English where it has none."""
        return self.definitions.get(language, self.definitions[FALLBACK])

    @classmethod
    def read(cls, untrusted: object, place: str, languages: tuple[str, ...]) -> Self:
        """Raise `BadShape` for anything but a code."""
        mappings = ("huridocs", "huridocs_label", "iccs", "sdg_16_10_1", "un_mandate")
        data = strict.shape(untrusted, place, ("id", "category", "kind", "labels", "definitions", *mappings))
        return cls(
            strict.text(data["id"], f"{place}.id"),
            spoken(data["labels"], f"{place}.labels", languages),
            strict.text(data["category"], f"{place}.category"),
            strict.one_of(data["kind"], f"{place}.kind", KINDS) == "flag",
            spoken(data["definitions"], f"{place}.definitions", languages),
            *(strict.optional_text(data[name], f"{place}.{name}") for name in mappings),
        )


@dataclass(frozen=True, slots=True)
class Value(Term):
    """One value of an attribute."""

    @classmethod
    def read(cls, untrusted: object, place: str, languages: tuple[str, ...]) -> Self:
        """Raise `BadShape` for anything but a value."""
        data = strict.shape(untrusted, place, ("id", "labels"))
        return cls(strict.text(data["id"], f"{place}.id"), spoken(data["labels"], f"{place}.labels", languages))


@dataclass(frozen=True, slots=True)
class Attribute(Term):
    """What is said about an act besides its code: one of the values, or `many` of them. `source` is the standard."""

    many: bool
    source: str | None
    values: tuple[Value, ...]

    def ids(self) -> tuple[str, ...]:
        """Return the ids of the values, in order."""
        return tuple(value.id for value in self.values)

    @classmethod
    def read(cls, untrusted: object, place: str, languages: tuple[str, ...]) -> Self:
        """Raise `BadShape` for anything but an attribute."""
        data = strict.shape(untrusted, place, ("id", "labels", "many", "source", "values"))
        values = strict.each(data["values"], f"{place}.values", lambda one, at: Value.read(one, at, languages))
        strict.distinct((value.id for value in values), f"{place}.values")
        return cls(
            strict.text(data["id"], f"{place}.id"),
            spoken(data["labels"], f"{place}.labels", languages),
            strict.flag(data["many"], f"{place}.many"),
            strict.optional_text(data["source"], f"{place}.source"),
            values,
        )


def spoken(untrusted: object, place: str, languages: tuple[str, ...]) -> dict[str, str]:
    """Return a text in exactly these languages."""
    data = strict.shape(untrusted, place, languages)
    return {language: strict.text(data[language], f"{place}.{language}") for language in languages}

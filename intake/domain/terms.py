"""The terms of a vocabulary: categories, codes, attributes and their values, each read strictly from its JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from intake.domain import strict

FALLBACK = "en"
KINDS = ("act", "flag")
VICTIM = ("needed", "optional")
MAPPINGS = ("huridocs", "huridocs_label", "iccs", "sdg_16_10_1", "un_mandate")


@dataclass(frozen=True, slots=True)
class Term:
    """Something with an id and a label in each language."""

    id: str
    labels: Mapping[str, str]

    def label(self, language: str = FALLBACK) -> str:
        """Return the label in this language, in English where it has none."""
        return in_language(self.labels, language)


@dataclass(frozen=True, slots=True)
class Named(Term):
    """A term that is no more than its id and its labels."""

    @classmethod
    def read(cls, untrusted: object, place: str, languages: tuple[str, ...]) -> Self:
        """Raise `BadShape` for anything but such a term."""
        data = strict.shape(untrusted, place, ("id", "labels"))
        return cls(strict.text(data["id"], f"{place}.id"), spoken(data["labels"], f"{place}.labels", languages))


class Category(Named):
    """A chapter of the report."""


class Value(Named):
    """One value of an attribute."""


@dataclass(frozen=True, slots=True)
class Code(Term):
    """One abuse, or a flag that marks acts. The mappings name other standards' nearest codes; None where none is.

    `described`: it says nothing without a description. `needs_victim`: it is always done to somebody. `includes` and
    `excludes` are examples of what it covers and of what belongs to another code; version 1 has none.
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
    described: bool = False
    needs_victim: bool = False
    includes: Mapping[str, str] | None = None
    excludes: Mapping[str, str] | None = None

    def definition(self, language: str = FALLBACK) -> str:
        """Return what it means in this language, in English where it has none."""
        return in_language(self.definitions, language)

    def included(self, language: str = FALLBACK) -> str:
        """Return an example of what it covers; empty where none is given."""
        return in_language(self.includes, language) if self.includes else ""

    def excluded(self, language: str = FALLBACK) -> str:
        """Return what is coded otherwise; empty where that is not said."""
        return in_language(self.excludes, language) if self.excludes else ""

    @property
    def mapped(self) -> bool:
        """Whether another standard has something near it."""
        return any(getattr(self, name) for name in MAPPINGS)

    @classmethod
    def read_first(cls, untrusted: object, place: str, languages: tuple[str, ...]) -> Self:
        """Read a code of the first form, which has a definition and no examples. Raises `BadShape`."""
        data = strict.shape(untrusted, place, ("id", "category", "kind", "labels", "definitions", *MAPPINGS))
        return cls(*_common(data, place, languages))

    @classmethod
    def read(cls, untrusted: object, place: str, languages: tuple[str, ...]) -> Self:
        """Raise `BadShape` for anything but a code."""
        texts = ("labels", "definitions", "includes", "excludes")
        data = strict.shape(untrusted, place, ("id", "category", "kind", "described", "victim", *texts, *MAPPINGS))
        return cls(
            *_common(data, place, languages),
            described=strict.flag(data["described"], f"{place}.described"),
            needs_victim=strict.one_of(data["victim"], f"{place}.victim", VICTIM) == "needed",
            includes=spoken(data["includes"], f"{place}.includes", languages),
            excludes=spoken(data["excludes"], f"{place}.excludes", languages),
        )


@dataclass(frozen=True, slots=True)
class Attribute(Term):
    """What is said about an act besides its code: one of the values, or `many` of them. `source` is the standard."""

    many: bool
    source: str | None
    values: tuple[Value, ...]

    def ids(self) -> tuple[str, ...]:
        """Return the ids of the values, in order."""
        return tuple(value.id for value in self.values)

    def say(self, value_id: str, language: str = FALLBACK) -> str:
        """Return the label of a value; one that is not in the list stays as it is."""
        return next((value.label(language) for value in self.values if value.id == value_id), value_id)

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


def in_language(texts: Mapping[str, str], language: str) -> str:
    """Return the text in this language, in English where it has none."""
    return texts.get(language, texts[FALLBACK])


_First = tuple[
    str, dict[str, str], str, bool, dict[str, str], str | None, str | None, str | None, str | None, str | None
]


def _common(data: dict[str, object], place: str, languages: tuple[str, ...]) -> _First:
    """Return what codes of both forms have, in the order of the fields."""
    return (
        strict.text(data["id"], f"{place}.id"),
        spoken(data["labels"], f"{place}.labels", languages),
        strict.text(data["category"], f"{place}.category"),
        strict.one_of(data["kind"], f"{place}.kind", KINDS) == "flag",
        spoken(data["definitions"], f"{place}.definitions", languages),
        strict.optional_text(data["huridocs"], f"{place}.huridocs"),
        strict.optional_text(data["huridocs_label"], f"{place}.huridocs_label"),
        strict.optional_text(data["iccs"], f"{place}.iccs"),
        strict.optional_text(data["sdg_16_10_1"], f"{place}.sdg_16_10_1"),
        strict.optional_text(data["un_mandate"], f"{place}.un_mandate"),
    )

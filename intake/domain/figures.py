"""Figures by others, which a report sets beside its own numbers: the context register. Pure.

A figure is never mixed into what cases count, and no two figures are ever added up. A zero is a figure like any other,
"no investigation opened by 31 December": it is always printed. Public cases are a figure of our own: people who
agreed, or whose families agreed, to be named publicly; printed as "at least".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from intake.domain import strict
from intake.domain.strict import BadShape
from intake.domain.terms import FALLBACK, Value, in_language
from intake.domain.vocabulary import Vocabulary
from intake.domain.when import BadDate, When

FORMAT = "holas-figure/1"
LANGUAGES = ("en", "be", "ru")
EXACT = "exact"
NO_BREAK = "\N{NO-BREAK SPACE}"


class BadFigure(ValueError):
    """What was read is no figure."""


class Origin(StrEnum):
    """Whose figure it is. `PUBLIC`: ours, people named publicly with agreement."""

    OFFICIAL = "official"
    INDEPENDENT = "independent"
    MIXED = "mixed"
    PUBLIC = "public_cases"


_PUBLIC_LABELS = {
    "en": "Ours: named publicly, with agreement",
    "be": "Наша: названы публічна па згодзе",
    "ru": "Наша: названы публично по согласию",
}


@dataclass(frozen=True, slots=True)
class Source:
    """Who says so, where it can be read, and on which day it was said; the last two as far as they are known."""

    by: str
    where: str = ""
    day: date | None = None

    def data(self) -> dict[str, object]:
        """Return what is stored of it."""
        return {"by": self.by, "where": self.where, "day": self.day.isoformat() if self.day else None}

    @classmethod
    def read(cls, untrusted: object, place: str) -> Self:
        """Read what was stored of it. Raises `BadShape`."""
        data = strict.shape(untrusted, place, ("by", "where", "day"))
        return cls(
            strict.any_text(data["by"], f"{place}.by"),
            strict.any_text(data["where"], f"{place}.where"),
            None if data["day"] is None else strict.day(data["day"], f"{place}.day"),
        )


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `texts`: what is counted, by language, without the number; one language is enough.

    `precision` and `unit` are terms of the vocabulary (`count_precision`, `count_unit`). `window`: the time that the
    figure is about. `beside`: where a report shows it: `chapter:<id>`, `table:<id>`, or empty: at the beginning.
    """

    id: str
    texts: Mapping[str, str]
    number: int | None
    precision: str
    unit: str
    origin: Origin
    window: When | None
    source: Source
    beside: str = ""

    @property
    def is_zero(self) -> bool:
        """Whether it says that something did not happen."""
        return self.number == 0

    @property
    def is_public(self) -> bool:
        """Whether it counts people who are named publicly: that takes a second auditor."""
        return self.origin is Origin.PUBLIC

    def text(self, language: str) -> str:
        """Return what is counted, in this language or one that it has (`spoken`)."""
        return self.texts[self.spoken(language)]

    def spoken(self, language: str) -> str:
        """Return in which language `text` answers."""
        return next(one for one in (language, FALLBACK, *self.texts) if one in self.texts)

    def amount(self, language: str) -> str:
        """Return how much it says: "At least 900", "Hundreds", "0"."""
        words = Vocabulary.load().attribute("count_precision").say(self.precision, language)
        if self.number is None:
            return words
        written = _spaced(self.number, language)
        return written if self.precision == EXACT else f"{words}{NO_BREAK}{written}"

    def unit_label(self, language: str) -> str:
        """Return what is counted, in one word: people, acts, criminal cases."""
        return Vocabulary.load().attribute("count_unit").say(self.unit, language)

    def origin_label(self, language: str) -> str:
        """Return whose figure it is."""
        if self.is_public:
            return in_language(_PUBLIC_LABELS, language)
        return Vocabulary.load().attribute("count_origin").say(self.origin, language)

    def data(self) -> dict[str, object]:
        """Return what is stored of it."""
        named = {name: getattr(self, name) for name in (*_TEXTS, "number")}
        window = self.window.text if self.window else None
        return {**named, "texts": dict(self.texts), "window": window, "source": self.source.data()}

    @classmethod
    def read(cls, untrusted: object, place: str) -> Self:
        """Read what was stored of it. Raises `BadShape`."""
        data = strict.shape(untrusted, place, (*_TEXTS, "number", "texts", "window", "source"))
        number = data["number"]
        return cls(
            id=strict.text(data["id"], f"{place}.id"),
            texts=_texts(data["texts"], f"{place}.texts"),
            number=None if number is None else strict.whole(number, f"{place}.number"),
            precision=_one_of(data["precision"], f"{place}.precision", "count_precision"),
            unit=_one_of(data["unit"], f"{place}.unit", "count_unit"),
            origin=Origin(strict.one_of(data["origin"], f"{place}.origin", set(Origin))),
            window=_window(data["window"], f"{place}.window"),
            source=Source.read(data["source"], f"{place}.source"),
            beside=strict.any_text(data["beside"], f"{place}.beside"),
        )

    def to_json(self) -> str:
        """Return the canonical text; `parse` gives the figure back."""
        return strict.write_json({"format": FORMAT, **self.data()}).decode()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it strictly. Raises `BadFigure` for anything but the canonical form."""
        try:
            data = strict.mapping(strict.read_json(text, "figure"), "figure")
            strict.one_of(data.pop("format", None), "format", (FORMAT,))
            figure = cls.read(data, "figure")
        except BadShape as error:
            raise BadFigure(str(error)) from error
        if figure.to_json() != text:
            message = "not the canonical form"
            raise BadFigure(message)
        return figure


_TEXTS = ("id", "precision", "unit", "origin", "beside")


def terms(attribute: str) -> tuple[Value, ...]:
    """Return the values of `count_precision` or `count_unit`, in order."""
    return Vocabulary.load().attribute(attribute).values


def _texts(untrusted: object, place: str) -> dict[str, str]:
    found = strict.each_text(untrusted, place)
    if not found or not set(found) <= set(LANGUAGES) or not all(found.values()):
        raise BadShape(place, "must be a text in one of our languages or in several")
    return found


def _one_of(value: object, place: str, attribute: str) -> str:
    return strict.one_of(value, place, [one.id for one in terms(attribute)])


def _window(untrusted: object, place: str) -> When | None:
    written = strict.optional_text(untrusted, place)
    try:
        return When.parse(written) if written else None
    except BadDate as error:
        raise BadShape(place, "is no time that we can write") from error


def _spaced(number: int, language: str) -> str:
    """Return a number with its thousands apart: 25,000 in English, 25 000 in Belarusian and Russian."""
    return f"{number:,}" if language == FALLBACK else f"{number:,}".replace(",", NO_BREAK)

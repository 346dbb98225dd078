"""Whom an instance names to a source: emergency numbers, support, and how soon it promises to answer.

Text may be one for all languages, or one a language: `"Ambulance"` or `{en = "Ambulance", be = "Хуткая"}`.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from intake.domain.strict import BadShape, each, one_of, text, whole

EVERY = ""  # the language of a text that is one for all
FALLBACK = "en"
MOST_HOURS = 24 * 90
Words = Mapping[str, str]


class Support(StrEnum):
    """What kind of help somebody gives."""

    DOCTOR = "doctor"
    PSYCHOLOGIST = "psychologist"
    LAWYER = "lawyer"
    SHELTER = "shelter"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Emergency:
    """A number to call. `hours` says when somebody answers, empty where it was not said."""

    number: str
    label: Words
    hours: Words

    @property
    def dial(self) -> str:
        """The number as a telephone dials it (RFC 3966), without what makes it readable."""
        return "".join(character for character in self.number if character in "+*#0123456789")

    @classmethod
    def read(cls, value: object, place: str) -> Self:
        """Read one table. Raises `BadShape`."""
        given = _table(value, place, {"number", "label"}, {"hours"})
        number = cls(
            text(given["number"], f"{place}.number"), _words(given["label"], f"{place}.label"), _hours(given, place)
        )
        if not number.dial:
            raise BadShape(_in(place, "number"), "must have digits")
        return number


@dataclass(frozen=True, slots=True)
class Helper:
    """Who helps, how to reach them, and in which languages (as people write them)."""

    kind: Support
    name: str
    reach: str
    languages: tuple[str, ...]
    about: Words

    @classmethod
    def read(cls, value: object, place: str) -> Self:
        """Read one table. Raises `BadShape`."""
        given = _table(value, place, {"kind", "name", "reach"}, {"languages", "about"})
        return cls(
            Support(one_of(given["kind"], f"{place}.kind", [*Support])),
            text(given["name"], f"{place}.name"),
            text(given["reach"], f"{place}.reach"),
            each(_list(given["languages"]), f"{place}.languages", text),
            {} if given["about"] is None else _words(given["about"], f"{place}.about"),
        )


@dataclass(frozen=True, slots=True)
class Contacts:
    """All of it; whatever is not configured is empty or None, and is not spoken of."""

    answer_hours: int | None = None
    danger_hours: int | None = None
    emergency: tuple[Emergency, ...] = ()
    support: tuple[Helper, ...] = ()

    @classmethod
    def read(cls, value: object) -> Self:
        """Read the whole file. Raises `BadShape`, whose text names the place."""
        given = _table(value, "the file", frozenset(), {"answer_hours", "danger_hours", "emergency", "support"})
        return cls(
            _promise(given["answer_hours"], "answer_hours"),
            _promise(given["danger_hours"], "danger_hours"),
            each(_list(given["emergency"]), "emergency", Emergency.read),
            each(_list(given["support"]), "support", Helper.read),
        )


def spoken(words: Words, language: str) -> str:
    """Return the text in a language, else in English, else in any; empty where there is none."""
    for wanted in (language, EVERY, FALLBACK):
        if wanted in words:
            return words[wanted]
    return next(iter(words.values()), "")


def _table(value: object, place: str, needed: AbstractSet[str], possible: AbstractSet[str]) -> dict[str, object]:
    """Return a table of which `needed` are there and nothing is unknown; what is missing is None."""
    if not isinstance(value, dict):
        raise BadShape(place, "must be a table")
    for name in value.keys() - {*needed, *possible}:
        raise BadShape(_in(place, name), "is not known here")
    for name in needed - value.keys():
        raise BadShape(_in(place, name), "is missing")
    return {**dict.fromkeys(possible), **value}


def _list(value: object) -> object:
    return [] if value is None else value


def _in(place: str, name: str) -> str:
    return f"{place}.{name}"


def _words(value: object, place: str) -> Words:
    if isinstance(value, dict) and value:
        return {language: text(one, f"{place}.{language}") for language, one in value.items()}
    return {EVERY: text(value, place)}


def _hours(given: Mapping[str, object], place: str) -> Words:
    return {} if given["hours"] is None else _words(given["hours"], f"{place}.hours")


def _promise(value: object, place: str) -> int | None:
    if value is None:
        return None
    if not 1 <= whole(value, place) <= MOST_HOURS:
        raise BadShape(place, f"must be from 1 to {MOST_HOURS} hours")
    return whole(value, place)

"""The words that sources agreed to, version by version, as they were shown: package data that is never edited.

`intake/consent_texts/<version>.json` holds a version in every language that there was; `scripts/consent_texts.py`
writes it from `consent_words.py` and the catalogues.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Self

from babel import Locale, UnknownLocaleError
from flask_babel import get_locale

from intake.domain.consent import Standing, Statement, Use
from intake.languages import ENGLISH
from intake.web.consent_words import CONSENTS, Explained


@dataclass(frozen=True, slots=True)
class Text:
    """The words of one version in one language: what stands above the switches, and each switch."""

    notes: tuple[str, ...]
    uses: tuple[Explained, ...]

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """Read the package data's form. The first version said less."""
        uses = tuple(map(_explained, data["uses"].values()))
        name = dict(data.get("un_name", {}))
        choices = f"{name.pop('question')}: {', '.join(name.values())}" if name else ""
        return cls(tuple(filter(None, (data["intro"], data.get("minor"), choices))), uses)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a source saw: the version, the language by its name, and the words; None where we do not know them."""

    version: str
    language: str
    text: Text | None


@dataclass(frozen=True, slots=True)
class Spoken:
    """The last word on a use: whether it is on, how the source read it, in which language (by name and code), and when.

    `words` is None where nothing was said or the words are not known; `day` is ISO 8601, empty where it is not known.
    """

    label: str
    on: bool
    version: str
    language: str
    code: str
    day: str
    words: Explained | None


def spoken(standing: Standing, use: Use) -> Spoken:
    """Return the last word on a use, in the words that the source had."""
    said, label = standing.spoken.get(use), str(CONSENTS[use].label)
    if said is None:
        return Spoken(label, on=False, version="", language="", code="", day="", words=None)
    code = said.language or ENGLISH
    return Spoken(
        label,
        on=standing.uses[use],
        version=said.text_version,
        language=_name(code),
        code=code,
        day=said.day,
        words=words_of(said, use),
    )


def words_of(said: Statement, use: Use) -> Explained | None:
    """Return a use as it was shown to the source who made a statement; None where we do not know these words."""
    language = kept().get(said.text_version, {}).get(said.language or ENGLISH)
    return _explained(language["uses"][use]) if language and use in language["uses"] else None


def shown(standing: Standing) -> list[Shown]:
    """Return the words that a source saw, the latest first. Statements of the first format name no language."""
    return [_shown(version, language or ENGLISH) for version, language in reversed(standing.shown)]


@cache
def kept() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    """Return every version's words, by version and language."""
    files = resources.files("intake").joinpath("consent_texts").iterdir()
    return {file.name.removesuffix(".json"): json.loads(file.read_text("utf-8")) for file in files}


def _shown(version: str, language: str) -> Shown:
    words = kept().get(version, {}).get(language)
    return Shown(version, _name(language), Text.read(words) if words else None)


def _explained(data: Mapping[str, str]) -> Explained:
    return Explained(data["label"], data["hint"], data.get("limits", ""))


def _name(language: str) -> str:
    try:
        return Locale.parse(language).get_display_name(get_locale()) or language
    except (ValueError, UnknownLocaleError):
        return language

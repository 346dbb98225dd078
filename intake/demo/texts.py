"""The sentences that invented testimonies are put together from, in each language."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LANGUAGES = ("be", "ru", "en", "uk", "pl")


@dataclass(frozen=True, slots=True)
class Sentences:
    """One language. `mark` says that the text is invented; `events` are keyed by the code that they illustrate."""

    mark: str
    towns: tuple[str, ...]
    openings: tuple[str, ...]
    events: Mapping[str, str]
    endings: tuple[str, ...]
    about_child: str
    in_danger: str
    message: str
    reply: str


@cache
def sentences() -> Mapping[str, Sentences]:
    """Return the sentences by language."""
    given = json.loads(Path(__file__).with_name("texts.json").read_text(encoding="utf-8"))
    return {language: _read(given[language]) for language in LANGUAGES}


def _read(given: Mapping[str, object]) -> Sentences:
    return Sentences(**{name: tuple(value) if isinstance(value, list) else value for name, value in given.items()})  # type: ignore[arg-type] # our own data file, checked by tests

"""What files of a release say besides numbers, in the languages in which they are made. Words are package data."""

import json
from collections.abc import Mapping
from functools import cache

from intake.domain.terms import in_language
from intake.domain.vocabulary import read_data


def say(key: str, language: str, **values: object) -> str:
    """Return the words of this key, with these values in their places."""
    return in_language(words()[key], language).format(**values)


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Return all of them, by key and language."""
    loaded: dict[str, dict[str, str]] = json.loads(read_data("release_words.json") or "{}")
    return loaded

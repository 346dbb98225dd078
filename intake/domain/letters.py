"""What staff may write to a source as a beginning: ready words in each language, for a member to change and to send.

They are data, `intake/letters/<version>/<language>.json`: paragraphs, in which `{use}` and the like stand for what is
put in. A paragraph for which there is nothing to put in is left out. No letter promises anything or tells of the case.
"""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from importlib import resources

from intake.domain import strict

VERSION = 1
FALLBACK = "en"
PLACE = re.compile(r"\{(\w+)\}")


class Letter(StrEnum):
    """What a letter is for."""

    READ = "read"
    WHEN_WHERE = "when_where"
    DOCTOR = "doctor"
    SAFE = "safe"
    CONSENT = "consent"
    REFERRAL = "referral"
    THANKS = "thanks"
    CANNOT_HELP = "cannot_help"
    DANGER = "danger"


QUESTIONS = frozenset({Letter.WHEN_WHERE, Letter.DOCTOR, Letter.CONSENT})
"""Letters that ask something, so only a source who allows being asked gets them."""
PLACES: Mapping[Letter, frozenset[str]] = {
    Letter.CONSENT: frozenset({"use"}),
    Letter.REFERRAL: frozenset({"support"}),
    Letter.CANNOT_HELP: frozenset({"support"}),
    Letter.DANGER: frozenset({"emergency", "hours"}),
}
"""What can be put into which letter."""

Letters = Mapping[Letter, Sequence[str]]


def languages() -> tuple[str, ...]:
    """Return the languages that there are letters in."""
    return tuple(sorted(file.name.removesuffix(".json") for file in _folder().iterdir()))


def written(letter: Letter, language: str, given: Mapping[str, str]) -> str:
    """Return a letter in a language, in English where we have none in it; `given` is put in, paragraph by paragraph."""
    paragraphs = load(language if language in languages() else FALLBACK)[letter]
    told = [one for one in paragraphs if all(given.get(name) for name in PLACE.findall(one))]
    return "\n\n".join(PLACE.sub(lambda found: given[found[1]], one) for one in told)


@cache
def load(language: str) -> Letters:
    """Return the letters of a language. Raises `BadShape` for a file that is not as it should be."""
    data = strict.read_json(_folder().joinpath(f"{language}.json").read_bytes(), language)
    whole = strict.shape(data, language, ("version", "language", "letters"))
    strict.one_of(whole["language"], f"{language}.language", (language,))
    letters = strict.shape(whole["letters"], f"{language}.letters", [str(one) for one in Letter])
    return {one: _paragraphs(one, letters[one], f"{language}.letters.{one}") for one in Letter}


def _paragraphs(letter: Letter, value: object, place: str) -> tuple[str, ...]:
    paragraphs = strict.each(value, place, strict.text)
    used = {name for one in paragraphs for name in PLACE.findall(one)}
    if used != PLACES.get(letter, frozenset()):
        raise strict.BadShape(place, "has other places than the letter")
    return paragraphs


def _folder() -> resources.abc.Traversable:
    return resources.files("intake").joinpath("letters", str(VERSION))

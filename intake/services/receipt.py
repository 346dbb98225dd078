"""The consent receipt of a bundle: what the source said and when it last changed, with the words that were shown."""

import json
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

from intake.domain.consent import Opening, Said, Standing
from intake.domain.succession import Succession
from intake.languages import ENGLISH


def receipt(said: Iterable[Said], standing: Standing) -> dict[str, object]:
    """Return every statement in its order, what holds now, and the words of each version in its language.

    No key and no id stands in it; how the children's team decided is theirs and stays behind.
    """
    words = {
        f"{version}-{language or ENGLISH}": _words(version, language or ENGLISH) for version, language in standing.shown
    }
    return {
        "statements": [_statement(one) for one in said],
        "allowed_now": {str(use): on for use, on in standing.uses.items()},
        "about_a_minor": standing.minor,
        "words_shown": words,
    }


def _statement(one: Said) -> dict[str, object]:
    if isinstance(one, Succession):
        return {"number": one.number, "by": "those who lead the case", "says": "the case has a new key"}
    if isinstance(one, Opening):
        opened = sorted(str(use) for use in one.opens)
        return {"number": one.number, "by": "children's team, with the child", "opens": opened}
    return {
        "number": one.number,
        "by": "source",
        "changes": {str(use): on for use, on in one.changes.items()},
        "text_version": one.text_version,
        "language": one.language,
        "name_in_un_papers": str(one.un_name),
    }


@cache
def _words(version: str, language: str) -> Any:  # noqa: ANN401 - package data of ours, passed on as it is
    kept = resources.files("intake").joinpath("consent_texts", f"{version}.json")
    return json.loads(kept.read_text("utf-8")).get(language) if kept.is_file() else None

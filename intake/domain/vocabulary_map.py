"""How one version of the vocabulary becomes the next: an explicit map, as data, of every code, category and value.

`intake/vocabulary/v<old>-to-v<new>.json`. Nothing is guessed: what the map does not name, it does not move.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Self

from intake.domain import strict
from intake.domain.strict import BadShape
from intake.domain.vocabulary import BadVocabulary, UnknownTerm, Vocabulary, read_data, versions

FORMAT = "holas-vocabulary-map/1"


@dataclass(frozen=True, slots=True)
class VocabularyMap:
    """Where each code, category and value of version `old` went in version `new`."""

    old: str
    new: str
    codes: Mapping[str, str]
    categories: Mapping[str, str]
    attributes: Mapping[str, Mapping[str, str]]

    @staticmethod
    def load(old: str, new: str) -> "VocabularyMap":
        """Return the map between two neighbours. Raises `UnknownTerm`, `BadVocabulary`."""
        return _load(old, new)

    @classmethod
    def parse(cls, raw: str) -> Self:
        """Read the JSON form strictly. Raises `BadVocabulary`."""
        try:
            data = strict.shape(
                strict.read_json(raw, "map"), "map", ("format", "from", "to", "codes", "categories", "attributes")
            )
            strict.one_of(data["format"], "format", (FORMAT,))
            return cls(
                strict.text(data["from"], "from"),
                strict.text(data["to"], "to"),
                _texts(data["codes"], "codes"),
                _texts(data["categories"], "categories"),
                {
                    name: _texts(one, f"attributes.{name}")
                    for name, one in strict.mapping(data["attributes"], "attributes").items()
                },
            )
        except BadShape as error:
            raise BadVocabulary(str(error)) from error

    def values(self, attribute: str, values: tuple[str, ...]) -> tuple[str, ...]:
        """Return what these values of an attribute became, each once."""
        moved = self.attributes[attribute]
        return tuple(dict.fromkeys(moved[value] for value in values))

    def problems(self, old: Vocabulary, new: Vocabulary) -> list[str]:
        """Return a sentence for each old term that goes nowhere, or to nothing, and each that never was."""
        told = _lost("code", self.codes, [one.id for one in old.codes()], {one.id for one in new.codes()})
        kinds = {one.id: one.flag for one in new.codes()}
        told += [
            f"The map turns the code {one.id} into {self.codes[one.id]}, which is of another kind."
            for one in old.codes()
            if kinds.get(self.codes.get(one.id, ""), one.flag) != one.flag
        ]
        told += _lost(
            "category", self.categories, [one.id for one in old.categories()], {one.id for one in new.categories()}
        )
        known = {one.id: set(one.ids()) for one in new.attributes()}
        for one in old.attributes():
            told += _lost(
                f"value of {one.id}", self.attributes.get(one.id, {}), list(one.ids()), known.get(one.id, set())
            )
        return told


def until(version: str) -> tuple[str, ...]:
    """Return all versions up to this one, oldest first."""
    known = versions()
    return known[: known.index(version) + 1]


def steps(old: str, new: str) -> list[VocabularyMap]:
    """Return the maps that lead from one version to a later one."""
    return [VocabularyMap.load(*pair) for pair in pairwise(until(new)[until(new).index(old) :])]


def _lost(what: str, moved: Mapping[str, str], before: list[str], after: set[str]) -> list[str]:
    return [
        *(f"The map leaves out the {what} {one}." for one in before if one not in moved),
        *(f"The map names a {what} that never was: {one}." for one in moved if one not in before),
        *(
            f"The map sends the {what} {one} to {to}, which is not there."
            for one, to in moved.items()
            if to not in after
        ),
    ]


@cache
def _load(old: str, new: str) -> VocabularyMap:
    raw = read_data(f"v{old}-to-v{new}.json")
    if raw is None:
        raise UnknownTerm(old, new)
    found = VocabularyMap.parse(raw)
    if (found.old, found.new) != (old, new):
        message = f"v{old}-to-v{new}.json says that it goes from {found.old} to {found.new}"
        raise BadVocabulary(message)
    return found


def _texts(untrusted: object, place: str) -> dict[str, str]:
    return {name: strict.text(one, f"{place}.{name}") for name, one in strict.mapping(untrusted, place).items()}

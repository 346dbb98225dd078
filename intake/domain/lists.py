"""The lists that an instance maintains: regions, facilities, units and ranks.

The package ships those of Belarus. An instance adds its own in a file of the same form beside its database; an entry
with a known id takes the place of the shipped one. Codings name entries by id, and ids are never used for another
thing: one that left the lists is shown as its id.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Self

from intake.domain import strict
from intake.domain.strict import BadShape
from intake.domain.terms import FALLBACK, Term, in_language
from intake.domain.vocabulary import BadVocabulary, read_data

FORMAT = "holas-lists/1"
NAMES = ("regions", "facilities", "units", "ranks")
SHIPPED = "lists.json"
LANGUAGES = ("en", "be", "ru")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class Entry(Term):
    """One region, facility, unit or rank. Only a facility says in which region it lies."""

    region: str | None = None


@dataclass(frozen=True, slots=True)
class Lists:
    """All lists, each in its order."""

    regions: tuple[Entry, ...]
    facilities: tuple[Entry, ...]
    units: tuple[Entry, ...]
    ranks: tuple[Entry, ...]

    @staticmethod
    def shipped() -> "Lists":
        """Return the lists of the package."""
        return _shipped()

    @classmethod
    def parse(cls, raw: str) -> Self:
        """Read the JSON form strictly. Raises `BadVocabulary`."""
        try:
            data = strict.shape(strict.read_json(raw, "lists"), "lists", ("format", *NAMES))
            strict.one_of(data["format"], "format", (FORMAT,))
            return cls(*(_entries(data[name], name) for name in NAMES))
        except BadShape as error:
            raise BadVocabulary(str(error)) from error

    def with_own(self, raw: str) -> "Lists":
        """Return these lists with an instance's own entries. Raises `BadVocabulary`, also for an unknown region."""
        own = Lists.parse(raw)
        found = Lists(*(_joined(self.entries(name), own.entries(name)) for name in NAMES))
        found.check()
        return found

    def check(self) -> None:
        """Raise `BadVocabulary` for a facility in a region that is not in the list."""
        regions = {one.id for one in self.regions}
        for one in self.facilities:
            if one.region not in regions:
                message = f"the facility {one.id} lies in a region that is not in the list"
                raise BadVocabulary(message)

    def entries(self, name: str) -> tuple[Entry, ...]:
        """Return one list, by a name of `NAMES`."""
        found: tuple[Entry, ...] = getattr(self, name)
        return found

    def has(self, name: str, entry_id: str) -> bool:
        """Say whether a list has such an entry."""
        return any(one.id == entry_id for one in self.entries(name))

    def say(self, name: str, entry_id: str, language: str = FALLBACK) -> str:
        """Return the label of an entry; one that left the list stays as its id."""
        return next((in_language(one.labels, language) for one in self.entries(name) if one.id == entry_id), entry_id)


@cache
def _shipped() -> Lists:
    return Lists.parse(read_data(SHIPPED) or "")


def entry_id(untrusted: object, place: str) -> str:
    """Return a text that can name an entry: letters, digits, `-` and `_`."""
    text = strict.text(untrusted, place)
    if not _ID.fullmatch(text):
        raise BadShape(place, "is not an id")
    return text


def _entries(untrusted: object, name: str) -> tuple[Entry, ...]:
    found = strict.each(untrusted, name, lambda one, at: _entry(one, at, is_facility=name == "facilities"))
    strict.distinct((one.id for one in found), name)
    return found


def _entry(untrusted: object, place: str, *, is_facility: bool) -> Entry:
    data = strict.shape(untrusted, place, ("id", "labels", "region") if is_facility else ("id", "labels"))
    region = strict.text(data["region"], f"{place}.region") if is_facility else None
    return Entry(entry_id(data["id"], f"{place}.id"), _labels(data["labels"], f"{place}.labels"), region)


def _labels(untrusted: object, place: str) -> Mapping[str, str]:
    """Return labels in some of our languages, English among them: an instance may not have them all."""
    found = strict.mapping(untrusted, place)
    strict.one_of(FALLBACK, place, found)
    return {strict.one_of(one, place, LANGUAGES): strict.text(text, f"{place}.{one}") for one, text in found.items()}


def _joined(shipped: tuple[Entry, ...], own: tuple[Entry, ...]) -> tuple[Entry, ...]:
    replaced = {one.id: one for one in own}
    kept = [replaced.pop(one.id, one) for one in shipped]
    return (*kept, *replaced.values())

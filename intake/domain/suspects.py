"""Named suspects: what one case tells of somebody who is named in it, and all of it together. Pure.

It stands outside the coding, the statistics, the cards and every list that leaves the page: a name that is published
or leaks by mistake can destroy a trial, and a person who is innocent. Papers hold it (`services/suspects.py`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Generic, Self, TypeVar

from intake.domain import strict
from intake.domain.lists import entry_id
from intake.domain.names import likeness
from intake.domain.strict import BadShape

FORMAT = "holas-suspect/1"
LONGEST_LINE = 200
LONGEST_TEXT = 2000
ENTRIES = ("unit", "rank", "facility")
LISTS = {"unit": "units", "rank": "ranks", "facility": "facilities"}
"""Which maintained list each of them draws on."""

T = TypeVar("T")


class BadNaming(ValueError):
    """What was read is no naming of a suspect."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What a case tells of a suspect: the name as it is told, and what else. `document`: the piece that tells it."""

    suspect: str
    name: str
    role: str = ""
    unit: str = ""
    rank: str = ""
    facility: str = ""
    description: str = ""
    document: str = ""

    def to_json(self) -> str:
        """Return the canonical text."""
        return strict.write_json({"format": FORMAT, **asdict(self)}).decode()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it strictly. Raises `BadNaming`."""
        names = [one.name for one in fields(cls)]
        try:
            data = strict.shape(strict.read_json(text, "suspect"), "suspect", ("format", *names))
            strict.one_of(data["format"], "format", (FORMAT,))
            found = cls(**strict.each_text({name: data[name] for name in names}, "suspect"))
            strict.text(found.suspect, "suspect.suspect")
            strict.text(found.name, "suspect.name")
            for name in ENTRIES:
                if value := getattr(found, name):
                    entry_id(value, name)
        except BadShape as error:
            raise BadNaming(str(error)) from error
        return found


def best(typed: str, names: Iterable[str]) -> float:
    """Return in percent how well the likeliest of somebody's names answers what was typed."""
    return max((likeness(typed, name) for name in names), default=0.0)


@dataclass(frozen=True, slots=True)
class Group(Generic[T]):
    """Everything that is told of one suspect."""

    suspect: str
    told: tuple[T, ...]


def grouped(told: Sequence[tuple[Naming, T]]) -> list[Group[T]]:
    """Return what is told, by suspect, in the order in which they come."""
    found: dict[str, list[T]] = {}
    for naming, one in told:
        found.setdefault(naming.suspect, []).append(one)
    return [Group(suspect, tuple(group)) for suspect, group in found.items()]

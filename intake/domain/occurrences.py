"""When and where it happened, as often as it happened: estimates, in the source's own words."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Self

from intake.domain.strict import optional_text, shape

MOST = 20
NAMES = ("when", "where", "stage")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that it happened. `when` and `where` are estimates; `stage` is a `testimony.Stage` or empty."""

    when: str = ""
    where: str = ""
    stage: str = ""

    def to_data(self) -> dict[str, str]:
        """Return plain data for JSON."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: object, place: str) -> Self:
        """Parse what `to_data` wrote. Raises `BadShape`."""
        given = shape(data, place, NAMES)
        return cls(*(optional_text(given[name] or None, f"{place}.{name}") or "" for name in NAMES))


def field_name(name: str, number: int) -> str:
    """Return the form field of an occurrence: `when`, then `when_2`, `when_3` and so on."""
    return name if number == 1 else f"{name}_{number}"


FIELDS = tuple(field_name(name, number) for number in range(1, MOST + 1) for name in NAMES)


def read(fields: Mapping[str, str], stages: frozenset[str]) -> tuple[Occurrence, ...]:
    """Return the occurrences that say anything, in order; a stage that is not on the form counts as not given."""
    found = []
    for number in range(1, MOST + 1):
        given = {name: fields.get(field_name(name, number), "").strip() for name in NAMES}
        if given["stage"] not in stages:
            given["stage"] = ""
        if any(given.values()):
            found.append(Occurrence(**given))
    return tuple(found)


def count(fields: Mapping[str, str]) -> int:
    """Return how many occurrences a form shows: up to the last that says anything, one at least."""
    said = [number for number in range(1, MOST + 1) if any(fields.get(field_name(name, number)) for name in NAMES)]
    return max(said, default=1)

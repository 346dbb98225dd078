"""Deciding between two codings of one case, act by act. Pure.

A row is an act that both coders have, or one that only one of them has. The third person takes for each row what the
first has, what the second has, or both; taking what somebody does not have leaves the act out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from intake.domain.coding import Act, Coding, Part, named_by
from intake.domain.coding_edit import put, renamed, take_out
from intake.domain.matching import SAID, pair_off


class Take(StrEnum):
    """What the third person takes."""

    FIRST = "first"
    SECOND = "second"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Row:
    """One act as the first coder has it, as the second has it, or both. `differing` names fields that differ."""

    first: Act | None
    second: Act | None

    @property
    def id(self) -> str:
        """The ids of both acts, empty where there is none: `A1-A2`, `A3-`, `-A4`."""
        return f"{self.first.id if self.first else ''}-{self.second.id if self.second else ''}"

    @property
    def act(self) -> Act:
        """The act by whoever has it."""
        return self.first or self.second  # type: ignore[return-value]

    @property
    def differing(self) -> tuple[str, ...]:
        """Fields in which the two differ."""
        one, other = self.first, self.second
        return tuple(name for name in SAID if one and other and getattr(one, name) != getattr(other, name))

    @property
    def is_settled(self) -> bool:
        """Whether both have it and say the same."""
        return bool(self.first and self.second and not self.differing)


def rows(first: Coding, second: Coding) -> tuple[Row, ...]:
    """Return the acts of both, in the first's order; those that only the second has come last."""
    found = pair_off(first, second)
    theirs = {one.id: other for one, other in found.pairs}
    return (
        *(Row(act, theirs.get(act.id)) for act in first.acts),
        *(Row(None, act) for act in found.only_second),
    )


def compose(first: Coding, second: Coding, taken: Mapping[str, Take]) -> Coding:
    """Return the coding that the choices make; `taken` by the id of a row, what is missing is as the first has it.

    It is the first's coding with acts replaced, left out and added. What added acts name comes along under ids that
    are free; the victims and events of the second are those of the first that `pair_off` found.
    """
    listed = [(row, taken.get(row.id, Take.FIRST)) for row in rows(first, second)]
    result = first
    for row, take in listed:
        if row.first and not row.second and take is Take.SECOND:
            result = take_out(result, row.first.id)
    brought = [
        _Brought(row.second, row.first if take is Take.SECOND else None)
        for row, take in listed
        if row.second and take is not Take.FIRST
    ]
    pairing = pair_off(first, second)
    names: dict[str, str | None] = {**dict.fromkeys((act.id for act in second.acts), None)}
    names |= {other.id: one.id for one, other in pairing.pairs} | {**pairing.victims, **pairing.events}
    return _bring(result, second, brought, names)


@dataclass(frozen=True, slots=True)
class _Brought:
    """An act of the second, and the act of the first whose place it takes."""

    act: Act
    replaces: Act | None


def _bring(result: Coding, second: Coding, brought: list[_Brought], names: dict[str, str | None]) -> Coding:
    """Return `result` with acts of the second, and with the parts that they name and the first lacks."""
    ids: list[str] = []
    for one in brought:
        result, place = _place(result, one)
        names[one.act.id] = place
        ids.append(place)
        for part in second.parts():
            if part.id in _named(one.act) and part.id not in names:
                result, names[part.id] = _with_part(result, part)
    for one, place in zip(brought, ids, strict=True):
        result = put(result, replace(renamed(one.act, names), id=place))
    return result


def _place(result: Coding, one: _Brought) -> tuple[Coding, str]:
    """Return an id for an act, and the coding in which it is taken."""
    if one.replaces:
        return result, one.replaces.id
    fresh = result.free_id("A")
    return put(result, Act(one.act.code, id=fresh)), fresh


def _named(act: Act) -> set[str]:
    return {part_id for _field, ids in named_by(act) for part_id in ids}


def _with_part(result: Coding, part: Part) -> tuple[Coding, str]:
    """Return the id of a part of the second in the first's coding: of one that says the same, or of a new one."""
    like = next((one.id for one in result.parts() if type(one) is type(part) and _says(one) == _says(part)), None)
    if like:
        return result, like
    fresh = result.free_id(part.id[0])
    return put(result, replace(part, id=fresh)), fresh


def _says(part: Part) -> Part:
    """Return a part without its number; a victim is never a perpetrator."""
    return replace(part, id=part.id[0])

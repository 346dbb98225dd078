"""Changing a coding: putting a part in, taking one out, joining two people's work. Each gives a new coding."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from intake.domain.coding import LETTERS, PARTS, Act, Coding, Part
from intake.domain.fields import holdings


def put(coding: Coding, part: Part) -> Coding:
    """Return the coding with this part in the place of the one with its id, or as the last."""
    name = LETTERS[part.id[0]]
    listed = list(getattr(coding, name))
    at = next((number for number, one in enumerate(listed) if one.id == part.id), len(listed))
    listed[at : at + 1] = [part]
    return _with(coding, name, listed)


def is_used(coding: Coding, part_id: str) -> bool:
    """Whether an act happened in this event or to this victim, so that the part cannot be taken out."""
    return any(part_id in {act.event, act.victim} for act in coding.acts)


def take_out(coding: Coding, part_id: str) -> Coding:
    """Return the coding without a part; what named it names it no more. A part that `is_used` stays."""
    if is_used(coding, part_id):
        return coding
    for name in PARTS:
        kept = [renamed(part, {part_id: None}) for part in getattr(coding, name) if part.id != part_id]
        coding = _with(coding, name, kept)
    return coding


def merged(mine: Coding, theirs: Coding) -> Coding:
    """Return my coding with all of theirs that it lacks. Parts of theirs whose id means another thing get a new id."""
    names: dict[str, str | None] = {}
    for name in PARTS:
        for part in getattr(theirs, name):
            moved = renamed(part, names)
            twin = next((one for one in getattr(mine, name) if _same(one, moved)), None)
            if twin is not None:
                names[part.id] = twin.id
                continue
            fresh = part.id if mine.part(part.id) is None else mine.free_id(part.id[0])
            names[part.id] = fresh
            mine = put(mine, replace(moved, id=fresh))
    return mine


def _same(one: Part, other: Part) -> bool:
    """Whether two parts say the same; an event or a person that says nothing yet is whichever has its id."""
    return replace(one, id="") == replace(other, id="") and (isinstance(one, Act) or one.id[0] == other.id[0])


def _with(coding: Coding, name: str, listed: list[Part]) -> Coding:
    changes: dict[str, Any] = {name: tuple(listed)}
    return replace(coding, **changes)


def renamed(part: Part, names: Mapping[str, str | None]) -> Part:
    """Return the part with other names for the parts that it names; None: it names that one no more."""
    changes: dict[str, Any] = {}
    for name, holds in holdings(type(part)).items():
        value = getattr(part, name)
        if holds.kind in {"ref", "needed"}:
            changes[name] = names.get(value, value)
        elif holds.kind == "refs":
            changes[name] = tuple(new for old in value if (new := names.get(old, old)))
        elif holds.kind == "roles":
            changes[name] = tuple((new, role) for old, role in value if (new := names.get(old, old)))
    return replace(part, **changes)

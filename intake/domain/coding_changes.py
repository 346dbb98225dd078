"""What one revision of a coding changed against the one before: added, removed and changed parts, field by field."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum

from intake.domain.coding import Coding, Part


class Deed(StrEnum):
    """What was done to a part."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Change:
    """One part that differs: as it is, or as it was when it is gone. `fields` names what changed since `before`."""

    deed: Deed
    part: Part
    before: Part | None = None
    fields: tuple[str, ...] = ()


def changes(old: Coding, new: Coding) -> tuple[Change, ...]:
    """Return what `new` changed against `old`, in the order of `new`, removed parts last."""
    before: dict[str, Part] = {part.id: part for part in old.parts()}
    after: dict[str, Part] = {part.id: part for part in new.parts()}
    found = [change for part in after.values() for change in _change(before.get(part.id), part)]
    removed = [Change(Deed.REMOVED, part) for part in before.values() if part.id not in after]
    return (*found, *removed, *_moved(old, new))


def _change(before: Part | None, after: Part) -> Iterator[Change]:
    if before is None:
        yield Change(Deed.ADDED, after)
    elif before != after:
        names = (one.name for one in fields(after))
        differing = tuple(name for name in names if getattr(before, name) != getattr(after, name))
        yield Change(Deed.CHANGED, after, before, differing)


def _moved(old: Coding, new: Coding) -> Iterator[Change]:
    """Yield the acts whose rank changed among those that stayed: statistics count the first ones."""
    stayed = {act.id for act in old.acts} & {act.id for act in new.acts}
    was = [act for act in old.acts if act.id in stayed]
    now = [act for act in new.acts if act.id in stayed]
    yield from (Change(Deed.MOVED, other) for one, other in zip(was, now, strict=True) if one.id != other.id)

"""Which act of one coding is which act of another, when two people coded the same testimony. Pure.

Ids are no help: one coder's V1 may be the other's V2. Two acts tell of the same when they have the same code, were
done to the same victim, and neither their dates nor their regions exclude each other; a date or region that one of
them leaves out, and is not the event's either, excludes nothing. Weapons, stage and motive are attributes, not acts:
where they differ, the act is the same and its description is not.

That is no equivalence (a day lies in a month and in a year, and two days of it differ), so acts are paired off, each
once: victims with victims and acts with acts such that as many acts as possible find their like and, among ways to
do so, those that say more of the same. It does not matter whose coding is called the first.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from itertools import product

from intake.domain.assigning import assign
from intake.domain.coding import Act, Coding, Part
from intake.domain.when import When

LIKE = 10_000
"""What a pair weighs: more than all that the pairs of two codings can have in common besides."""
NAMING = frozenset({"id", "event", "victim", "involved", "rests_on", "follows"})
"""Fields that name parts by the ids of one coding, which say nothing in another."""
SAID = tuple(one.name for one in fields(Act) if one.name not in NAMING)

Pairs = tuple[tuple[Act, Act], ...]


@dataclass(frozen=True, slots=True)
class Pairing:
    """Pairs of acts in the first's order, and what is left of each coding.

    `victims` and `events` lead from the second's ids to the first's: by the acts that they share, the rest in order.
    """

    pairs: Pairs
    only_first: tuple[Act, ...]
    only_second: tuple[Act, ...]
    victims: Mapping[str, str]
    events: Mapping[str, str]


def pair_off(first: Coding, second: Coding) -> Pairing:
    """Pair off the acts of two codings of one case."""
    ours, theirs = _by_victim(first), _by_victim(second)
    mine, others = [one for one in ours if one], [one for one in theirs if one]
    found = {(a, b): _like(_Acts(first, ours[a]), _Acts(second, theirs[b])) for a, b in product(mine, others)}
    chosen = assign([[_weight(found[a, b]) for b in others] for a in mine])
    victims = {others[column]: mine[row] for row, column in chosen}
    unnamed = _like(_Acts(first, ours.get("", ())), _Acts(second, theirs.get("", ())))
    pairs = [*unnamed, *(pair for theirs_id, ours_id in victims.items() for pair in found[ours_id, theirs_id])]
    pairs.sort(key=lambda pair: first.acts.index(pair[0]))
    ids = {one.id for one, _ in pairs}, {other.id for _, other in pairs}
    return Pairing(
        tuple(pairs),
        tuple(act for act in first.acts if act.id not in ids[0]),
        tuple(act for act in second.acts if act.id not in ids[1]),
        _and_the_rest(victims, _ids(first.persons, "V"), _ids(second.persons, "V")),
        _and_the_rest(_events(pairs), _ids(first.events, "E"), _ids(second.events, "E")),
    )


def exclude_each_other(one: When | None, other: When | None) -> bool:
    """Whether two dates cannot mean the same day."""
    if one is None or other is None:
        return False
    return _ends_before(one, other) or _ends_before(other, one)


def when_of(act: Act, coding: Coding) -> When | None:
    """Return an act's date: its own or its event's."""
    return act.when or next((event.when for event in coding.events if event.id == act.event), None)


def region_of(act: Act, coding: Coding) -> str | None:
    """Return an act's region: its own or its event's."""
    return act.region or next((event.region for event in coding.events if event.id == act.event), None)


def may_be_one(first: Coding, one: Act, second: Coding, other: Act) -> bool:
    """Whether neither dates nor regions of two acts exclude each other."""
    where = {region_of(one, first), region_of(other, second)} - {None}
    return len(where) < len(("one", "other")) and not exclude_each_other(when_of(one, first), when_of(other, second))


@dataclass(frozen=True, slots=True)
class _Acts:
    """Acts of one victim, in their coding."""

    coding: Coding
    acts: tuple[Act, ...]


def _by_victim(coding: Coding) -> dict[str, tuple[Act, ...]]:
    found: dict[str, tuple[Act, ...]] = {}
    for act in coding.acts:
        found[act.victim or ""] = (*found.get(act.victim or "", ()), act)
    return found


def _like(first: _Acts, second: _Acts) -> Pairs:
    """Return the best pairs among the acts of two victims."""
    found: list[tuple[Act, Act]] = []
    for code in dict.fromkeys(act.code for act in first.acts):
        ours = [act for act in first.acts if act.code == code]
        theirs = [act for act in second.acts if act.code == code]
        weights = [[_alike(first.coding, one, second.coding, other) for other in theirs] for one in ours]
        found += [(ours[row], theirs[column]) for row, column in assign(weights)]
    return tuple(found)


def _alike(first: Coding, one: Act, second: Coding, other: Act) -> int:
    return LIKE + in_common(one, other) if may_be_one(first, one, second, other) else 0


def in_common(one: Act, other: Act) -> int:
    """Return how many fields of two acts say the same."""
    return sum(getattr(one, name) == getattr(other, name) for name in SAID)


def _weight(pairs: Pairs) -> int:
    return sum(LIKE + in_common(one, other) for one, other in pairs)


def _events(pairs: Iterable[tuple[Act, Act]]) -> dict[str, str]:
    shared = Counter((one.event, other.event) for one, other in pairs)
    ours, theirs = sorted({a for a, _ in shared}), sorted({b for _, b in shared})
    chosen = assign([[shared[a, b] for b in theirs] for a in ours])
    return {theirs[column]: ours[row] for row, column in chosen}


def _and_the_rest(names: Mapping[str, str], ours: list[str], theirs: list[str]) -> dict[str, str]:
    """Pair off what shares no act in the order in which it stands: both numbered as they read."""
    left = [one for one in ours if one not in names.values()], [one for one in theirs if one not in names]
    return {**names, **dict(zip(left[1], left[0], strict=False))}


def _ids(parts: Iterable[Part], letter: str) -> list[str]:
    return [part.id for part in parts if part.id.startswith(letter)]


def _ends_before(one: When, other: When) -> bool:
    return one.last is not None and other.first is not None and one.last < other.first

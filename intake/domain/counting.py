"""Counting once: what linked cases tell of one person is one unit, however many of them there are. Pure.

Every linked person is a unit: what cases about them tell, and what others tell of them. A case whose own person is
not linked is a unit by itself. So a cell that several linked cases tell of one person counts once, and adding or
removing everything about one person changes no table by more than its bound. A cell of a case belongs to one unit, so
one testimony adds to no more cells than its record holds either.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from intake.domain.case_record import CaseRecord, Told
from intake.domain.links import closure
from intake.domain.variables import VARIABLES, Variable

Person = frozenset[str]
"""A linked person, by the marks of all their links; or a case's own, by the case's id."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What counts once: by variable its cells, ranked and bounded. `over`: variables of which more was told.

    `cases`: which cases tell it. Who has no testimony of their own, and is only told of by others, is not in `all`.
    """

    values: Mapping[str, tuple[str, ...]]
    over: tuple[str, ...] = ()
    cases: frozenset[str] = frozenset()


def units(records: Mapping[str, CaseRecord], before: Iterable[CaseRecord] = ()) -> list[Unit]:
    """Return what is counted. `before` are records of cases that were counted earlier.

    A person of whom anything was counted earlier is not counted again: everything that is ever published about them
    costs no more than being counted once.
    """
    earlier = list(before)
    people = _People([*records.values(), *earlier])
    gone = {people.of(marks) for record in earlier for marks in record.people}
    found: dict[Person, list[_Part]] = {}
    for case_id, record in sorted(records.items()):
        own = people.of(record.own.marks) if record.own.marks else frozenset({case_id})
        found.setdefault(own, []).append(_Part(case_id, record.own, is_own=True))
        for other in record.others:
            found.setdefault(people.of(other.marks), []).append(_Part(case_id, other, is_own=False))
    return [_unit(parts) for person, parts in found.items() if person not in gone]


@dataclass(frozen=True, slots=True)
class _Part:
    """What one case tells of one person, who may be its own."""

    case: str
    told: Told
    is_own: bool


class _People:
    """Which marks are one person's: those that stand together in any record, directly or over others."""

    def __init__(self, records: Iterable[CaseRecord]) -> None:
        marked = closure(marks for record in records for marks in record.people)
        self._of = {mark: group for group in marked for mark in group}

    def of(self, marks: tuple[str, ...]) -> Person:
        return self._of[marks[0]]


def _unit(parts: list[_Part]) -> Unit:
    if len(parts) == 1:
        return _alone(*parts)
    joined = {variable: _joined(variable, parts) for variable in VARIABLES}
    values = {variable.id: cells[: variable.bound] for variable, cells in joined.items() if cells}
    over = {name for one in parts for name in one.told.over}
    over |= {variable.id for variable, cells in joined.items() if variable.drops(cells)}
    return Unit(
        values,
        tuple(variable.id for variable in VARIABLES if variable.id in over),
        frozenset(one.case for one in parts if one.is_own or one.told.values),
    )


def _alone(part: _Part) -> Unit:
    """Return somebody of whom one case tells: ranked and bounded as they are."""
    return Unit(part.told.values, part.told.over, frozenset((part.case,) if part.is_own or part.told.values else ()))


def _joined(variable: Variable, parts: list[_Part]) -> tuple[str, ...]:
    return variable.joined([one.told.values.get(variable.id, ()) for one in parts])

"""Counting once: what linked cases tell of one person is one unit, however many of them there are. Pure.

Every linked person is a unit: what cases about them tell, and what others tell of them. A case whose own person is
not linked is a unit by itself. So a term that several linked cases tell of one person counts once, and adding or
removing everything about one person changes no table by more than its bound. A term of a case belongs to one unit, so
one testimony adds to no more cells than its record holds either.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from intake.domain.case_record import CATEGORIES, CODES, CaseRecord, Told
from intake.domain.links import closure
from intake.domain.statistics import Unit

Person = frozenset[str]
"""A linked person, by the marks of all their links; or a case's own, by the case's id."""


def units(records: Mapping[str, CaseRecord], before: Iterable[CaseRecord] = ()) -> list[Unit]:
    """Return what a release counts. `before` are records of cases that an earlier release counted.

    A person of whom an earlier release counted anything is not counted again: everything that is ever published about
    them costs no more than one release.
    """
    earlier = list(before)
    people = _People([*records.values(), *earlier])
    gone = {people.of(marks) for record in earlier for marks in record.people}
    found: dict[Person, list[_Part]] = {}
    for case_id, record in sorted(records.items()):
        own = people.of(record.marks) if record.marks else frozenset({case_id})
        found.setdefault(own, []).append(_Part(case_id, _own(record), is_own=True))
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


def _own(record: CaseRecord) -> Told:
    """Return what a case tells of its own person: all but what it tells of others."""
    codes = {code for one in record.others for code in one.codes}
    categories = {category for one in record.others for category in one.categories}
    return Told(
        record.marks,
        tuple(code for code in record.codes if code not in codes),
        tuple(category for category in record.categories if category not in categories),
    )


def _unit(parts: list[_Part]) -> Unit:
    return Unit(
        _merged([one.told.codes for one in parts])[:CODES],
        _merged([one.told.categories for one in parts])[:CATEGORIES],
        is_told=any(one.is_own for one in parts),
        cases=frozenset(one.case for one in parts if one.is_own or one.told.codes or one.told.categories),
    )


def _merged(ranked: list[tuple[str, ...]]) -> tuple[str, ...]:
    """Join ranked lists: what stands first in each, then what stands second, each term once."""
    rows = zip_longest(*ranked)
    return tuple(dict.fromkeys(term for row in rows for term in row if term is not None))

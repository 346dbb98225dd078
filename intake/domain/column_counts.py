"""Counting many people at once, by columns. Pure; loads NumPy, so only the job that draws a release imports it.

It counts exactly as `Table.contribution` does, person by person: of the cells that somebody is told of the first
`bound` that a table has, each once, also where several of them are one row of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from intake.domain.columns import Column, columns
from intake.domain.table import Table

Numbers = npt.NDArray[np.uint8] | npt.NDArray[np.uint16]
Places = npt.NDArray[np.intp]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Columns:
    """Rows of people turned into columns. `numbers`: by variable, an array of (places, people)."""

    people: int
    numbers: Mapping[str, Numbers]

    @classmethod
    def of(cls, rows: Sequence[bytes]) -> Self:
        """Turn rows (`columns.pack`) into columns."""
        people = np.frombuffer(b"".join(rows), _row())
        return cls(len(people), {name: np.ascontiguousarray(people[name].T) for name in _row().names or ()})

    @classmethod
    def from_bytes(cls, people: int, data: memoryview) -> Self:
        """Read what `to_bytes` wrote, without a copy. Raises ValueError for another length."""
        found: dict[str, Numbers] = {}
        start = 0
        for column in columns():
            count = column.bound * people
            found[column.variable] = np.frombuffer(data, _kind(column), count, start).reshape(column.bound, people)
            start += count * column.size
        if start != len(data):
            message = "columns of another form"
            raise ValueError(message)
        return cls(people, found)

    def to_bytes(self) -> bytes:
        """Return the columns one after the other."""
        return b"".join(self.numbers[column.variable].tobytes() for column in columns())


class Counter:
    """Counts one table over any number of columns."""

    def __init__(self, table: Table, months: Sequence[str]) -> None:
        """`months` are the twelve of the tables by month."""
        self.table, self._months = table, months
        self._cells = {cell: place for place, cell in enumerate(table.cells(months))}
        self._column = next(column for column in columns() if column.variable == table.variable)
        self._nowhere = len(self._cells)
        self._places = np.array([self._nowhere, *map(self._place, self._column.numbers)])
        known = self._places[self._places < self._nowhere]
        self._is_plain = len(np.unique(known)) == len(known) and min(self._column.bound, len(known)) <= table.bound
        self._counts = np.zeros(self._nowhere + 1, np.int64)

    @property
    def counts(self) -> dict[str, int]:
        """The number of people in each cell, in the order of the table."""
        return {cell: int(self._counts[place]) for cell, place in self._cells.items()}

    def add(self, people: Columns) -> None:
        """Count more people."""
        numbers = people.numbers[self._column.variable]
        if self._is_plain:
            # No two cells are one row and nobody reaches the bound, so every place counts.
            np.add.at(self._counts, self._places, np.bincount(numbers.ravel(), minlength=len(self._places)))
        else:
            self._add_bounded(self._places[numbers])

    def add_person(self, values: Mapping[str, Sequence[str]]) -> None:
        """Count one more (`columns.variables`)."""
        for cell in self.table.contribution(values, self._months):
            self._counts[self._cells[cell]] += 1

    def _add_bounded(self, places: Places) -> None:
        used = np.zeros(places.shape[1], np.intp)
        for rank, place in enumerate(places):
            fresh = (place < self._nowhere) & (used < self.table.bound)
            for before in places[:rank]:
                fresh &= place != before
            used += fresh
            self._counts += np.bincount(place[fresh], minlength=len(self._counts))

    def _place(self, cell: str) -> int:
        """Return which of the table's cells a cell of its variable counts in; one more than it has where in none."""
        found = self.table.contribution({self.table.variable: (cell,)}, self._months)
        return self._cells[found[0]] if found else self._nowhere


def _row() -> np.dtype[np.void]:
    return np.dtype([(column.variable, _kind(column), (column.bound,)) for column in columns()])


def _kind(column: Column) -> str:
    return f"<u{column.size}"

"""What a person adds to the tables, as a short row of small numbers: a million of them are counted at once. Pure.

A row has `bound` places for each variable, and in them the numbers of the cells that are told, in their order; 0 where
there is none. Cells are numbered from 1 as the declared tables list them. Months are numbered from January 2000 on for
a hundred years: what happened outside of them is in no table by month.
"""

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

from intake.domain.case_record import CaseRecord
from intake.domain.counting import Unit, units
from intake.domain.table import BETWEEN
from intake.domain.tables import Tables
from intake.domain.variables import BY_ID, VARIABLES

OVER = "over"
"""Of which variables more was told than is counted: itself a variable, which the table of those left out counts."""
MONTHS = tuple(f"{year}-{month:02}" for year in range(2000, 2100) for month in range(1, 13))
NARROW = 255
"""The most cells that numbers of one byte can tell apart; beyond, a place takes two bytes, little-endian."""


@dataclass(frozen=True, slots=True)
class Column:
    """The places of one variable in a row. `numbers`: of its cells."""

    variable: str
    bound: int
    numbers: Mapping[str, int]

    @property
    def size(self) -> int:
        """Bytes a place."""
        return 1 if len(self.numbers) <= NARROW else 2

    def pack(self, cells: Sequence[str]) -> bytes:
        """Return the places of somebody of whom these cells are told. Raises ValueError for more than the bound."""
        numbers = [self.numbers[cell] for cell in dict.fromkeys(cells) if cell in self.numbers]
        if len(numbers) > self.bound:
            message = f"more cells of {self.variable} than a person adds to"
            raise ValueError(message)
        row = numbers + [0] * (self.bound - len(numbers))
        return struct.pack(f"<{self.bound}{'xBH'[self.size]}", *row)


@cache
def columns() -> tuple[Column, ...]:
    """Return the columns of all variables, by the tables that are declared now (`Tables.version`)."""
    found = [Column(one.id, one.bound, _numbered(_cells(one.lists))) for one in VARIABLES]
    return (*found, Column(OVER, len(VARIABLES), _numbered(iter(BY_ID))))


def pack(values: Mapping[str, Sequence[str]]) -> bytes:
    """Return the row of a person. `values`: by variable, `OVER` too, the ranked cells."""
    return b"".join(column.pack(values.get(column.variable, ())) for column in columns())


def row_of(record: CaseRecord) -> bytes | None:
    """Return the row of a case's own person, None for a case that is linked: of such people others tell, too."""
    if record.people:
        return None
    (unit,) = units({"": record})
    return pack(variables(unit))


def variables(unit: Unit) -> Mapping[str, Sequence[str]]:
    """Return what the tables count of a person."""
    return {**unit.values, OVER: unit.over}


def _cells(lists: Sequence[str | None]) -> Iterator[str]:
    known = Tables.load().lists
    parts = [[row.id for row in known[name]] if name else MONTHS for name in lists]
    return map(BETWEEN.join, product(*parts))


def _numbered(cells: Iterator[str]) -> dict[str, int]:
    return {cell: number for number, cell in enumerate(cells, 1)}

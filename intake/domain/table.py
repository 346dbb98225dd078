"""One declared table, and the set of them that one size of cohort gets. Read by `tables.py`.

A table counts people by what a *variable* (`variables.py`) says of each: fine cells, ranked. A row may hold several of
them, so that the record of a case does not depend on which set of tables will count it. Whoever is counted adds 1 to
at most `bound` cells of a table; the noise is measured against that bound.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import islice

from intake.domain.draw import Mechanism
from intake.domain.terms import Term, in_language

BETWEEN = "/"
YEAR = 12

Labels = Mapping[str, str]


class Size(StrEnum):
    """Which set of tables, by the people that are expected in a cohort (`EXPECTED`)."""

    MINI = "mini"
    SMALL = "small"
    MEDIUM = "medium"
    FULL = "full"


EXPECTED: Mapping[Size, tuple[int, int | None]] = {
    Size.MINI: (50, 200),
    Size.SMALL: (200, 2_000),
    Size.MEDIUM: (2_000, 10_000),
    Size.FULL: (10_000, None),
}


@dataclass(frozen=True, slots=True)
class Row(Term):
    """A row or a column. `holds`: the finer terms that it stands for, besides its own id."""

    holds: tuple[str, ...] = ()

    @property
    def terms(self) -> tuple[str, ...]:
        """Everything that counts in it."""
        return (self.id, *self.holds)


@dataclass(frozen=True)
class Table:
    """One table. `columns` is None where it has none, and empty where they are the months of the plan.

    `once`: everybody who is told of stands in exactly one row. `rest`: the row of those of whom nothing of it is told.
    """

    id: str
    labels: Labels
    variable: str
    bound: int
    once: bool
    rest: str | None
    heading: Labels
    rows: tuple[Row, ...]
    column_heading: Labels | None = None
    columns: tuple[Row, ...] | None = None
    month_names: Mapping[str, Sequence[str]] | None = None

    @property
    def by_month(self) -> bool:
        """Whether its columns are the months of the plan."""
        return self.columns == ()

    @property
    def drops(self) -> bool:
        """Whether somebody may have more to it than is counted."""
        width = len(self.rows) * (YEAR if self.by_month else len(self.columns or (0,)))
        return not self.once and width - bool(self.rest) > self.bound

    def cells(self, months: Sequence[str] = ()) -> tuple[str, ...]:
        """Return all its cells, row after row, whether anybody is in them or not."""
        names = self._columns(months)
        if names is None:
            return tuple(row.id for row in self.rows)
        return tuple(f"{row.id}{BETWEEN}{name}" for row in self.rows for name in names)

    def contribution(self, values: Mapping[str, Sequence[str]], months: Sequence[str] = ()) -> tuple[str, ...]:
        """Return the cells that somebody adds 1 to: each once, its own ones only, never more than `bound`.

        `values`: by variable, the fine cells told of them, ranked.
        """
        known = (self._cell(fine, months) for fine in values.get(self.variable, ()))
        return tuple(islice(dict.fromkeys(cell for cell in known if cell), self.bound))

    def label(self, cell: str, language: str) -> str:
        """Return what a cell is called: its row, or its row and its column."""
        row, _, column = cell.partition(BETWEEN)
        said = self.row_label(row, language)
        return f"{said}, {self.column_label(column, language)}" if column else said

    def row_label(self, row_id: str, language: str) -> str:
        """Return what a row is called; one that is not there stays as its id."""
        return next((row.label(language) for row in self.rows if row.id == row_id), row_id)

    def column_label(self, column_id: str, language: str) -> str:
        """Return what a column is called: `2020-08` is August 2020."""
        if not self.by_month or not self.month_names:
            return next((one.label(language) for one in self.columns or () if one.id == column_id), column_id)
        year, _, month = column_id.partition("-")
        return f"{self.month_names[language][int(month) - 1]} {year}"

    def name(self, language: str) -> str:
        """Return what the table is called."""
        return in_language(self.labels, language)

    def title(self, language: str) -> str:
        """Return what a row is, above the rows."""
        return in_language(self.heading, language)

    def _columns(self, months: Sequence[str]) -> Sequence[str] | None:
        if self.by_month or self.columns is None:
            return months if self.by_month else None
        return [column.id for column in self.columns]

    def _cell(self, fine: str, months: Sequence[str]) -> str | None:
        """Return the cell in which something finer counts, None where it counts in none."""
        first, between, second = fine.partition(BETWEEN)
        row = self._row_of.get(first)
        if self.columns is None:
            return None if between else row
        column = second if second in months else self._column_of.get(second)
        return f"{row}{BETWEEN}{column}" if row and column else None

    @cached_property
    def _row_of(self) -> dict[str, str]:
        return folded(self.rows)

    @cached_property
    def _column_of(self) -> dict[str, str]:
        return folded(self.columns or ())


@dataclass(frozen=True, slots=True)
class TableSet:
    """The tables of one size, each with its share of the budget. `left_out` counts, by table, who had more to it."""

    size: Size
    mechanism: Mechanism
    tables: tuple[tuple[Table, Fraction], ...]
    left_out: tuple[Table, Fraction]

    def table(self, table_id: str) -> Table | None:
        """Return the table of this id."""
        return next((table for table, _ in (*self.tables, self.left_out) if table.id == table_id), None)


def folded(rows: Iterable[Row]) -> dict[str, str]:
    """Return the row of each term that counts in one of these."""
    return {term: row.id for row in rows for term in row.terms}

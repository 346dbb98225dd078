"""Charts of drawn tables, as places and sizes; `templates/audit/_chart.html` makes SVG of them. Pure.

Lengths along a chart are percent of whatever width there is; letters and heights are pixels. So the same chart is
readable on a phone, on a desk and on paper, without a script. No library is used: those that make SVG on a server
write inline styles, which our policy forbids, and none of them draws an interval or a number that is not printed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Self

from intake.domain.draw import Cell, DrawnTable
from intake.domain.table import BETWEEN, Table
from intake.domain.vocabulary import Vocabulary

ROOM = 80.0
"""Percent of the width where the longest interval ends; its number stands behind it."""
LEFT, TALL = 15.0, 84
"""Of columns: percent of the width for the numbers of the axis, and the pixels of the longest interval."""
HEAD, LINE, THICK, GAP = 22, 17, 14, 12
"""Pixels: above the first bar, of a line of letters, of a bar, and below a bar."""
LETTERS = 36
"""How many letters fit in a line on the narrowest phone."""
LEAST_HATCHED, LEAST_TALL = 3.0, 6.0
"""The least percent, or pixels, of a hatched bar: it must be seen that it is hatched."""
MOST_BARS = 12
"""More of them are drawn as several panels, so that no panel is longer than a sheet of paper."""
CODES = "codes"
STEPS = (1, 2, 5, 10)
MOST_TICKS = 4


@dataclass(frozen=True, slots=True)
class Scale:
    """Numbers as lengths. `end`: the highest number, `length`: how long that is."""

    end: int
    length: float

    @classmethod
    def of(cls, table: DrawnTable, length: float) -> Self:
        """Return the scale on which everything that is printed of a table fits."""
        return cls(max(cell.below or cell.high or 1 for cell in table.cells()), length)

    def at(self, number: int) -> float:
        """Return how long a number is."""
        return round(self.length * number / self.end, 2)

    def ticks(self) -> tuple[int, ...]:
        """Return the round numbers beside which the axis has a line, zero first: five at most."""
        power = 10 ** max(len(str(self.end // MOST_TICKS)) - 1, 0)
        step = next(one * power for one in STEPS if one * power * MOST_TICKS >= self.end)
        return tuple(range(0, self.end + 1, step))


@dataclass(frozen=True, slots=True)
class Mark:
    """One number: how long it is and from where to where its interval goes. A hatched one has no interval.

    `place`: of a bar, the pixels above it; of a column, the percent to the left of it. `lines`: its label, in lines.
    """

    cell: Cell
    label: str
    lines: tuple[str, ...]
    place: float
    size: float
    low: float
    high: float

    @property
    def hatched(self) -> bool:
        """Whether the number is below what is printed."""
        return self.cell.value is None


@dataclass(frozen=True, slots=True)
class Panel:
    """Marks on one scale, side by side. `title` is empty where the chart has no other panel. `height`: pixels."""

    id: str
    title: str
    marks: tuple[Mark, ...]
    scale: Scale
    height: int

    @property
    def below(self) -> tuple[Mark, ...]:
        """The hatched ones."""
        return tuple(mark for mark in self.marks if mark.hatched)

    @property
    def largest(self) -> Mark | None:
        """The one with the highest printed number."""
        printed = [mark for mark in self.marks if not mark.hatched]
        return max(printed, key=lambda mark: mark.cell.value or 0, default=None)


@dataclass(frozen=True, slots=True)
class Chart:
    """All that is drawn of a table. `upright`: columns from left to right (months), else bars one below another."""

    panels: tuple[Panel, ...]
    upright: bool


def chart(table: Table, drawn: DrawnTable, vocabulary: Vocabulary, language: str) -> Chart:
    """Return the chart of a table: one panel, or one for each row that has columns, or each chapter of codes."""
    if table.columns is None:
        scale = Scale.of(drawn, ROOM)
        parts = [
            (title, [(drawn.cell(one), table.row_label(one, language)) for one in rows])
            for title, rows in chapters(table, drawn, vocabulary, language)
        ]
        return Chart(_panels(table.id, parts, scale), upright=False)
    if table.by_month:
        rows = [(row.label(language), _cells(drawn, row.id)) for row in table.rows]
        scale = Scale.of(drawn, TALL)
        upright = [_columns(f"{table.id}-{at}", title, cells, scale) for at, (title, cells) in enumerate(rows)]
        return Chart(tuple(upright), upright=True)
    parts = [
        (row.label(language), [(cell, table.column_label(_column(cell), language)) for cell in _cells(drawn, row.id)])
        for row in table.rows
    ]
    return Chart(_panels(table.id, parts, Scale.of(drawn, ROOM)), upright=False)


def chapters(table: Table, drawn: DrawnTable, vocabulary: Vocabulary, language: str) -> list[tuple[str, Sequence[str]]]:
    """Return the rows of a table in groups: abuse codes by chapter, others together without a title."""
    if table.variable != CODES:
        return [("", tuple(drawn.noisy))]
    known = {code.id: code.category for code in vocabulary.codes()}
    groups = [
        (category.label(language), [row for row in drawn.noisy if known.get(row) == category.id])
        for category in vocabulary.categories()
    ]
    return [(title, rows) for title, rows in groups if rows]


def _cells(drawn: DrawnTable, row: str) -> list[Cell]:
    """Return the cells of a row that has columns."""
    return [drawn.cell(name) for name in drawn.noisy if name.partition(BETWEEN)[0] == row]


def _column(cell: Cell) -> str:
    return cell.id.partition(BETWEEN)[2]


def _panels(name: str, parts: Sequence[tuple[str, Sequence[tuple[Cell, str]]]], scale: Scale) -> tuple[Panel, ...]:
    cut = [(title, some) for title, rows in parts for some in _even(rows)]
    return tuple(_bars(f"{name}-{at}", title, rows, scale) for at, (title, rows) in enumerate(cut))


def _even(rows: Sequence[tuple[Cell, str]]) -> list[Sequence[tuple[Cell, str]]]:
    """Cut rows into as few parts as hold them, of about the same length."""
    most = -(-len(rows) // -(-len(rows) // MOST_BARS))
    return [rows[at : at + most] for at in range(0, len(rows), most)]


def _bars(name: str, title: str, rows: Sequence[tuple[Cell, str]], scale: Scale) -> Panel:
    """Lay bars one below another, each under its label."""
    marks: list[Mark] = []
    top = HEAD
    for cell, label in rows:
        lines = tuple(wrap(label, LETTERS))
        top += LINE * len(lines)
        marks.append(_mark(cell, label, lines, top, scale, LEAST_HATCHED))
        top += THICK + GAP
    return Panel(name, title, tuple(marks), scale, top)


def _columns(name: str, title: str, cells: Sequence[Cell], scale: Scale) -> Panel:
    """Stand columns side by side, each above the number of its month."""
    width = (100 - LEFT) / len(cells)
    marks = tuple(
        _mark(cell, _column(cell), (_month(_column(cell)),), round(LEFT + at * width, 2), scale, LEAST_TALL)
        for at, cell in enumerate(cells)
    )
    return Panel(name, title, marks, scale, HEAD + TALL + LINE)


def _month(column: str) -> str:
    return str(int(column.rpartition("-")[2]))


def _mark(cell: Cell, label: str, lines: tuple[str, ...], place: float, scale: Scale, least: float) -> Mark:
    if cell.value is None:
        size = max(scale.at(cell.below or 0), least)
        return Mark(cell, label, lines, place, size, size, size)
    return Mark(cell, label, lines, place, scale.at(cell.value), scale.at(cell.low or 0), scale.at(cell.high or 0))

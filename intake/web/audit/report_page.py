"""A drawn release as a report: each declared table with its chart, its numbers, and what others say beside it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from intake.domain.draw import ALL, Cell, Draw, DrawnTable
from intake.domain.figure_rules import in_order, places
from intake.domain.figures import Figure
from intake.domain.table import BETWEEN, Table
from intake.domain.vocabulary import Vocabulary
from intake.web.audit.charts import Chart, chapters, chart

PERSONS = "persons"


@dataclass(frozen=True, slots=True)
class Line:
    """One row as a table shows it."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one title, which is empty where there is none."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it is shown. `columns` are empty where each row has one number. `end`: where its bars end."""

    heading: str
    columns: tuple[str, ...]
    groups: tuple[Group, ...]
    end: int


@dataclass(frozen=True, slots=True)
class Section:
    """One table of the report. `left_out`: of how many people more was told than it counts, None where all is."""

    id: str
    title: str
    table: Table
    drawn: DrawnTable
    chart: Chart
    grid: Grid
    left_out: Cell | None
    beside: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that a report shows. `everybody`: the people counted; `said`: figures that stand beside no table."""

    draw: Draw
    everybody: Cell | None
    sections: tuple[Section, ...]
    said: tuple[Figure, ...]


def page_of(draw: Draw, tables: Iterable[Table], figures: Iterable[Figure], language: str) -> Page:
    """Return a release as the report shows it. What stands beside a chapter stands beside the people by chapter."""
    vocabulary, listed = Vocabulary.load(draw.vocabulary), in_order(figures)
    drawn = {one.id: one for one in draw.tables}
    beside = _beside(listed, drawn)
    sections = tuple(
        _section(draw, table, drawn[table.id], beside.get(table.id, ()), vocabulary, language) for table in tables
    )
    persons = drawn.get(PERSONS)
    everybody = persons.cell(ALL) if persons and ALL in persons.noisy else None
    return Page(draw, everybody, sections, tuple(beside.get("", ())))


def where(figure: Figure, language: str) -> str:
    """Return the chapter that a figure is about; empty where it is about none."""
    found = places().get(figure.beside)
    return found.label(language) if found and figure.beside.startswith("chapter:") else ""


def grid(table: Table, drawn: DrawnTable, vocabulary: Vocabulary, months: Sequence[str], language: str) -> Grid:
    """Return a table's rows with their words. Of rows and columns the fewer are across."""
    end = max(cell.below or cell.high or 1 for cell in drawn.cells())
    if table.columns is None:
        groups = tuple(
            Group(title, tuple(Line(table.row_label(row, language), (drawn.cell(row),)) for row in rows))
            for title, rows in chapters(table, drawn, vocabulary, language)
        )
        return Grid(table.title(language), (), groups, end)
    down = [(row.id, row.label(language)) for row in table.rows]
    across = [(one, table.column_label(one, language)) for one in months if table.by_month] or [
        (column.id, column.label(language)) for column in table.columns
    ]
    if len(across) > len(down):
        lines = [Line(label, tuple(_cell(drawn, row, one) for row, _ in down)) for one, label in across]
        return Grid(_heading(table, language), tuple(label for _, label in down), (Group("", tuple(lines)),), end)
    lines = [Line(label, tuple(_cell(drawn, row, one) for one, _ in across)) for row, label in down]
    return Grid(table.title(language), tuple(label for _, label in across), (Group("", tuple(lines)),), end)


def _section(
    draw: Draw, table: Table, drawn: DrawnTable, beside: Sequence[Figure], vocabulary: Vocabulary, language: str
) -> Section:
    return Section(
        table.id,
        table.name(language),
        table,
        drawn,
        chart(table, drawn, vocabulary, language),
        grid(table, drawn, vocabulary, draw.months, language),
        draw.left_out.cell(table.id) if table.id in draw.left_out.noisy else None,
        tuple(beside),
    )


def _beside(figures: Iterable[Figure], drawn: Mapping[str, DrawnTable]) -> dict[str, list[Figure]]:
    """Return figures by the table beside which they stand; what has none in this release stands at the beginning."""
    found: dict[str, list[Figure]] = {}
    for figure in figures:
        kind, _, name = figure.beside.partition(":")
        table = PERSONS if kind == "chapter" else name
        found.setdefault(table if table in drawn else "", []).append(figure)
    return found


def _cell(drawn: DrawnTable, row: str, column: str) -> Cell:
    return drawn.cell(f"{row}{BETWEEN}{column}")


def _heading(table: Table, language: str) -> str:
    """Return what a column is, for a table that is shown turned round."""
    headings = table.column_heading or table.heading
    return headings.get(language, headings["en"])

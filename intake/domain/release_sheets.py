"""A release as sheets of rows, of which its files are made: how it was made, tables, figures by others. Pure.

What leaves is what is listed here and nothing else: a field that nobody listed cannot leave. Texts are English, as a
file must say the same to everyone who gets it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from intake.domain.declared import declared
from intake.domain.draw import ALL, Draw, DrawnTable
from intake.domain.exports import BASIS, BELOW, BOUND, COVERAGE, INTERVAL, MECHANISMS, UNIT
from intake.domain.figures import Figure
from intake.domain.table import BETWEEN, Table

Value = str | int | float | None
HEAD = ("row", "column", "label", "people", "interval_low", "interval_high", "printed")
FIGURE_HEAD = (
    "id",
    "beside",
    "amount",
    "number",
    "precision",
    "unit",
    "counted",
    "origin",
    "window",
    "source",
    "where",
)
DRAFT = "Draft: drawn, and not published yet. Do not pass it on."
ZERO = (
    "A number that is not printed is below its threshold and may be zero; nobody has to answer a question, so what is "
    "not told is not counted. Only figures by others say that something did not happen, and they are always printed."
)
DEDUPLICATION = (
    "Testimonies that reviewers linked as telling of one person are one person, in all periods together; a person adds "
    "at most 1 to a cell."
)
CONSENT = "Only cases whose source allowed statistics when the numbers were drawn, and that were not withdrawn."
SNAPSHOT = "SHA-256 over the ciphertexts of the records that were counted."


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: `name` is also a file's, `rows` begin with the heads of the columns."""

    name: str
    title: str
    rows: tuple[tuple[Value, ...], ...]


def sheets(draw: Draw, figures: Iterable[Figure], *, draft: bool) -> list[Sheet]:
    """Return all sheets: how it was made, each table, figures by others apart from every count."""
    pairs = list(zip(declared(draw), draw.tables, strict=True))
    made = [Sheet(table.id, table.name("en"), (HEAD, *_rows(table, drawn))) for table, drawn in pairs]
    listed = Sheet("figures", "Said by others", (FIGURE_HEAD, *map(_figure, figures)))
    return [Sheet("metadata", "How it was made", tuple(metadata(draw, draft=draft))), *made, listed]


def metadata(draw: Draw, *, draft: bool) -> Iterator[tuple[Value, ...]]:
    """Yield what must be known to read and to check the numbers: a name and what it says."""
    yield "field", "value"
    if draft:
        yield "state", DRAFT
    yield "coverage", COVERAGE
    yield "what_is_counted", BASIS
    yield "release", draw.release
    yield "cut_off", draw.cut_off.isoformat()
    for period in draw.periods:
        yield "period", f"{period.opens.isoformat()} to {period.closes.isoformat()}"
    if draw.testimonies is not None:
        yield "testimonies_received", draw.testimonies
    yield "deduplication", DEDUPLICATION
    yield "consent", CONSENT
    yield "unit", UNIT
    yield "mechanism", f"{MECHANISMS[draw.mechanism]} ({draw.library})"
    yield "epsilon", draw.epsilon
    yield "delta", draw.delta
    yield "interval", INTERVAL
    yield "below", BELOW
    yield "zero", ZERO
    yield "contribution_bound", BOUND
    yield "snapshot", draw.snapshot
    yield "snapshot_of", SNAPSHOT
    yield "vocabulary_version", draw.vocabulary
    yield "table_set", f"{draw.size}, version {draw.table_version}"
    yield "software", draw.software
    for drawn in draw.tables:
        yield f"bound:{drawn.id}", drawn.bound
        yield f"loss:{drawn.id}", drawn.loss
        yield f"half_width:{drawn.id}", drawn.half_width
        yield f"left_out:{drawn.id}", left_out(draw, drawn.id)


def left_out(draw: Draw, table_id: str) -> str:
    """Return of how many people more was told than a table counts, and which share of all that is; both are noisy."""
    if not draw.left_out.noisy:
        return "not measured"
    if table_id not in draw.left_out.noisy:
        return "of nobody"
    cell, persons = draw.left_out.cell(table_id), draw.table("persons")
    if cell.value is None:
        return f"<{cell.below}"
    whole = persons.cell(ALL).value if persons else None
    share = f", {min(100, round(100 * cell.value / whole))} %" if whole else ""
    return f"{cell.value} ({cell.low} to {cell.high}){share}"


def _rows(table: Table, drawn: DrawnTable) -> Iterator[tuple[Value, ...]]:
    for cell in drawn.cells():
        row, _, column = cell.id.partition(BETWEEN)
        printed = f"<{cell.below}" if cell.value is None else str(cell.value)
        yield row, column or None, table.label(cell.id, "en"), cell.value, cell.low, cell.high, printed


def _figure(figure: Figure) -> tuple[Value, ...]:
    return (
        figure.id,
        figure.beside or None,
        figure.amount("en"),
        figure.number,
        figure.precision,
        figure.unit,
        figure.text("en"),
        figure.origin_label("en"),
        figure.window.text if figure.window else None,
        figure.source.by,
        figure.source.where or None,
    )

"""A release as one document: its tables, how to read them, and the quotations that may be printed. Pure, in English."""

from collections.abc import Iterable, Iterator

from intake.domain import exports
from intake.domain.blocks import Block, Heading, Paragraph, Table
from intake.domain.declared import declared
from intake.domain.draw import Cell, Draw, DrawnTable
from intake.domain.exports import writable
from intake.domain.figures import Figure
from intake.domain.quotations import Printed
from intake.domain.release_sheets import DRAFT
from intake.domain.table import Table as Declared

HEAD = ("", "Number", "95 % interval")


def title_of(draw: Draw) -> str:
    """Return the document's title."""
    return f"Release of {draw.cut_off.isoformat()}"


def as_blocks(draw: Draw, quotations: Iterable[Printed], figures: Iterable[Figure] = (), *, draft: bool) -> list[Block]:
    """Return the document, by an explicit list of fields as every export."""
    blocks: list[Block] = [Heading(title_of(draw), 0), *([Paragraph(DRAFT)] if draft else [])]
    blocks += [Paragraph(exports.COVERAGE), Paragraph(exports.BASIS)]
    blocks += [_table(table, drawn) for table, drawn in zip(declared(draw), draw.tables, strict=True)]
    return [*blocks, *_others(figures), *_quoted(quotations), Heading("How it was made"), *_making(draw)]


def _others(figures: Iterable[Figure]) -> Iterator[Block]:
    listed = [[writable(text) for text in _said(figure)] for figure in figures]
    if listed:
        yield Table("Said by others; no part of the counts", ("How many", "What", "Who says so"), listed)


def _said(figure: Figure) -> tuple[str, str, str]:
    return figure.amount("en"), figure.text("en"), figure.source.by


def _quoted(quotations: Iterable[Printed]) -> Iterator[Block]:
    found = list(quotations)
    if found:
        yield Heading("In their own words")
        yield Paragraph("Translated, and without anything by which somebody could be known, with the source's consent.")
    for one in found:
        yield Paragraph(one.text, quoted=True)


def _table(table: Declared, drawn: DrawnTable) -> Block:
    rows = [(table.label(cell.id, "en"), *_figures(cell)) for cell in drawn.cells()]
    return Table(table.labels["en"], HEAD, rows)


def _figures(cell: Cell) -> tuple[str, str]:
    return (f"<{cell.below}", "") if cell.value is None else (str(cell.value), f"{cell.low} to {cell.high}")


def _making(draw: Draw) -> Iterator[Block]:
    facts = {
        "Cut-off day": draw.cut_off.isoformat(),
        "Mechanism": f"{exports.MECHANISMS[draw.mechanism]} ({draw.library})",
        "Privacy": f"epsilon {draw.epsilon}, delta {draw.delta}. {exports.UNIT}",
        "Intervals": exports.INTERVAL,
        "Small numbers": exports.BELOW,
        "Vocabulary": draw.vocabulary,
        "Software": draw.software,
        "Release": draw.release,
    }
    yield from (Paragraph(said, name) for name, said in facts.items())

"""A release as one document: its tables, how to read them, and the quotations that may be printed. Pure."""

from collections.abc import Iterable, Iterator

from intake.domain.blocks import Block, Heading, Paragraph, Table
from intake.domain.draw import Cell, DrawnTable
from intake.domain.figures import Figure
from intake.domain.quotations import Printed
from intake.domain.release_facts import (
    EXPLAINED,
    Value,
    facts,
    left_out_words,
    loss_name,
    pairs,
    printed,
    state,
    title_of,
)
from intake.domain.release_sheets import heading, labels
from intake.domain.release_words import say
from intake.domain.report import Report
from intake.domain.spreadsheet import writable
from intake.domain.table import Table as Declared


def as_blocks(report: Report, quotations: Iterable[Printed], language: str) -> list[Block]:
    """Return the document, by an explicit list of fields as every export."""
    foreword = report.foreword(language)
    blocks: list[Block] = [Heading(title_of(report, language), 0), Paragraph(state(report, language))]
    blocks += [Paragraph(writable(foreword[1]), quoted=True)] if foreword else []
    blocks += [Heading(say("reading", language)), *_facts(report, language, explained=True)]
    for table, drawn in pairs(report.draw):
        blocks += _table(report, table, drawn, language)
    blocks += [*_by_others(report, language), *_quoted(quotations, language)]
    blocks += [Heading(say("making", language)), *_facts(report, language, explained=False)]
    return [*blocks, _noise(report, language)]


def _facts(report: Report, language: str, *, explained: bool) -> Iterator[Block]:
    """Yield how to read it, or else how it was made; whether it is a draft stands first already."""
    for one in facts(report, language):
        if one.said is not None and one.id != "state" and (one.id in EXPLAINED) == explained:
            yield Paragraph(_plain(one.said), one.label)


def _table(report: Report, table: Declared, drawn: DrawnTable, language: str) -> Iterator[Block]:
    more = left_out_words(report.draw, table.id, language)
    how = say("table_how", language, bound=drawn.bound, left_out=more, threshold=drawn.threshold)
    head = (*heading(table, language), say("number", language), say("interval_95", language))
    rows = [(*labels(table, cell, language), printed(cell), _interval(cell, language)) for cell in drawn.cells()]
    yield Heading(table.name(language))
    yield Table(how, head, rows)


def _interval(cell: Cell, language: str) -> str:
    return "" if cell.value is None else say("between", language, low=cell.low, high=cell.high)


def _by_others(report: Report, language: str) -> Iterator[Block]:
    if report.figures:
        names = ("amount", "what", "window", "by")
        rows = [[writable(text) for text in _said(one, language)] for one in report.figures]
        yield Heading(say("figures", language))
        yield Table(say("figures_how", language), [say(name, language) for name in names], rows)


def _said(figure: Figure, language: str) -> tuple[str, ...]:
    by = ", ".join(part for part in (figure.source.by, figure.source.where) if part)
    return figure.amount(language), figure.text(language), figure.window.text if figure.window else "", by


def _quoted(quotations: Iterable[Printed], language: str) -> Iterator[Block]:
    found = list(quotations)
    if found:
        yield Heading(say("own_words", language))
        yield Paragraph(say("own_words_how", language))
    for one in found:
        yield Paragraph(one.text, quoted=True)


def _noise(report: Report, language: str) -> Block:
    """Return the noise of each table; what else limits it stands beside the table itself."""
    names = ("table", loss_name(report.draw), "scale", "half_width")
    rows = [
        (table.name(language), *map(_plain, (drawn.loss, drawn.scale, drawn.half_width)))
        for table, drawn in pairs(report.draw)
    ]
    return Table(say("bounds", language), [say(name, language) for name in names], rows)


def _plain(value: Value) -> str:
    """Return a value as text, a number without the digits that nobody reads."""
    return f"{value:.4g}" if isinstance(value, float) else str(value)

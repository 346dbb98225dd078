"""A release as sheets for people: how to read it, each table, what others say. Pure; nothing is read from the clock."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from intake.domain.draw import Cell, Draw, DrawnTable
from intake.domain.figure_rules import places
from intake.domain.figures import Figure
from intake.domain.release_facts import (
    Value,
    facts,
    left_out,
    left_out_words,
    loss_name,
    marked,
    pairs,
    printed,
    title_of,
)
from intake.domain.release_words import say
from intake.domain.report import Report
from intake.domain.spreadsheet import writable
from intake.domain.table import BETWEEN, Table
from intake.domain.terms import in_language

LONGEST_TAB = 31
"""Letters of a sheet's name that spreadsheets take."""
NARROWEST, WIDEST = 12, 70
"""Letters of a column."""
NOT_IN_TAB = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a title and a head. `name`: short, for a tab."""

    name: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]

    @property
    def widths(self) -> tuple[int, ...]:
        """How wide each column is, in letters: its longest text, or the longest word of its head, which wraps."""
        return tuple(_width(head, values) for head, values in self._columns())

    @property
    def numeric(self) -> tuple[bool, ...]:
        """Which columns hold numbers and nothing else but `<k`."""
        return tuple(any(values) and all(map(_is_number, values)) for _, values in self._columns())

    def _columns(self) -> Iterator[tuple[str, tuple[Value, ...]]]:
        return ((head, tuple(row[at] for row in self.rows)) for at, head in enumerate(self.head))


def sheets(report: Report, language: str) -> tuple[Sheet, ...]:
    """Return everything: how to read it, each table, the figures by others apart from the counts, the noise."""
    tables = [_counts(table, drawn, language) for table, drawn in pairs(report.draw)]
    rest = (*tables, by_others(report.figures, language), bounds(report.draw, language))
    return about(report, language), *(replace(one, title=marked(report, one.title, language)) for one in rest)


def about(report: Report, language: str) -> Sheet:
    """Return how to read it and how it was made, a fact a row, after the auditors' own words."""
    foreword = report.foreword(language)
    said = [(fact.label, fact.said) for fact in facts(report, language) if fact.said is not None]
    first, rest = said[:1], said[1:]
    words = [(say("foreword", language), foreword[1])] if foreword else []
    head = (say("about", language), "")
    return Sheet(say("about", language), title_of(report, language), head, _held([*first, *words, *rest]))


def bounds(draw: Draw, language: str) -> Sheet:
    """Return for each table what a person adds to it at most, what it cost, its noise, and how much was left out."""
    names = ("table", "cells", loss_name(draw), "scale", "half_width", "threshold", "left_out", "left_out_share")
    rows = [_bound(draw, table, drawn, language) for table, drawn in pairs(draw)]
    return Sheet(say("bounds", language), say("bounds_how", language), _heads(names, language), _held(rows))


def by_others(figures: Iterable[Figure], language: str) -> Sheet:
    """Return the figures by others, a row each."""
    names = ("figure", "what", "amount", "counted", "origin", "window", "by", "where", "day", "beside")
    rows = [_figure(one, language) for one in figures]
    return Sheet(say("figures", language), say("figures_how", language), _heads(names, language), _held(rows))


def heading(table: Table, language: str) -> tuple[str, ...]:
    """Return what stands above the labels of a table: what a row is, and what a column is, if it has any."""
    if table.column_heading is None:
        return (table.title(language),)
    return table.title(language), in_language(table.column_heading, language)


def labels(table: Table, cell: Cell, language: str) -> tuple[str, ...]:
    """Return what a cell is called, in as many parts as the heading has."""
    row, between, column = cell.id.partition(BETWEEN)
    said = table.row_label(row, language)
    return (said, table.column_label(column, language)) if between else (said,)


def tab(name: str) -> str:
    """Return a name that fits on the tab of a sheet: what stands before a colon, or its first whole words."""
    first = NOT_IN_TAB.sub(" ", name.partition(":")[0])
    if len(first) <= LONGEST_TAB:
        return first
    return first[: LONGEST_TAB - 1].rpartition(" ")[0] + "\N{HORIZONTAL ELLIPSIS}"


def _counts(table: Table, drawn: DrawnTable, language: str) -> Sheet:
    head = (*heading(table, language), *_heads(("number", "from", "to"), language))
    rows = [(*labels(table, cell, language), _number(cell), cell.low, cell.high) for cell in drawn.cells()]
    return Sheet(tab(table.name(language)), table.name(language), head, _held(rows))


def _number(cell: Cell) -> Value:
    return printed(cell) if cell.value is None else cell.value


def _bound(draw: Draw, table: Table, drawn: DrawnTable, language: str) -> tuple[Value, ...]:
    numbers = (drawn.bound, drawn.loss, drawn.scale, drawn.half_width, drawn.threshold)
    return table.name(language), *numbers, left_out_words(draw, table.id, language), left_out(draw, table.id)[1]


def _figure(one: Figure, language: str) -> tuple[Value, ...]:
    place = places().get(one.beside)
    return (
        *(one.id, one.text(language), one.amount(language), one.unit_label(language), one.origin_label(language)),
        one.window.text if one.window else None,
        *(one.source.by or None, one.source.where or None),
        one.source.day.isoformat() if one.source.day else None,
        place.label(language) if place else None,
    )


def _width(head: str, values: Iterable[Value]) -> int:
    longest = max(
        (len(one) for one in (*head.split(), *(str(value) for value in values if value is not None))), default=0
    )
    return min(WIDEST, max(NARROWEST, longest + 2))


def _is_number(value: Value) -> bool:
    return value is None or not isinstance(value, str) or value.startswith("<")


def _heads(names: Iterable[str], language: str) -> tuple[str, ...]:
    return tuple(say(name, language) for name in names)


def _held(rows: Iterable[tuple[Value, ...]]) -> tuple[tuple[Value, ...], ...]:
    """Return rows of which every file can hold every text."""
    return tuple(tuple(writable(one) if isinstance(one, str) else one for one in row) for row in rows)

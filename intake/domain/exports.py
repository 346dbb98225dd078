"""A release as files: CSV and JSON, by an explicit list of fields. What is not listed here cannot leave.

The same draw gives the same bytes for ever: nothing is read from the clock, and what names programs was stored
when the release was drawn. Texts are English, as a file must say the same to everyone who gets it.
"""

import csv
import io
import json
from collections.abc import Mapping

from intake.domain.publication import SCHEMA, Cell, Draw, DrawnTable
from intake.domain.statistics import TableId
from intake.domain.vocabulary import Vocabulary

TITLES: Mapping[TableId, str] = {
    TableId.CASES: "Cases counted",
    TableId.CATEGORIES: "Cases by report category",
    TableId.CODES: "Cases by abuse code",
}
BASIS = (
    "Cases that were coded, whose source consents to statistics on the cut-off day, which are not withdrawn and which "
    "no earlier release counted."
)
COVERAGE = "Convenience sample; not totals or trends."
MECHANISMS: Mapping[str, str] = {"discrete-laplace": "Discrete Laplace noise on every number"}
UNIT = "One case, added or removed. A case counts in one release only."
INTERVAL = "The number before the noise lies between the two with probability 0.95 or more."
BELOW = "The noisy number is less than this, so neither it nor its interval is printed; zero is possible."
BOUND = "One case adds 1 to at most this many cells of the table."
COLUMNS = (
    *("table", "cell", "label", "category", "value", "interval_low", "interval_high", "below"),
    *("contribution_bound", "table_epsilon", "noise_scale", "half_width", "release", "cut_off", "epsilon"),
    *("mechanism", "library", "software", "vocabulary_version", "basis", "coverage", "schema"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What spreadsheets take for the beginning of a formula (OWASP, CSV injection)."""


def as_json(draw: Draw, vocabulary: Vocabulary) -> bytes:
    """Return the release as one JSON document. `schema` names the form."""
    document = {
        "schema": SCHEMA,
        "release": draw.release,
        "cut_off": draw.cut_off.isoformat(),
        "basis": BASIS,
        "coverage": COVERAGE,
        "vocabulary_version": draw.vocabulary,
        "software": draw.software,
        "privacy": {
            "mechanism": MECHANISMS[draw.mechanism],
            "library": draw.library,
            "unit": UNIT,
            "epsilon": draw.epsilon,
        },
        "reading": {"interval": INTERVAL, "below": BELOW, "contribution_bound": BOUND},
        "tables": [_table(table, vocabulary) for table in draw.tables],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def as_csv(draw: Draw, vocabulary: Vocabulary) -> bytes:
    """Return the release as one tidy CSV file (RFC 4180): a row is a cell, with all that is needed to read it."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\r\n", strict=True)
    writer.writeheader()
    for table in draw.tables:
        writer.writerows(_row(draw, table, cell, vocabulary) for cell in table.cells())
    return file.getvalue().encode()


def label(table: TableId, cell: str, vocabulary: Vocabulary, language: str = "en") -> str:
    """Return the words for a cell."""
    if table is TableId.CODES:
        return vocabulary.code(cell).label(language)
    if table is TableId.CATEGORIES:
        return vocabulary.category(cell).label(language)
    return TITLES[TableId.CASES]


def category(table: TableId, cell: str, vocabulary: Vocabulary) -> str | None:
    """Return the id of the report category that a cell belongs to."""
    if table is TableId.CODES:
        return vocabulary.code(cell).category
    return cell if table is TableId.CATEGORIES else None


def _table(table: DrawnTable, vocabulary: Vocabulary) -> dict[str, object]:
    return {
        "table": table.id,
        "title": TITLES[table.id],
        "contribution_bound": table.bound,
        "epsilon": table.epsilon,
        "noise_scale": table.scale,
        "half_width": table.half_width,
        "below": table.threshold,
        "cells": [_cell(table, cell, vocabulary) for cell in table.cells()],
    }


def _cell(table: DrawnTable, cell: Cell, vocabulary: Vocabulary) -> dict[str, object]:
    return {
        "cell": cell.id,
        "label": label(table.id, cell.id, vocabulary),
        "category": category(table.id, cell.id, vocabulary),
        "value": cell.value,
        "interval_low": cell.low,
        "interval_high": cell.high,
        "below": cell.below,
    }


def _row(draw: Draw, table: DrawnTable, cell: Cell, vocabulary: Vocabulary) -> dict[str, str]:
    row = _cell(table, cell, vocabulary) | {
        "table": table.id,
        "contribution_bound": table.bound,
        "table_epsilon": table.epsilon,
        "noise_scale": table.scale,
        "half_width": table.half_width,
        "release": draw.release,
        "cut_off": draw.cut_off.isoformat(),
        "epsilon": draw.epsilon,
        "mechanism": MECHANISMS[draw.mechanism],
        "library": draw.library,
        "software": draw.software,
        "vocabulary_version": draw.vocabulary,
        "basis": BASIS,
        "coverage": COVERAGE,
        "schema": SCHEMA,
    }
    return {name: safe(value) for name, value in row.items()}


def safe(value: object) -> str:
    """Return a text that no spreadsheet runs. Empty means that there is no number to print."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text

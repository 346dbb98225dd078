"""A release as CSV (RFC 4180) for programs: a row is a cell, ids are stable, labels are in each language. Pure.

What is not listed here cannot leave. Every file says in every row whether it is a draft.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

from intake.domain.draw import Cell, DrawnTable
from intake.domain.figures import LANGUAGES, Figure
from intake.domain.release_facts import Value, facts, left_out, pairs, state_id
from intake.domain.report import Report
from intake.domain.spreadsheet import safe
from intake.domain.table import BETWEEN, Table

Row = Mapping[str, Value]
FOLDER = "tables"
LABELS = tuple(f"label_{one}" for one in LANGUAGES)
TEXTS = tuple(f"text_{one}" for one in LANGUAGES)
FIRST = ("release", "state", "published")
CELL = (*FIRST, "table", "row", "column", *LABELS, "value", "interval_low", "interval_high", "below")
BOUND = (
    *("contribution_bound", "table_loss", "noise_scale", "half_width", "threshold"),
    *("left_out", "left_out_low", "left_out_high", "left_out_below", "left_out_share"),
)
FIGURE = (
    *(*FIRST, "figure", *TEXTS, "number", "precision", "unit", "origin", "window"),
    *("source", "source_where", "source_day", "beside"),
)


def as_csv(report: Report) -> bytes:
    """Return all tables as one file, of which every row has all that is needed to read it."""
    about: Row = {fact.id: fact.said for fact in facts(report, LANGUAGES[0]) if fact.id not in CELL}
    found = [(table, drawn, {**about, **_bound(report, table, drawn)}) for table, drawn in pairs(report.draw)]
    rows = ({**same, **row} for table, drawn, same in found for row in _rows(report, table, drawn))
    return _written((*CELL, *BOUND, *about), rows)


def files(report: Report) -> dict[str, bytes]:
    """Return a file for each table by its path, and for what stands beside all of them."""
    found = list(pairs(report.draw))
    made = {table.id: _written(CELL, _rows(report, table, drawn)) for table, drawn in found}
    bounds = ({**_same(report), "table": table.id, **_bound(report, table, drawn)} for table, drawn in found)
    made["metadata"] = _written(("field", *LANGUAGES), _about(report))
    made["bounds"] = _written((*FIRST, "table", *BOUND), bounds)
    made["figures"] = _written(FIGURE, (_figure(report, one) for one in report.figures))
    return {f"{FOLDER}/{name}.csv": data for name, data in made.items()}


def _rows(report: Report, table: Table, drawn: DrawnTable) -> Iterator[Row]:
    return ({**_same(report), "table": table.id, **_cell(table, cell)} for cell in drawn.cells())


def _same(report: Report) -> Row:
    published = report.published.isoformat() if report.published else None
    return {"release": report.draw.release, "state": state_id(report), "published": published}


def _cell(table: Table, cell: Cell) -> Row:
    row, _, column = cell.id.partition(BETWEEN)
    labels = {name: table.label(cell.id, one) for name, one in zip(LABELS, LANGUAGES, strict=True)}
    numbers = {"value": cell.value, "interval_low": cell.low, "interval_high": cell.high, "below": cell.below}
    return {"row": row, "column": column, **labels, **numbers}


def _bound(report: Report, table: Table, drawn: DrawnTable) -> Row:
    more, share = left_out(report.draw, table.id)
    return {
        "contribution_bound": drawn.bound,
        "table_loss": drawn.loss,
        "noise_scale": drawn.scale,
        "half_width": drawn.half_width,
        "threshold": drawn.threshold,
        "left_out": more.value if more else None,
        "left_out_low": more.low if more else None,
        "left_out_high": more.high if more else None,
        "left_out_below": more.below if more else None,
        "left_out_share": share,
    }


def _about(report: Report) -> Iterator[Row]:
    for said in zip(*(facts(report, one) for one in LANGUAGES), strict=True):
        yield {"field": said[0].id, **{one: fact.said for one, fact in zip(LANGUAGES, said, strict=True)}}
    yield {"field": "foreword", **{one: report.forewords.get(one) for one in LANGUAGES}}


def _figure(report: Report, one: Figure) -> Row:
    return {
        **_same(report),
        "figure": one.id,
        **{name: one.texts.get(language) for name, language in zip(TEXTS, LANGUAGES, strict=True)},
        "number": one.number,
        "precision": one.precision,
        "unit": one.unit,
        "origin": one.origin,
        "window": one.window.text if one.window else None,
        "source": one.source.by,
        "source_where": one.source.where,
        "source_day": one.source.day.isoformat() if one.source.day else None,
        "beside": one.beside,
    }


def _written(columns: Iterable[str], rows: Iterable[Row]) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, tuple(columns), lineterminator="\r\n", strict=True)
    writer.writeheader()
    writer.writerows({name: safe(value) for name, value in row.items()} for row in rows)
    return file.getvalue().encode()

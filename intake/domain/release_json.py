"""A release as one JSON document for programs, by an explicit list of fields. Ids are stable, with labels. Pure.

`release.schema.json`, which goes along with it, describes it (JSON Schema 2020-12).
"""

import json
from collections.abc import Callable
from functools import partial
from importlib import resources

from intake.domain.draw import Cell, Draw, DrawnTable
from intake.domain.figures import LANGUAGES, Figure
from intake.domain.release_facts import EXPLAINED, left_out, pairs, state_id
from intake.domain.release_words import say
from intake.domain.report import Report
from intake.domain.table import BETWEEN, Table

SCHEMA = "holas-release/3"
SCHEMA_FILE = "release.schema.json"


def as_json(report: Report) -> bytes:
    """Return the release; the same report gives the same bytes."""
    document = {
        "schema": SCHEMA,
        "state": state_id(report),
        "published": report.published.isoformat() if report.published else None,
        **_about(report.draw),
        "reading": {name: _each(partial(say, f"{name}_how")) for name in EXPLAINED},
        "tables": [_table(report.draw, table, drawn) for table, drawn in pairs(report.draw)],
        "figures_by_others": [_figure(one) for one in report.figures],
        "forewords": dict(report.forewords),
    }
    return (json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def schema() -> bytes:
    """Return the schema that goes along with the document."""
    return resources.files("intake").joinpath("handed", SCHEMA_FILE).read_bytes()


def _about(draw: Draw) -> dict[str, object]:
    return {
        "release": draw.release,
        "subject": draw.subject,
        "periods": [{"opens": one.opens.isoformat(), "closes": one.closes.isoformat()} for one in draw.periods],
        "months": list(draw.months),
        "cut_off": draw.cut_off.isoformat(),
        "testimonies": draw.testimonies,
        "table_set": draw.size,
        "table_version": draw.table_version,
        "vocabulary_version": draw.vocabulary,
        "software": draw.software,
        "snapshot_sha256": draw.snapshot or None,
        "privacy": {
            "mechanism": draw.mechanism,
            "library": draw.library,
            "epsilon": draw.epsilon,
            "delta": draw.delta,
        },
    }


def _table(draw: Draw, table: Table, drawn: DrawnTable) -> dict[str, object]:
    more, share = left_out(draw, table.id)
    return {
        "table": table.id,
        "labels": _each(table.name),
        "contribution_bound": drawn.bound,
        "loss": drawn.loss,
        "noise_scale": drawn.scale,
        "half_width": drawn.half_width,
        "threshold": drawn.threshold,
        "left_out": {**_number(more), "share": share} if more else None,
        "cells": [_cell(table, cell) for cell in drawn.cells()],
    }


def _cell(table: Table, cell: Cell) -> dict[str, object]:
    row, _, column = cell.id.partition(BETWEEN)
    labels = _each(lambda language: table.label(cell.id, language))
    return {"row": row, "column": column or None, "labels": labels, **_number(cell)}


def _number(cell: Cell) -> dict[str, object]:
    return {"value": cell.value, "interval_low": cell.low, "interval_high": cell.high, "below": cell.below}


def _figure(one: Figure) -> dict[str, object]:
    return {
        "id": one.id,
        "texts": dict(one.texts),
        "number": one.number,
        "precision": one.precision,
        "unit": one.unit,
        "origin": one.origin,
        "window": one.window.text if one.window else None,
        "source": {
            "by": one.source.by,
            "where": one.source.where,
            "day": one.source.day.isoformat() if one.source.day else None,
        },
        "beside": one.beside,
    }


def _each(said: Callable[[str], str]) -> dict[str, str]:
    """Return something in each language."""
    return {language: said(language) for language in LANGUAGES}

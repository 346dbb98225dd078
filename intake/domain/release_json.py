"""A release as one JSON document, by an explicit list of fields.

`release.schema.json`, which goes along with it, describes it (JSON Schema 2020-12).
"""

import json
from collections.abc import Iterable
from importlib import resources

from intake.domain import exports
from intake.domain.declared import declared
from intake.domain.draw import Draw, DrawnTable
from intake.domain.exports import cell_of
from intake.domain.figures import Figure
from intake.domain.release_sheets import CONSENT, DEDUPLICATION, SNAPSHOT, ZERO, left_out
from intake.domain.table import Table

SCHEMA_FILE = "release.schema.json"


def as_json(draw: Draw, figures: Iterable[Figure], *, draft: bool) -> bytes:
    """Return the release; the same draw and figures give the same bytes."""
    document = {
        "schema": exports.SCHEMA,
        "state": "draft" if draft else "published",
        "release": draw.release,
        "cut_off": draw.cut_off.isoformat(),
        "periods": [{"opens": one.opens.isoformat(), "closes": one.closes.isoformat()} for one in draw.periods],
        "testimonies_received": draw.testimonies,
        "basis": exports.BASIS,
        "coverage": exports.COVERAGE,
        "deduplication": DEDUPLICATION,
        "consent": CONSENT,
        "snapshot": {"sha256": draw.snapshot, "of": SNAPSHOT},
        "vocabulary_version": draw.vocabulary,
        "table_set": {"size": draw.size, "version": draw.table_version},
        "software": draw.software,
        "privacy": {
            "mechanism": exports.MECHANISMS[draw.mechanism],
            "library": draw.library,
            "unit": exports.UNIT,
            "epsilon": draw.epsilon,
            "delta": draw.delta,
        },
        "reading": {
            "interval": exports.INTERVAL,
            "below": exports.BELOW,
            "zero": ZERO,
            "contribution_bound": exports.BOUND,
        },
        "tables": [_table(draw, table, drawn) for table, drawn in zip(declared(draw), draw.tables, strict=True)],
        "figures": [_figure(figure) for figure in figures],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def schema() -> bytes:
    """Return the schema that goes along with the document."""
    return resources.files("intake").joinpath("handed", SCHEMA_FILE).read_bytes()


def _table(draw: Draw, table: Table, drawn: DrawnTable) -> dict[str, object]:
    return {
        "table": table.id,
        "title": table.name("en"),
        "contribution_bound": drawn.bound,
        "loss": drawn.loss,
        "noise_scale": drawn.scale,
        "half_width": drawn.half_width,
        "below": drawn.threshold,
        "left_out": left_out(draw, drawn.id),
        "cells": [cell_of(table, cell) for cell in drawn.cells()],
    }


def _figure(figure: Figure) -> dict[str, object]:
    return {
        "id": figure.id,
        "beside": figure.beside,
        "texts": dict(figure.texts),
        "number": figure.number,
        "precision": figure.precision,
        "unit": figure.unit,
        "origin": figure.origin,
        "window": figure.window.text if figure.window else None,
        "source": figure.source.data(),
    }

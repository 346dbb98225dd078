"""Sums of what was published, as a page and as a file."""

import csv
from dataclasses import dataclass
from io import StringIO

from flask import Response, render_template
from flask_babel import get_locale

from intake.domain.declared import declared
from intake.domain.draw import Cell
from intake.services import cumulative
from intake.services.cumulative import Sum
from intake.web.access import audience
from intake.web.audit.blueprint import blueprint
from intake.web.here import here
from intake.web.staff.visit import me

HEADER = ("from", "to", "table", "cell", "value", "low", "high", "below")


@dataclass(frozen=True, slots=True)
class Shown:
    """One table as the page shows it. `heading`: what a row is."""

    id: str
    title: str
    heading: str
    rows: list[tuple[str, Cell]]


@blueprint.get("/releases/sums")
@audience("auditor")
def sums() -> str:
    """Show the sums of cohorts with the same tables, and which cohorts are in none."""
    found = cumulative.sums(here(), me())
    parts = [(one, _tables(one)) for one in found if len(one.draws) > 1]
    alone = [one.draws[0] for one in found if len(one.draws) == 1]
    return render_template("audit/sums.html", sums=parts, alone=alone)


@blueprint.get("/releases/sums.csv")
@audience("auditor")
def sums_file() -> Response:
    """Hand out the same as one tidy file: a line a cell."""
    lines = StringIO(newline="")
    writer = csv.writer(lines)
    writer.writerow(HEADER)
    for one in cumulative.sums(here(), me()):
        if len(one.draws) > 1:
            writer.writerows(_lines(one))
    answer = Response(lines.getvalue(), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename="sums.csv")
    return answer


def _lines(one: Sum) -> list[tuple[object, ...]]:
    days = one.draws[0].periods[0].opens.isoformat(), one.draws[-1].periods[-1].closes.isoformat()
    return [
        (*days, table.id, cell.id, cell.value, cell.low, cell.high, cell.below)
        for table in one.tables
        for cell in table.cells()
    ]


def _tables(one: Sum) -> list[Shown]:
    language = str(get_locale())
    return [
        Shown(
            table.id,
            table.name(language),
            table.title(language),
            [(table.label(cell.id, language), cell) for cell in drawn.cells()],
        )
        for table, drawn in zip(declared(one.draws[0]), one.tables, strict=True)
    ]

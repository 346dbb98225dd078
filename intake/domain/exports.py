"""A release as one tidy CSV file, by an explicit list of fields. What is not listed here cannot leave.

The same draw gives the same bytes for ever: nothing is read from the clock, and what names programs was stored
when the release was drawn. Texts are English, as a file must say the same to everyone who gets it.
"""

import csv
import io
import re
from collections.abc import Mapping

from intake.domain.declared import declared
from intake.domain.draw import Cell, Draw, DrawnTable
from intake.domain.table import Table

SCHEMA = "holas-release/2"
BASIS = (
    "People told of in cases that were coded by the last day of the period, whose source consents to statistics on the "
    "cut-off day, which are not withdrawn, and whom no other period counted. Linked testimonies count once."
)
COVERAGE = "Convenience sample; not totals or trends."
MECHANISMS: Mapping[str, str] = {
    "discrete-laplace": "Discrete Laplace noise on every number",
    "discrete-gaussian": "Discrete Gaussian noise on every number",
}
UNIT = "One person, with everything that linked testimonies tell of them, added or removed."
INTERVAL = "The number before the noise lies between the two with probability 0.95 or more."
BELOW = "The noisy number is less than this, so neither it nor its interval is printed; zero is possible."
BOUND = "One case adds 1 to at most this many cells of the table."
COLUMNS = (
    *("table", "cell", "label", "value", "interval_low", "interval_high", "below"),
    *("contribution_bound", "table_loss", "noise_scale", "half_width", "release", "cut_off", "epsilon", "delta"),
    *("mechanism", "library", "software", "vocabulary_version", "table_version", "basis", "coverage", "schema"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What spreadsheets take for the beginning of a formula (OWASP, CSV injection)."""
_NOWHERE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0, and so no office file, can hold."""


def as_csv(draw: Draw) -> bytes:
    """Return the release as one tidy CSV file (RFC 4180): a row is a cell, with all that is needed to read it."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\r\n", strict=True)
    writer.writeheader()
    for table, drawn in zip(declared(draw), draw.tables, strict=True):
        writer.writerows(_row(draw, table, drawn, cell) for cell in drawn.cells())
    return file.getvalue().encode()


def cell_of(table: Table, cell: Cell) -> dict[str, object]:
    """Return what a file says of one cell."""
    return {
        "cell": cell.id,
        "label": table.label(cell.id, "en"),
        "value": cell.value,
        "interval_low": cell.low,
        "interval_high": cell.high,
        "below": cell.below,
    }


def _row(draw: Draw, table: Table, drawn: DrawnTable, cell: Cell) -> dict[str, str]:
    row = cell_of(table, cell) | {
        "table": table.id,
        "contribution_bound": drawn.bound,
        "table_loss": drawn.loss,
        "noise_scale": drawn.scale,
        "half_width": drawn.half_width,
        "release": draw.release,
        "cut_off": draw.cut_off.isoformat(),
        "epsilon": draw.epsilon,
        "delta": draw.delta,
        "mechanism": MECHANISMS[draw.mechanism],
        "library": draw.library,
        "software": draw.software,
        "vocabulary_version": draw.vocabulary,
        "table_version": draw.table_version,
        "basis": BASIS,
        "coverage": COVERAGE,
        "schema": SCHEMA,
    }
    return {name: safe(value) for name, value in row.items()}


def safe(value: object) -> str:
    """Return a text that no spreadsheet runs. Empty means that there is no number to print."""
    text = "" if value is None else writable(str(value))
    return f"'{text}" if text.startswith(_FORMULA) else text


def writable(text: str) -> str:
    """Return a text that office files can hold."""
    return _NOWHERE.sub(" ", text)

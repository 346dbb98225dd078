"""docs/tables.md says what the program counts."""

import re
from pathlib import Path

from intake.domain.tables import EXPECTED, Size, Tables
from intake.domain.variables import VARIABLES

PAGE = (Path(__file__).parents[2] / "docs" / "tables.md").read_text("utf-8")


def test_it_has_every_variable_with_its_bound() -> None:
    told = re.findall(r"^\| `(\w+)` \| (\d+) \|", PAGE, re.MULTILINE)
    assert told == [(one.id, str(one.bound)) for one in VARIABLES]


def test_it_has_every_set_with_its_size() -> None:
    months = [str(month) for month in range(12)]
    for size in Size:
        tables = [table for table, _ in Tables.load().set(size).tables]
        least, most = EXPECTED[size]
        people = f"{least:,} to {most:,}" if most else f"{least:,} and more"
        cells = sum(len(table.cells(months)) for table in tables)
        assert f"| {size} | {people} | {len(tables)} | {cells} |" in PAGE

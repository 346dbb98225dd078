"""From a draw to what is printed and exported: the same bytes for ever, and nothing that nobody listed."""

import csv
import io
import json
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain import exports
from intake.domain.publication import BadDraw, Cell, Draw, DrawnTable
from intake.domain.statistics import TableId, plans
from intake.domain.vocabulary import Vocabulary

VOCABULARY = Vocabulary.load()
KEPT = Path(__file__).parent / "release"
NOISE = {TableId.CASES: (0.25, 4.0, 12), TableId.CATEGORIES: (0.75, 4.0, 12), TableId.CODES: (1.0, 5.0, 15)}


def _draw(shift: int = 0) -> Draw:
    """A draw of invented numbers from -8 up."""
    tables = tuple(
        DrawnTable.of(plan, range(shift - 8, shift - 8 + len(plan.cells)), NOISE[plan.id])
        for plan in plans(VOCABULARY, 2.0)
    )
    return Draw("f" * 32, date(2026, 11, 22), "1", "holas 0.1.0", "OpenDP 0.16.0", "discrete-laplace", 2.0, tables)


def _rows(draw: Draw) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(exports.as_csv(draw, VOCABULARY).decode(), newline="")))


def test_a_draw_is_read_back_as_it_was_stored() -> None:
    assert Draw.parse(_draw().to_json()) == _draw()


def test_a_stored_release_gives_the_same_files_in_every_version_of_this_software() -> None:
    """The three files were written once, by the first version; a change here would change what is published."""
    draw = Draw.parse((KEPT / "stored.json").read_bytes())
    assert exports.as_csv(draw, VOCABULARY) == (KEPT / "release.csv").read_bytes()
    assert exports.as_json(draw, VOCABULARY) == (KEPT / "release.json").read_bytes()


@given(st.integers(min_value=-1000, max_value=1000))
def test_small_numbers_are_not_printed_and_the_others_lie_inside_their_interval(shift: int) -> None:
    for table in _draw(shift).tables:
        for (name, value), cell in zip(table.values, table.cells(), strict=True):
            if value < table.threshold:
                assert cell == Cell(name, None, None, None, table.threshold)
            else:
                assert cell == Cell(name, value, value - table.half_width, value + table.half_width, None)
                assert cell.low is not None
                assert cell.low >= 0


def test_the_threshold_is_never_below_ten() -> None:
    table = replace(_draw(20).tables[0], half_width=3)
    assert table.threshold == 10
    assert replace(table, values=(("cases", 9),)).cells()[0].below == 10
    assert replace(table, values=(("cases", 10),)).cells()[0] == Cell("cases", 10, 7, 13, None)


@pytest.mark.parametrize("shift", [-500, 0, 500])
def test_no_negative_number_and_no_formula_leaves(shift: int) -> None:
    for row in _rows(_draw(shift)):
        assert not any(text.startswith(("=", "+", "-", "@", "\t", "\r")) for text in row.values())
    assert b": -" not in exports.as_json(_draw(shift), VOCABULARY)


def test_a_label_that_is_a_formula_is_made_harmless(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "label", lambda *_: '=HYPERLINK("x")')
    assert {row["label"] for row in _rows(_draw())} == {'\'=HYPERLINK("x")'}


def test_the_csv_is_tidy_and_says_all_that_is_needed_to_read_a_row() -> None:
    rows = _rows(_draw(20))
    assert len(rows) == 1 + 8 + 76
    assert [row["table"] for row in rows[:3]] == ["cases", "categories", "categories"]
    assert rows[0] == {
        "table": "cases",
        "cell": "cases",
        "label": "Cases counted",
        "category": "",
        "value": "12",
        "interval_low": "0",
        "interval_high": "24",
        "below": "",
        "contribution_bound": "1",
        "table_epsilon": "0.25",
        "noise_scale": "4.0",
        "half_width": "12",
        "release": "f" * 32,
        "cut_off": "2026-11-22",
        "epsilon": "2.0",
        "mechanism": "Discrete Laplace noise on every number",
        "library": "OpenDP 0.16.0",
        "software": "holas 0.1.0",
        "vocabulary_version": "1",
        "basis": exports.BASIS,
        "coverage": "Convenience sample; not totals or trends.",
        "schema": "holas-release/1",
    }
    assert rows[9]["category"] == "expression"
    assert _rows(_draw(0))[0]["below"] == "12"
    assert _rows(_draw(0))[0]["value"] == ""


def _keys(data: object) -> set[str]:
    if isinstance(data, dict):
        return set(data).union(*(_keys(value) for value in data.values()))
    return set().union(*(_keys(value) for value in data)) if isinstance(data, list) else set()


LISTED = {
    *("schema", "release", "cut_off", "basis", "coverage", "vocabulary_version", "software", "privacy", "reading"),
    *("mechanism", "library", "unit", "epsilon", "interval", "below", "contribution_bound", "tables", "table", "title"),
    *("noise_scale", "half_width", "cells", "cell", "label", "category", "value", "interval_low", "interval_high"),
}


def test_json_holds_the_listed_fields_and_no_others() -> None:
    assert _keys(json.loads(exports.as_json(_draw(20), VOCABULARY))) == LISTED


def test_what_is_not_printed_cannot_be_worked_out_from_the_files() -> None:
    """Two draws that differ only where the number is not printed give the same files."""
    low, lower = _draw(-200), _draw(-300)
    assert low.to_json() != lower.to_json()
    assert exports.as_csv(low, VOCABULARY) == exports.as_csv(lower, VOCABULARY)
    assert exports.as_json(low, VOCABULARY) == exports.as_json(lower, VOCABULARY)


def _stored(**changes: object) -> bytes:
    data: dict[str, Any] = json.loads(_draw().to_json()) | changes
    return json.dumps(data, sort_keys=True, separators=(",", ":")).encode()


def test_stored_bytes_that_are_no_draw_are_refused() -> None:
    assert Draw.parse(_stored()) == _draw()
    tables = json.loads(_draw().to_json())["tables"]
    for stored in (
        b"",
        b"{}",
        _stored() + b" ",
        _stored(extra=1),
        _stored(schema="holas-release/2"),
        _stored(cut_off="yesterday"),
        _stored(epsilon="2"),
        _stored(epsilon=True),
        _stored(tables=tables[:2]),
        _stored(tables=tables[::-1]),
        _stored(tables=[{**tables[0], "values": [["cases"]]}, *tables[1:]]),
        _stored(tables=[{**tables[0], "values": [["cases", 1.5]]}, *tables[1:]]),
    ):
        with pytest.raises(BadDraw):
            Draw.parse(stored)


def test_every_field_of_a_draw_is_stored() -> None:
    assert {field.name for field in fields(Draw)} | {"schema"} == set(json.loads(_draw().to_json()))

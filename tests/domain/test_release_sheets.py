"""What files of a release say: what is listed, apart from each other, and nothing that is not printed."""

import csv
import io
import json
from dataclasses import make_dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from intake.domain import draw_first, exports
from intake.domain.draw import ALL, Draw
from intake.domain.release_json import SCHEMA_FILE, as_json, schema
from intake.domain.release_sheets import DRAFT, FIGURE_HEAD, HEAD, left_out, sheets
from tests.plugins.draws import invented_draw
from tests.plugins.figures import FACTS

FIGURES = tuple(FACTS.values())
KEPT = Path(__file__).parent / "release"
SIZES = [("mini", 120), ("small", 450), ("medium", 4_000), ("full", 25_000)]


@pytest.mark.parametrize(("size", "persons"), SIZES)
def test_each_table_is_a_sheet_with_every_cell_as_it_is_printed(size: str, persons: int) -> None:
    draw = invented_draw(size, persons)
    made = {sheet.name: sheet for sheet in sheets(draw, FIGURES, draft=False)}
    assert list(made) == ["metadata", *(table.id for table in draw.tables), "figures"]
    for table in draw.tables:
        head, *rows = made[table.id].rows
        assert head == HEAD
        for row, cell in zip(rows, table.cells(), strict=True):
            printed = f"<{cell.below}" if cell.value is None else str(cell.value)
            assert "/".join(str(part) for part in row[:2] if part) == cell.id
            assert row[3:] == (cell.value, cell.low, cell.high, printed)


def test_figures_by_others_stand_apart_from_every_count() -> None:
    *counted, listed = sheets(invented_draw("mini", 120), FIGURES, draft=False)
    assert listed.rows[0] == FIGURE_HEAD
    assert [row[0] for row in listed.rows[1:]] == [figure.id for figure in FIGURES]
    assert not any(figure.text("en") in map(str, row) for sheet in counted for row in sheet.rows for figure in FIGURES)


def _said(draw: Draw, *, draft: bool = False) -> dict[str, object]:
    return {str(row[0]): row[1] for row in sheets(draw, (), draft=draft)[0].rows}


def test_metadata_says_how_it_was_made() -> None:
    draw = invented_draw("full", 25_000)
    said = _said(draw)
    assert (said["epsilon"], said["delta"], said["snapshot"]) == (draw.epsilon, draw.delta, draw.snapshot)
    assert said["coverage"] == "Convenience sample; not totals or trends."
    assert {f"bound:{table.id}" for table in draw.tables} <= set(said)
    assert "testimonies_received" not in said
    assert _said(replace(draw, testimonies=26_000))["testimonies_received"] == 26_000
    assert "state" not in said
    assert _said(draw, draft=True)["state"] == DRAFT


def test_of_how_many_more_was_told_is_printed_as_noisily_as_everything() -> None:
    draw = invented_draw("small", 450)
    for table in draw.tables:
        said = left_out(draw, table.id)
        if table.id not in draw.left_out.noisy:
            assert said == "of nobody"
        elif draw.left_out.cell(table.id).value is None:
            assert said == f"<{draw.left_out.threshold}"
        else:
            assert said.startswith(f"{draw.left_out.cell(table.id).value} (")
            assert said.endswith(" %")
    persons = draw.tables[0]
    unprinted = replace(persons, noisy={**persons.noisy, ALL: 0})
    hidden = replace(draw, tables=(unprinted, *draw.tables[1:]))
    assert not any(left_out(hidden, table.id).endswith("%") for table in draw.tables)


def test_what_was_drawn_before_there_were_plans_measured_nothing_that_was_left_out() -> None:
    draw = draw_first.read((KEPT / "stored.json").read_bytes().rstrip())
    assert {left_out(draw, table.id) for table in draw.tables} == {"not measured"}


@pytest.mark.parametrize(("size", "persons"), SIZES)
@pytest.mark.parametrize("draft", [True, False])
def test_the_json_keeps_its_schema(size: str, persons: int, *, draft: bool) -> None:
    document = json.loads(as_json(invented_draw(size, persons, testimonies=7), FIGURES, draft=draft))
    described = json.loads(schema())
    jsonschema.Draft202012Validator.check_schema(described)
    jsonschema.validate(document, described)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document | {"cases": 1}, described)
    assert schema() == resources.files("intake").joinpath("handed", SCHEMA_FILE).read_bytes()


def test_the_csv_is_tidy_and_names_everything_needed_to_read_a_row() -> None:
    draw = invented_draw("small", 450)
    rows = list(csv.DictReader(io.StringIO(exports.as_csv(draw).decode(), newline="")))
    cells = [(table, cell) for table in draw.tables for cell in table.cells()]
    assert [(row["table"], row["cell"]) for row in rows] == [(table.id, cell.id) for table, cell in cells]
    for row, (_, cell) in zip(rows, cells, strict=True):
        assert row["value"] == ("" if cell.value is None else str(cell.value))
        assert row["below"] == ("" if cell.below is None else str(cell.below))
        assert set(row) == set(exports.COLUMNS)


def test_no_cell_is_a_formula() -> None:
    harmless = ["'=1+1", "'+1", "'-1", "'@x", "'\tx", ""]
    assert [exports.safe(text) for text in ("=1+1", "+1", "-1", "@x", "\tx", None)] == harmless


def _with_more(thing: Any) -> Any:
    """The same with a field that nobody listed."""
    kind = make_dataclass("More", [("secret", str, "canary")], bases=(type(thing),), frozen=True)
    return kind(**{name: getattr(thing, name) for name in type(thing).__dataclass_fields__})


def test_a_field_that_nobody_listed_leaves_in_no_file() -> None:
    draw, figure = invented_draw("mini", 120), FIGURES[0]
    more, many = _with_more(draw), _with_more(figure)
    assert more.secret == many.secret == "canary"
    assert as_json(more, [many], draft=False) == as_json(draw, [figure], draft=False)
    assert sheets(more, [many], draft=False) == sheets(draw, [figure], draft=False)
    assert exports.as_csv(more) == exports.as_csv(draw)


@pytest.mark.parametrize("name", ["release.csv", "release.json"])
def test_a_stored_draw_gives_the_same_files_in_every_version_of_this_software(name: str) -> None:
    """Kept from when they were first made; a change of them needs a new schema."""
    draw = invented_draw("mini", 120)
    made = {"release.csv": exports.as_csv(draw), "release.json": as_json(draw, FIGURES[:2], draft=False)}
    assert made[name] == (KEPT / name).read_bytes()

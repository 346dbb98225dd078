"""A release as files: by explicit lists of fields, the same bytes for ever, drafts marked, nothing too small."""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import make_dataclass, replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from intake.domain import draw_first, release_csv, release_json, release_sheets
from intake.domain.case_record import CaseRecord, Told
from intake.domain.draw import DrawnTable
from intake.domain.export_docx import as_blocks
from intake.domain.figures import LANGUAGES
from intake.domain.release_facts import EXPLAINED, facts, left_out, left_out_words, title_of
from intake.domain.release_words import say, words
from intake.domain.report import Report
from intake.domain.spreadsheet import safe
from tests.plugins.reports import WORDS, invented_report

KEPT = Path(__file__).parent / "release"
REPORT = invented_report()
REPORTS = [invented_report(size, persons) for size, persons in (("mini", 120), ("medium", 3000), ("full", 25_000))]
FIRST = Report.draft(draw_first.read((KEPT / "stored.json").read_bytes().rstrip()))
DRAFT = replace(REPORT, published=None)
EVERY = [REPORT, *REPORTS, DRAFT, FIRST]
NUMBERS = ("value", "interval_low", "interval_high", "below")


def _csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


@pytest.mark.parametrize("report", EVERY, ids=lambda report: f"{report.draw.size}-{report.published}")
class TestEveryRelease:
    def test_json_keeps_its_schema_which_lets_nothing_else_in(self, report: Report) -> None:
        schema, document = json.loads(release_json.schema()), json.loads(release_json.as_json(report))
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
        validator.validate(document)
        for place in (document, document["privacy"], document["tables"][0], document["tables"][0]["cells"][0]):
            place["more"] = 1
            assert not validator.is_valid(document)
            del place["more"]
        assert not validator.is_valid(document | {"published": "2026-07-02" if report.published is None else None})

    def test_every_cell_is_printed_as_the_draw_says(self, report: Report) -> None:
        rows = iter(_csv(release_csv.as_csv(report)))
        data = json.loads(release_json.as_json(report))
        for drawn, table in zip(report.draw.tables, data["tables"], strict=True):
            assert [table["table"], table["threshold"]] == [drawn.id, drawn.threshold]
            for cell, there in zip(drawn.cells(), table["cells"], strict=True):
                row, told = next(rows), (cell.value, cell.low, cell.high, cell.below)
                assert tuple(there[name] for name in NUMBERS) == told
                assert tuple(row[name] for name in NUMBERS) == tuple("" if one is None else str(one) for one in told)
                place = "/".join(one for one in (there["row"], there["column"]) if one)
                assert (place, row["table"], row["row"]) == (cell.id, drawn.id, there["row"])
                assert [row[name] for name in release_csv.LABELS] == [there["labels"][one] for one in LANGUAGES]
        assert next(rows, None) is None

    def test_one_table_as_a_file_is_its_part_of_the_whole(self, report: Report) -> None:
        made = release_csv.files(report)
        parts = [row for table in report.draw.tables for row in _csv(made[f"tables/{table.id}.csv"])]
        assert parts == [{name: row[name] for name in release_csv.CELL} for row in _csv(release_csv.as_csv(report))]
        assert len(made) == len(report.draw.tables) + 3

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_sheets_hold_a_table_each_with_figures_apart(self, report: Report, language: str) -> None:
        about, *tables, others, bounds = release_sheets.sheets(report, language)
        for drawn, page in zip(report.draw.tables, tables, strict=True):
            assert [row[-3:] for row in page.rows] == [
                (f"<{cell.below}" if cell.value is None else cell.value, cell.low, cell.high) for cell in drawn.cells()
            ]
            assert page.numeric[-3]
        assert [row[0] for row in others.rows] == [one.id for one in report.figures]
        assert not any(one.text(language) in str((about, tables, bounds)) for one in report.figures)
        pages = (about, *tables, others, bounds)
        assert all(len(row) == len(page.head) == len(page.widths) for page in pages for row in page.rows)
        assert len({page.name for page in pages}) == len(pages)
        assert not any(len(page.name) > 31 or set(page.name) & set("[]:*?/\\") for page in pages)


@pytest.mark.parametrize("name", ["release.json", "release.csv", "metadata.csv", "bounds.csv", "figures.csv"])
def test_the_bytes_are_what_they_were(name: str) -> None:
    """Kept from when they were first made; a change of them needs a new schema."""
    made = {"release.json": release_json.as_json(REPORT), "release.csv": release_csv.as_csv(REPORT)}
    made |= {path.rpartition("/")[2]: data for path, data in release_csv.files(REPORT).items()}
    assert made[name] == (KEPT / name).read_bytes()


def test_csv_keeps_rfc_4180_and_no_spreadsheet_runs_it() -> None:
    data = release_csv.as_csv(REPORT)
    assert data.count(b"\n") == data.count(b"\r\n")
    for text in ("=1+1", "+1", "-1", "@x", "\tx", "\rx"):
        assert safe(text) == f"'{text}"
    assert (safe(None), safe("a=b"), safe(0), safe("a\0b")) == ("", "a=b", "0", "a b")
    about = {row["field"]: row for row in _csv(release_csv.files(REPORT)["tables/metadata.csv"])}
    assert (about["foreword"]["en"], about["foreword"]["ru"]) == ("'=About these numbers.", "")


def test_metadata_say_how_to_read_it_and_how_it_was_made() -> None:
    about = {fact.id: fact.said for fact in facts(REPORT, "en")}
    draw = REPORT.draw
    for name, said in {
        "state": "Published on 2026-07-02",
        "cut_off": "2026-07-01",
        "periods": "2026-01-01/2026-06-30",
        "snapshot": draw.snapshot,
        "epsilon": 2.0,
        "delta": 0.0,
        "testimonies": 457,
        "vocabulary": draw.vocabulary,
        "software": draw.software,
        "months": None,
    }.items():
        assert about[name] == said
    assert str(about["coverage"]).startswith("Convenience sample; not totals or trends.")
    for name in (*EXPLAINED, "mechanism", "table_version", "library", "release"):
        assert about[name], name
    assert {fact.id: fact.said for fact in facts(REPORTS[2], "en")}["months"] == "2020-01/2020-12"
    assert set(release_csv.CELL) | set(about) <= set(_csv(release_csv.as_csv(REPORT))[0])


def test_a_draft_says_so_in_every_form() -> None:
    assert json.loads(release_json.as_json(DRAFT))["state"] == "draft"
    assert {row["state"] for row in _csv(release_csv.as_csv(DRAFT))} == {"draft"}
    for path, data in release_csv.files(DRAFT).items():
        rows = _csv(data)
        assert {row.get("published", "") for row in rows} == {""}, path
        assert {row.get("state", "draft") for row in rows} == {"draft"}, path
    for language in LANGUAGES:
        said = say("draft_how", language)
        assert release_sheets.about(DRAFT, language).rows[0][1] == said
        assert said in str(as_blocks(DRAFT, [], language)[1])
        mark = say("draft", language, title="")
        titles = [page.title for page in release_sheets.sheets(DRAFT, language)]
        assert all(title.startswith(mark) for title in (*titles, title_of(DRAFT, language)))
        assert mark not in str((release_sheets.sheets(REPORT, language), as_blocks(REPORT, [], language)))
        assert said not in str((release_sheets.sheets(REPORT, language), as_blocks(REPORT, [], language)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_foreword_is_the_readers_or_another_that_there_is(language: str) -> None:
    said = WORDS.get(language, WORDS["en"])
    for made in (release_sheets.sheets(REPORT, language), as_blocks(REPORT, [], language)):
        assert [word for word in WORDS.values() if word in str(made)] == [said]
    assert "foreword" not in str(release_sheets.about(Report.draft(REPORT.draw), language))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("People by chapter", "People by chapter"),
        ("Indicator 16.10.1: verified acts", "Indicator 16.10.1"),
        ("Conditions of detention by stage of it", "Conditions of detention by\N{HORIZONTAL ELLIPSIS}"),
        ("a/b [c]", "a b  c "),
    ],
)
def test_a_name_is_cut_to_what_fits_on_a_tab(name: str, said: str) -> None:
    assert release_sheets.tab(name) == said


class TestLeftOut:
    """How many people had more to a table than it counts."""

    def _left_out(self, count: int, everybody: int) -> tuple[int | None, float | None]:
        more = DrawnTable("left_out", 1, 0.1, 1.0, 3, {"acts": count}, {"acts": count})
        persons = DrawnTable("persons", 1, 0.1, 1.0, 3, {"all": everybody}, {"all": everybody})
        cell, share = left_out(replace(REPORT.draw, left_out=more, tables=(persons,)), "acts")
        assert cell is not None
        return cell.value, share

    def test_is_a_share_of_all_people(self) -> None:
        assert self._left_out(30, 240) == (30, 0.125)
        assert self._left_out(300, 240) == (300, 1)

    def test_has_no_share_where_one_of_the_two_is_not_printed(self) -> None:
        assert self._left_out(5, 240) == (None, None)
        assert self._left_out(30, 5) == (30, None)

    def test_is_nothing_where_nothing_can_be(self) -> None:
        assert left_out(REPORT.draw, "evidence") == (None, None)
        no_persons = replace(REPORT.draw, tables=REPORT.draw.tables[1:])
        assert left_out(no_persons, next(iter(REPORT.draw.left_out.noisy)))[1] is None
        assert left_out_words(REPORT.draw, "evidence", "en") == "nothing is left out"
        assert {left_out_words(FIRST.draw, one.id, "en") for one in FIRST.draw.tables} == {"not measured"}


class TestAllowlist:
    """No field leaves that nobody listed."""

    def test_a_new_field_of_draw_table_figure_report_or_coding_record_changes_no_export(self) -> None:
        record = _with_more(CaseRecord("2", "1", REPORT.draw.cut_off, Told((), {}, ()), ()))
        tables = tuple(_with_more(one, record) for one in REPORT.draw.tables)
        draw = _with_more(replace(REPORT.draw, tables=tables), record)
        figures = tuple(_with_more(one, record) for one in REPORT.figures)
        more = _with_more(replace(REPORT, draw=draw, figures=figures), record)
        assert SECRET in repr((more.record, more.draw.record, more.draw.tables[0].record, more.figures[0].record))
        for made, before in zip(_every_export(more), _every_export(REPORT), strict=True):
            assert made == before
            assert SECRET not in repr(made)

    def test_a_number_that_is_not_printed_stands_nowhere(self) -> None:
        """Whatever the noise left of small numbers, no file changes with them."""
        tables = tuple(_without_small(table) for table in REPORT.draw.tables)
        other = replace(REPORT, draw=replace(REPORT.draw, tables=tables, left_out=_without_small(REPORT.draw.left_out)))
        assert other != REPORT
        assert list(_every_export(other)) == list(_every_export(REPORT))


SECRET = "a4b5c6 nobody listed this"


def _with_more(thing: Any, record: object = SECRET) -> Any:
    """The same with fields that nobody listed."""
    added = [("secret", str, SECRET), ("record", object, record)]
    kind = make_dataclass("More", added, bases=(type(thing),), frozen=True)
    return kind(**{name: getattr(thing, name) for name in type(thing).__dataclass_fields__})


def _without_small(table: DrawnTable) -> DrawnTable:
    small = {name for name, noisy in table.noisy.items() if noisy < table.threshold}
    return replace(
        table,
        noisy={name: -1000 if name in small else one for name, one in table.noisy.items()},
        values={name: 9 if name in small else one for name, one in table.values.items()},
    )


def _every_export(report: Report) -> Iterator[object]:
    yield report.to_json()
    yield release_json.as_json(report)
    yield release_csv.as_csv(report)
    yield from release_csv.files(report).values()
    for language in LANGUAGES:
        yield release_sheets.sheets(report, language)
        yield as_blocks(report, [], language)


def test_words_are_there_in_every_language_with_the_same_places() -> None:
    for key, said in words().items():
        assert set(said) == set(LANGUAGES), key
        assert all(said.values())
        assert len({frozenset(re.findall(r"\{\w+\}", one)) for one in said.values()}) == 1, key

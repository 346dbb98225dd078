"""A release as XLSX, ODS and DOCX: every number, no formula, nothing of who made it when, the same bytes each time."""

import hashlib
import html
import io
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import odfdo
import openpyxl
import pytest

from intake.domain.figures import LANGUAGES
from intake.domain.release_facts import Value, title_of
from intake.domain.release_sheets import Sheet, sheets
from intake.services import ods_file, xlsx_file
from intake.services.release_files import DOCX, ODS, XLSX, as_docx, as_ods, as_xlsx, named
from tests.plugins.reports import WORDS, invented_report, mini_files

REPORT = invented_report()
KEPT: dict[str, str] = json.loads((Path(__file__).parents[1] / "domain" / "release" / "files.json").read_text())
"""SHA-256 of the parts of each file. It changes with what is written, or with the library that writes."""
MAKE = {XLSX: as_xlsx, ODS: as_ods, DOCX: as_docx}
IN_ANOTHER_PROCESS = """
import hashlib, json
from unittest import mock
with mock.patch("time.time", lambda: 2_000_000_000.0):
    from intake.services.release_files import files
    from tests.plugins.reports import invented_report
    made = files(invented_report("mini", 120))
print(json.dumps({path: hashlib.sha256(data).hexdigest() for path, data in made.items()}))
"""


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def hashed(data: bytes) -> str:
    """Return a hash over the parts of a file: another zlib may pack the same document into other bytes."""
    found = [[name, hashlib.sha256(content).hexdigest()] for name, content in parts(data).items()]
    return hashlib.sha256(json.dumps(found).encode()).hexdigest()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_holds_every_sheet_with_numbers_as_numbers(language: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(REPORT, language)))
    for sheet, page in zip(sheets(REPORT, language), book.worksheets, strict=True):
        title, head, *rows = (list(row) for row in page.values)
        assert (page.title, title[0], page.freeze_panes) == (sheet.name, sheet.title, "A3")
        assert [one or "" for one in head] == list(sheet.head)
        assert rows == [list(row) for row in sheet.rows]
        assert [page.column_dimensions[letter].width for letter in "ABCD"[: len(head)]] == list(sheet.widths[:4])
        for row in page.iter_rows(min_row=3):
            assert {cell.data_type for cell in row if isinstance(cell.value, int | float)} <= {"n"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_open_spreadsheet_holds_the_same(language: str) -> None:
    data = as_ods(REPORT, language)
    document = odfdo.Document(io.BytesIO(data))
    for sheet, table in zip(sheets(REPORT, language), document.body.tables, strict=True):
        title, head, *rows = ([cell.value for cell in row.cells] for row in table.traverse())
        assert (table.name, title[0]) == (sheet.name, sheet.title)
        assert [one or "" for one in head] == list(sheet.head)
        assert [list(map(_plain, row)) for row in rows] == [list(map(_plain, row)) for row in sheet.rows]
        assert len(list(table.columns)) == len(sheet.head)
    assert parts(data)["settings.xml"].count(b"VerticalSplitPosition") == len(sheets(REPORT, language))


def _plain(value: object) -> object:
    """Return a value in the form in which every library gives it."""
    return value if value is None or isinstance(value, str) else float(str(value))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_has_headings_and_tables_whose_heads_stand_on_each_page(language: str) -> None:
    document = docx.Document(io.BytesIO(as_docx(REPORT, language)))
    levels = [line.style.name for line in document.paragraphs if line.style and "Heading" in str(line.style.name)]
    assert len(levels) == len(REPORT.draw.tables) + 3
    assert len(document.tables) == len(REPORT.draw.tables) + 2
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in document.tables)
    assert document.core_properties.language == language
    assert f'w:lang w:val="{language}"' in document.styles.element.xml


@pytest.mark.parametrize("kind", MAKE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bytes_are_what_they_were(kind: str, language: str) -> None:
    assert hashed(MAKE[kind](REPORT, language)) == KEPT[named(kind, language)]


def test_another_process_on_another_day_with_another_language_makes_the_same_bytes() -> None:
    environment = {**os.environ, "LANG": "ru_RU.UTF-8", "LANGUAGE": "ru", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-c", IN_ANOTHER_PROCESS]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout) == {path: hashlib.sha256(data).hexdigest() for path, data in mini_files().items()}


@pytest.mark.parametrize("kind", MAKE)
def test_nothing_tells_when_by_whom_or_with_what(kind: str) -> None:
    data = MAKE[kind](REPORT, "en")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    whole = b"".join(parts(data).values())
    for word in (b"openpyxl", b"odfdo", b"python-docx", b"LibreOffice/", b"Macintosh", b"Feuille", b"fr-FR", b"2013-"):
        assert word not in whole
    about = {XLSX: "docProps/core.xml", ODS: "meta.xml", DOCX: "docProps/core.xml"}[kind]
    assert b"T" not in parts(data)[about].partition(b":created")[2][:60].replace(b"W3CDTF", b"").replace(
        b"1980-01-01T", b""
    )


def test_an_open_spreadsheet_begins_with_its_type_and_names_no_part_that_is_not_there() -> None:
    found = parts(as_ods(REPORT, "en"))
    assert next(iter(found.items())) == ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")
    named_there = {line.partition('"')[0] for line in found["META-INF/manifest.xml"].decode().split('full-path="')[1:]}
    assert named_there == {"/", *found} - {"mimetype", "META-INF/manifest.xml"}


def test_a_text_that_begins_like_a_formula_stays_a_text() -> None:
    cells: tuple[Value, ...] = ("=1+1", "@x", 3, 0.5, None)
    sheet = Sheet('a"<A', "=title", ("=head",) * len(cells), (cells,))
    page = openpyxl.load_workbook(io.BytesIO(xlsx_file.as_xlsx("t", [sheet], "en"))).worksheets[0]
    assert [cell.data_type for cell in page[3]] == ["s", "s", "n", "n", "n"]
    assert {cell.data_type for row in (page[1], page[2]) for cell in row if cell.value} == {"s"}
    content = odfdo.Document(io.BytesIO(ods_file.as_ods("t", [sheet], "en"))).body.serialize()
    assert "formula" not in content
    assert 'office:value-type="string"' in content


@pytest.mark.parametrize("kind", MAKE)
def test_what_no_office_file_can_hold_is_a_space(kind: str) -> None:
    report = replace(REPORT, forewords={"en": "one\x0btwo\x00\nthree"})
    assert b"one two" in b"".join(parts(MAKE[kind](report, "en")).values())


@pytest.mark.parametrize("kind", MAKE)
def test_the_foreword_is_in_the_language_of_the_file(kind: str) -> None:
    whole = html.unescape(b"".join(parts(MAKE[kind](REPORT, "be")).values()).decode())
    assert WORDS["be"] in whole
    assert WORDS["en"] not in whole
    assert title_of(REPORT, "be") in whole

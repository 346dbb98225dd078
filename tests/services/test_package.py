"""A release as files: the same bytes each time, signed as a whole, and every changed byte is found."""

import io
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odfdo import Document

import crypto
from intake.domain.draw import DrawnTable
from intake.domain.release_sheets import Sheet, sheets
from intake.domain.report import Report
from intake.services import package
from intake.services.instance import Instance
from intake.services.sheet_files import as_csv, as_ods, as_xlsx
from tests.plugins.draws import invented_draw
from tests.plugins.figures import FACTS
from tests.plugins.instances import ROOT, Staff

REPORT = Report(invented_draw("small", 450), date(2026, 11, 22), tuple(FACTS.values())[:2], {"en": "Words."})
SHEETS = sheets(REPORT.draw, REPORT.figures, draft=False)


@pytest.fixture
def packed(instance: Instance, staff: Staff) -> bytes:
    return package.package(instance.settings, staff.keyring(instance, "alena"), REPORT)


def test_a_package_opens_to_the_report_and_is_the_same_each_time(
    instance: Instance, staff: Staff, packed: bytes
) -> None:
    assert package.opened(packed, ROOT.public, REPORT.draw) == REPORT
    time.sleep(1.1)
    assert package.package(instance.settings, staff.keyring(instance, "artur"), REPORT) == packed


def test_a_number_that_is_too_small_to_be_printed_is_in_no_file(
    instance: Instance, staff: Staff, packed: bytes
) -> None:
    """Whatever else the noise might have left of it, not a byte of what is published would differ."""
    draw = REPORT.draw
    hidden = replace(draw, tables=tuple(map(_hidden, draw.tables)), left_out=_hidden(draw.left_out))
    assert hidden != draw
    keyring = staff.keyring(instance, "alena")
    assert package.package(instance.settings, keyring, replace(REPORT, draw=hidden)) == packed


def _hidden(table: DrawnTable) -> DrawnTable:
    """The same table, but for what is not printed of it."""
    small = {cell.id for cell in table.cells() if cell.value is None}
    noisy = {name: -1000 if name in small else number for name, number in table.noisy.items()}
    return replace(table, noisy=noisy, values={name: 9 if name in small else table.values[name] for name in noisy})


def test_another_root_signed_nothing_of_it(packed: bytes) -> None:
    with pytest.raises(crypto.Tampered):
        package.opened(packed, crypto.SigningKey.generate().public, REPORT.draw)


def test_every_changed_byte_is_found(packed: bytes) -> None:
    @settings(max_examples=60)
    @given(st.integers(0, len(packed) - 1), st.integers(1, 255))
    def flip(at: int, by: int) -> None:
        changed = bytearray(packed)
        changed[at] ^= by
        with pytest.raises(crypto.CryptoError):
            package.opened(bytes(changed), ROOT.public, REPORT.draw)

    flip()


def _without(files: dict[str, bytes], name: str) -> dict[str, bytes]:
    return {one: data for one, data in files.items() if one != name}


def test_single_files_are_checked_beside_the_list(packed: bytes) -> None:
    files = package.unpacked(packed)
    beside = {one: files[one] for one in (package.MANIFEST, package.SIGNATURE)}
    for name in set(files) - set(beside):
        for known in (name, name.rpartition("/")[2]):
            assert list(package.problems({**beside, known: files[name]}, ROOT.public, whole=False)) == []
            found = list(package.problems({**beside, known: files[name] + b" "}, ROOT.public, whole=False))
            assert found == [f"{known} is not what was signed."]
        assert list(package.problems(_without(files, name), ROOT.public)) == [f"{name} is missing."]


@pytest.mark.parametrize("name", [package.MANIFEST, package.SIGNATURE])
def test_without_list_or_signature_nothing_can_be_checked(packed: bytes, name: str) -> None:
    (problem,) = package.problems(_without(package.unpacked(packed), name), ROOT.public)
    assert problem.startswith(f"{name} is missing")


def test_a_list_that_was_changed_is_refused(packed: bytes) -> None:
    files = package.unpacked(packed)
    (problem,) = package.problems({**files, package.MANIFEST: files[package.MANIFEST] + b" "}, ROOT.public)
    assert "was not signed by this organisation" in problem


def test_what_is_no_package_is_refused(packed: bytes) -> None:
    for data in (b"", b"PK", packed[:-30], packed[:-60], packed + b"x"):
        with pytest.raises(crypto.CryptoError):
            package.opened(data, ROOT.public, REPORT.draw)


def test_a_package_without_a_report_is_none(instance: Instance, staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Report, "to_json", lambda _self: b"{}")
    packed = package.package(instance.settings, staff.keyring(instance, "alena"), REPORT)
    with pytest.raises(crypto.Malformed):
        package.opened(packed, ROOT.public, REPORT.draw)


def test_spreadsheets_say_what_the_sheets_say() -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(SHEETS)))
    tables = Document(io.BytesIO(as_ods(SHEETS))).body.get_tables()
    assert book.sheetnames == [sheet.name for sheet in SHEETS] == [table.name for table in tables]
    for sheet, table in zip(SHEETS, tables, strict=True):
        assert [tuple(row) for row in book[sheet.name].iter_rows(values_only=True)] == list(_filled(sheet))
        assert [tuple(row) for row in table.get_values()] == list(_filled(sheet))


def _filled(sheet: Sheet) -> Iterator[tuple[object, ...]]:
    width = max(len(row) for row in sheet.rows)
    for row in sheet.rows:
        yield (*row, *[None] * (width - len(row)))


@pytest.mark.parametrize("write", [as_xlsx, as_ods])
def test_a_spreadsheet_tells_no_time(write: Callable[[Sequence[Sheet]], bytes]) -> None:
    first = write(SHEETS)
    time.sleep(1.1)
    assert write(SHEETS) == first


def test_no_cell_of_a_spreadsheet_is_a_formula() -> None:
    sheet = Sheet("x", "X", (("head",), ("=1+1",), (-3,)))
    assert as_csv(sheet) == b"head\r\n'=1+1\r\n'-3\r\n"
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx([sheet])))
    assert [row[0].value for row in book["x"].iter_rows()] == ["head", "'=1+1", -3]


def test_what_no_spreadsheet_can_hold_is_a_space() -> None:
    sheet = Sheet("x", "X", (("head",), ("one\x0btwo\x00",)))
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx([sheet])))
    assert book["x"]["A2"].value == "one two "
    assert Document(io.BytesIO(as_ods([sheet]))).body.get_tables()[0].get_values()[1][0].strip() == "one two"

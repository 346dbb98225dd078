"""Sheets as an Excel workbook (XLSX, ISO/IEC 29500): no author, no machine, no time, the same bytes."""

import io
import math
import re
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from intake.domain.release_facts import Value
from intake.domain.release_sheets import Sheet
from intake.services.office import BEGINNING, packed_again

TITLE, BOLD, PLAIN = Font(bold=True, size=14), Font(bold=True), Font()
WRAPPED = Alignment(wrap_text=True, vertical="top", horizontal="left")
NUMBER = Alignment(wrap_text=True, vertical="top", horizontal="right")
LINE = 15
"""Points."""
MENDED = {"docProps/core.xml": (re.compile(r"(?<=W3CDTF\">)[^<]*(?=</dcterms:modified>)"), "1980-01-01T00:00:00Z")}
"""The library writes the time of saving there."""


def as_xlsx(title: str, sheets: Iterable[Sheet], language: str) -> bytes:
    """Return the workbook."""
    workbook = Workbook()
    for empty in workbook.worksheets:
        workbook.remove(empty)
    about = workbook.properties
    about.creator, about.title, about.language = "", title, language
    about.created = BEGINNING.replace(tzinfo=None)
    for sheet in sheets:
        _put(workbook.create_sheet(sheet.name), sheet)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return packed_again(buffer.getvalue(), MENDED)


def _put(page: Worksheet, sheet: Sheet) -> None:
    page.freeze_panes, page.print_title_rows = "A3", "2:2"
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
    page.page_setup.paperSize = page.PAPERSIZE_A4
    for number, width in enumerate(sheet.widths, start=1):
        page.column_dimensions[get_column_letter(number)].width = width
    _write(page.cell(1, 1), sheet.title, TITLE, Alignment())
    _put_row(page, sheet, 2, sheet.head, BOLD)
    for number, row in enumerate(sheet.rows, start=3):
        _put_row(page, sheet, number, row, PLAIN)


def _put_row(page: Worksheet, sheet: Sheet, number: int, row: Sequence[Value], font: Font) -> None:
    """Write a row as high as its texts need: not every program measures them."""
    lines = [1]
    for column, value in enumerate(row):
        alignment = NUMBER if sheet.numeric[column] else WRAPPED
        _write(page.cell(number, column + 1), value, font, alignment)
        lines.append(math.ceil(len(str(value)) / (sheet.widths[column] - 2)))
    page.row_dimensions[number].height = LINE * max(lines)


def _write(cell: Cell | MergedCell, value: Value, font: Font, alignment: Alignment) -> None:
    """Write into a cell. A text stays a text, whatever it begins with."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
    if isinstance(value, float) and alignment is NUMBER:
        cell.number_format = "0.####"
    cell.font, cell.alignment = font, alignment

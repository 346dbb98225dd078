"""Sheets as files: CSV, XLSX (ISO/IEC 29500) and ODS (ISO/IEC 26300). The same sheets give the same bytes for ever.

The libraries write the time of writing into their files; it is replaced by 1 January 1980. They take long to load, so
only who asks for such a file imports this module.
"""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from odfdo import Document, Row
from odfdo import Table as OdfTable
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from intake.domain.exports import safe
from intake.domain.release_sheets import Sheet, Value
from intake.services.zipping import packed

BEGINNING = datetime(1980, 1, 1)  # noqa: DTZ001 - openpyxl takes no zone
LONGEST_NAME = 31
"""Letters of a sheet's name that spreadsheets take."""
WIDEST = 60
TIMES = re.compile(rb"(<(?:dc:date|meta:creation-date|meta:editing-duration)>)[^<]*(</)")
MIMETYPE = "mimetype"


def as_csv(sheet: Sheet) -> bytes:
    """Return one sheet as a tidy CSV file (RFC 4180); no cell is a formula."""
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n", strict=True).writerows([safe(value) for value in row] for row in sheet.rows)
    return file.getvalue().encode()


def as_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """Return a workbook with a sheet for each; the first row stays in sight."""
    book = Workbook(write_only=False)
    for empty in book.worksheets:
        book.remove(empty)
    book.properties.creator, book.properties.created, book.properties.modified = "Holas", BEGINNING, BEGINNING
    for sheet in sheets:
        made = book.create_sheet(sheet.name[:LONGEST_NAME])
        made.freeze_panes = "A2"
        for row in sheet.rows:
            made.append([safe(value) if isinstance(value, str) else value for value in row])
        for cell in made[1]:
            cell.font = Font(bold=True)
        for number, width in enumerate(_widths(sheet), start=1):
            made.column_dimensions[get_column_letter(number)].width = width
    file = io.BytesIO()
    book.save(file)
    stamp = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</)")
    return _packed_again(file.getvalue(), lambda data: stamp.sub(rb"\g<1>1980-01-01T00:00:00Z\g<2>", data))


def as_ods(sheets: Sequence[Sheet]) -> bytes:
    """Return an OpenDocument spreadsheet with a table for each."""
    document = Document("spreadsheet")
    document.body.clear()
    for sheet in sheets:
        table = OdfTable(sheet.name)
        table.extend_rows([_odf_row(row) for row in sheet.rows])
        document.body.append(table)
    document.meta.generator = "Holas"
    file = io.BytesIO()
    document.save(file, pretty=False)
    return _packed_again(file.getvalue(), lambda data: TIMES.sub(rb"\g<1>1980-01-01T00:00:00\g<2>", data))


def _odf_row(row: Iterable[Value]) -> Row:
    made = Row()
    made.set_values([safe(value) if isinstance(value, str) else value for value in row])
    return made


def _widths(sheet: Sheet) -> list[int]:
    columns = range(max(len(row) for row in sheet.rows))
    return [min(WIDEST, 2 + max(len(str(row[at] or "")) for row in sheet.rows if at < len(row))) for at in columns]


def _packed_again(data: bytes, cleaned: Callable[[bytes], bytes]) -> bytes:
    """Return the same parts without the times at which they were written and packed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = sorted(archive.namelist(), key=lambda name: (name != MIMETYPE, name))
        parts = {name: cleaned(archive.read(name)) for name in names}
    return b"".join(packed((name, len(content), [content]) for name, content in parts.items()))

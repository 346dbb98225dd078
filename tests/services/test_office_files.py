"""Documents say what they should, in every script, nothing of who made them when, and the same each time."""

import io
import time
import zipfile

import docx

from intake.domain.blocks import Block, Heading, Paragraph, Table
from intake.services.docx_file import as_docx
from intake.services.pdf_file import as_pdf

ARABIC = "اسم الشخص هو علي"
BLOCKS: list[Block] = [
    Heading("Communication", 0),
    Heading("The person"),
    Paragraph("Алеся Выдуманая", "Name"),
    Paragraph(ARABIC, "Name as written"),
    Paragraph("They came at night.", quoted=True),
    Table("Cases", ("Category", "Number"), (("Torture", "<12"), (ARABIC, "30"))),
]


def test_a_docx_is_editable_and_holds_it_all() -> None:
    document = docx.Document(io.BytesIO(as_docx("Communication", BLOCKS)))
    lines = [line.text for line in document.paragraphs]
    assert lines[:5] == [
        "Communication",
        "The person",
        "Name: Алеся Выдуманая",
        f"Name as written: {ARABIC}",
        "They came at night.",
    ]
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [
        ["Category", "Number"],
        ["Torture", "<12"],
        [ARABIC, "30"],
    ]


def test_right_to_left_is_marked() -> None:
    document = docx.Document(io.BytesIO(as_docx("Communication", BLOCKS)))
    marked = ["w:bidi" in line._p.xml for line in document.paragraphs[:4]]
    assert marked == [False, False, False, True]


def test_a_docx_names_nobody_no_program_and_no_time() -> None:
    data = as_docx("Communication", BLOCKS)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        whole = b"".join(archive.read(name) for name in archive.namelist())
        assert not {"docProps/app.xml", "docProps/thumbnail.jpeg"} & set(archive.namelist())
    for word in (b"python-docx", b"Macintosh", b"2013-", b"app.xml", b"thumbnail"):
        assert word not in whole


def test_a_pdf_names_nobody_no_program_and_no_time() -> None:
    data = as_pdf("Communication", BLOCKS)
    assert data.startswith(b"%PDF-")
    assert b"/CreationDate (D:19800101000000Z)" in data
    for word in (b"/Author", b"/Producer", b"/Creator", b"fpdf"):
        assert word not in data


def test_made_again_they_are_the_same_to_the_byte() -> None:
    first = as_docx("Communication", BLOCKS), as_pdf("Communication", BLOCKS)
    time.sleep(1.1)
    assert (as_docx("Communication", BLOCKS), as_pdf("Communication", BLOCKS)) == first


def test_a_long_text_takes_several_pages() -> None:
    data = as_pdf("Communication", [Paragraph("They came at night. " * 1000)])
    assert data.count(b"/Type /Page\n") > 2

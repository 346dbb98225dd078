"""An editable document (DOCX): no author, no machine, no time; the same blocks give the same bytes."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt
from docx.table import _Row as Row
from docx.text.paragraph import Paragraph as Line

from intake.domain.blocks import Block, Heading, Table, runs_left
from intake.services.office import BEGINNING, packed_again

FONT = "DejaVu Sans"
SIZE = Pt(10.5)
PAPER, MARGIN = (Cm(21), Cm(29.7)), Cm(2.5)
NARROWEST, WIDEST, PADDING = 8, 36, 3
"""Letters of a column, and of what stands empty beside them."""
LEFT_OUT = frozenset({"docProps/thumbnail.jpeg", "docProps/app.xml"})
"""Parts of the library's template that name a program and show a picture."""
POINTERS = {
    "_rels/.rels": (re.compile(r'<Relationship [^>]*Target="docProps/(?:thumbnail\.jpeg|app\.xml)"[^>]*/>'), ""),
    "[Content_Types].xml": (re.compile(r'<Override [^>]*PartName="/docProps/app\.xml"[^>]*/>'), ""),
}
"""Where the package points to them."""


def as_docx(title: str, blocks: Iterable[Block], language: str = "en") -> bytes:
    """Return the document."""
    document = docx.Document()
    _say_nothing_of_ourselves(document, title, language)
    _lay_out(document, language)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, SIZE
    for block in blocks:
        _put(document, block)
    buffer = io.BytesIO()
    document.save(buffer)
    return packed_again(buffer.getvalue(), POINTERS, LEFT_OUT, zipfile.ZIP_DEFLATED)


def _lay_out(document: Document, language: str) -> None:
    """Set the paper, and the language in which programs read the text aloud and check its spelling."""
    for said in document.styles.element.iter(qn("w:lang")):
        said.set(qn("w:val"), language)
    page = document.sections[0]
    page.page_width, page.page_height = PAPER
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = MARGIN


def _put(document: Document, block: Block) -> None:
    if isinstance(block, Table):
        _put_table(document, block)
    elif isinstance(block, Heading):
        _turn(document.add_heading(block.text, block.level), block.text)
    else:
        line = document.add_paragraph(style="Quote" if block.quoted else None)
        if block.lead:
            line.add_run(f"{block.lead}: ").bold = True
        line.add_run(block.text)
        _turn(line, block.text)


def _put_table(document: Document, table: Table) -> None:
    document.add_paragraph(table.caption, style="Caption").paragraph_format.keep_with_next = True
    made = document.add_table(rows=1, cols=len(table.head), style="Table Grid")
    made.autofit = False
    for column, width in zip(made.columns, _widths(table), strict=True):
        column.width = column.cells[0].width = width
    _put_head(made.rows[0], table.head)
    for row in table.rows:
        added = made.add_row()
        _mark(added, "w:cantSplit")
        for cell, text in zip(added.cells, row, strict=True):
            cell.text = text
            _turn(cell.paragraphs[0], text)
    document.add_paragraph().paragraph_format.space_after = Cm(0.2)


def _put_head(row: Row, head: Sequence[str]) -> None:
    """Write the head, which stands again on each page, and on none without a row."""
    for cell, text in zip(row.cells, head, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
        cell.paragraphs[0].paragraph_format.keep_with_next = True
    _mark(row, "w:tblHeader")


def _mark(row: Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001 - the library has no word for it


def _widths(table: Table) -> list[Length]:
    """Return the width of each column by its longest text, in the limits in which texts wrap well."""
    columns = zip(table.head, *table.rows, strict=True)
    letters = [PADDING + min(WIDEST, max(NARROWEST, *map(len, column))) for column in columns]
    return [Length((PAPER[0] - 2 * MARGIN) * one // sum(letters)) for one in letters]


def _turn(line: Line, text: str) -> None:
    """Set a line from right to left where its words are written so."""
    if not runs_left(text):
        return
    line._p.get_or_add_pPr().append(OxmlElement("w:bidi"))  # noqa: SLF001 - the library has no word for it
    for run in line.runs:
        run.font.rtl = True


def _say_nothing_of_ourselves(document: Document, title: str, language: str) -> None:
    about = document.core_properties
    about.author = about.last_modified_by = about.comments = about.keywords = about.category = about.subject = ""
    about.title, about.language, about.revision = title, language, 1
    about.created = about.modified = about.last_printed = BEGINNING

"""An editable document (DOCX): no author, no machine, no time; the same blocks give the same bytes."""

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph as Line

from intake.domain.blocks import Block, Heading, Table, runs_left
from intake.services.zipping import packed

FONT = "DejaVu Sans"
SIZE = Pt(10.5)
BEGINNING = datetime(1980, 1, 1, tzinfo=UTC)
LEFT_OUT = frozenset({"docProps/thumbnail.jpeg", "docProps/app.xml"})
"""Parts of the library's template that name a program and show a picture."""
POINTERS = {
    "_rels/.rels": re.compile(r'<Relationship [^>]*Target="docProps/(?:thumbnail\.jpeg|app\.xml)"[^>]*/>'),
    "[Content_Types].xml": re.compile(r'<Override [^>]*PartName="/docProps/app\.xml"[^>]*/>'),
}
"""Where the package points to them."""


def as_docx(title: str, blocks: Iterable[Block], language: str = "en") -> bytes:
    """Return the document."""
    document = docx.Document()
    _say_nothing_of_ourselves(document, title, language)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, SIZE
    for block in blocks:
        _put(document, block)
    buffer = io.BytesIO()
    document.save(buffer)
    return _packed_again(buffer.getvalue())


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
    document.add_paragraph(table.caption, style="Caption")
    made = document.add_table(rows=1, cols=len(table.head), style="Table Grid")
    for cell, text in zip(made.rows[0].cells, table.head, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    for row in table.rows:
        for cell, text in zip(made.add_row().cells, row, strict=True):
            cell.text = text
            _turn(cell.paragraphs[0], text)
    document.add_paragraph().paragraph_format.space_after = Cm(0.2)


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


def _packed_again(data: bytes) -> bytes:
    """Return the same parts without the times at which they were packed, and without what the template brought."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name not in LEFT_OUT}
    for name, element in POINTERS.items():
        parts[name] = element.sub("", parts[name].decode()).encode()
    files = ((name, len(content), [content]) for name, content in parts.items())
    return b"".join(packed(files, zipfile.ZIP_DEFLATED))

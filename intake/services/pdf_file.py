"""A PDF of blocks, in fonts that come along: Latin, Cyrillic and Arabic, shaped by HarfBuzz. No author, no time."""

from collections.abc import Iterable
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace
from typing_extensions import override

from intake.domain.blocks import Block, Heading, Table, runs_left

FONT = "DejaVu"
SIZES = {0: 16, 1: 12.5}
SMALL, BODY, LINE = 8, 10, 5.4
"""Points, points, millimetres."""
MARGIN, INDENT = 22, 8
BEGINNING = datetime(1980, 1, 1, tzinfo=UTC)


class _Sheets(FPDF):
    """Pages of A4 with a number at the foot."""

    @override
    def footer(self) -> None:
        """Put the number of the page at its foot."""
        self.set_y(-15)
        self.set_font(FONT, size=SMALL)
        self.cell(0, 5, str(self.page_no()), align="C")


def as_pdf(title: str, blocks: Iterable[Block], language: str = "en") -> bytes:
    """Return the PDF."""
    sheets = _Sheets(format="A4")
    sheets.set_margin(MARGIN)
    sheets.set_auto_page_break(auto=True, margin=MARGIN)
    folder = Path(str(resources.files("intake").joinpath("fonts")))
    sheets.add_font(FONT, "", folder / "DejaVuSans.ttf")
    sheets.add_font(FONT, "B", folder / "DejaVuSans-Bold.ttf")
    sheets.set_text_shaping(use_shaping_engine=True)
    sheets.set_title(title)
    sheets.set_lang(language)
    sheets.set_producer("")
    sheets.set_creation_date(BEGINNING)
    sheets.add_page()
    for block in blocks:
        _put(sheets, block)
    return bytes(sheets.output())


def _put(sheets: FPDF, block: Block) -> None:
    if isinstance(block, Table):
        _put_table(sheets, block)
    elif isinstance(block, Heading):
        sheets.ln(2)
        _lines(sheets, block.text, size=SIZES[min(block.level, 1)], bold=True)
        sheets.ln(1)
    else:
        if block.lead:
            _lines(sheets, block.lead, bold=True)
        _lines(sheets, block.text, indent=INDENT if block.quoted else 0)
        sheets.ln(1.5)


def _lines(sheets: FPDF, text: str, *, size: float = BODY, bold: bool = False, indent: float = 0) -> None:
    sheets.set_font(FONT, "B" if bold else "", size)
    sheets.set_x(MARGIN + indent)
    width = sheets.w - 2 * MARGIN - 2 * indent
    height = LINE * size / BODY
    align = "R" if runs_left(text) else "L"
    sheets.multi_cell(width, height, text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _put_table(sheets: FPDF, table: Table) -> None:
    _lines(sheets, table.caption, bold=True)
    sheets.set_font(FONT, size=SMALL)
    with sheets.table(headings_style=FontFace(emphasis="BOLD"), line_height=LINE) as made:
        for row in (table.head, *table.rows):
            drawn = made.row()
            for cell in row:
                drawn.cell(cell, align="R" if runs_left(cell) else "L")
    sheets.ln(3)

"""Sheets as an OpenDocument spreadsheet (ODS, ISO/IEC 26300): no author, no machine, no time, the same bytes."""

import io
import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from odfdo import Cell, Column, Document, Row, Table

from intake.domain.release_facts import Value
from intake.domain.release_sheets import Sheet
from intake.services.office import packed_again

LETTER = 0.21
"""Centimetres that a letter takes."""
TITLE, HEAD, HEAD_RIGHT, TEXT, NUMBER = "title", "head", "head-right", "text", "number"
CELLS = {
    TITLE: ("start", "no-wrap", "bold", 14),
    HEAD: ("start", "wrap", "bold", 10),
    HEAD_RIGHT: ("end", "wrap", "bold", 10),
    TEXT: ("start", "wrap", "normal", 10),
    NUMBER: ("end", "wrap", "normal", 10),
}
"""Styles of cells: where the text stands, whether it wraps, weight and size (points) of the letters."""
LEFT_OUT = ("Thumbnails/", "Configurations2/", "manifest.rdf")
"""Parts of the library's template that nobody needs."""
MENDED = {
    "meta.xml": (
        re.compile(
            r"<(meta:creation-date|dc:date|meta:generator|dc:creator|meta:initial-creator|meta:editing-duration"
            r"|meta:editing-cycles|meta:document-statistic|meta:user-defined)\b[^>]*?(?:/>|>.*?</\1>)",
            re.DOTALL,
        ),
        "",
    ),
    "styles.xml": (
        re.compile(r"<style:page-layout-properties\b"),
        (
            '<style:page-layout-properties fo:page-width="29.7cm" fo:page-height="21cm"'
            ' style:print-orientation="landscape" style:scale-to-X="1" style:scale-to-Y="0"'
        ),
    ),
    "META-INF/manifest.xml": (
        re.compile(r'<manifest:file-entry manifest:full-path="(?:Thumbnails|Configurations2|manifest\.rdf)[^>]*/>'),
        "",
    ),
}
"""Who made it, when and with what; and where the package points to parts that are left out."""
SPLIT = (
    '<config:config-item-map-entry config:name="{}">'
    '<config:config-item config:name="VerticalSplitMode" config:type="short">2</config:config-item>'
    '<config:config-item config:name="VerticalSplitPosition" config:type="int">2</config:config-item>'
    '<config:config-item config:name="ActiveSplitRange" config:type="short">2</config:config-item>'
    '<config:config-item config:name="PositionBottom" config:type="int">2</config:config-item>'
    "</config:config-item-map-entry>"
)
SETTINGS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<office:document-settings xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0"'
    ' xmlns:ooo="http://openoffice.org/2004/office" office:version="1.3"><office:settings>'
    '<config:config-item-set config:name="ooo:view-settings"><config:config-item-map-indexed config:name="Views">'
    '<config:config-item-map-entry><config:config-item config:name="ViewId" config:type="string">view1'
    '</config:config-item><config:config-item-map-named config:name="Tables">{}</config:config-item-map-named>'
    "</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set>"
    "</office:settings></office:document-settings>"
)
"""Settings by which title and head of each sheet stay in sight."""


def as_ods(title: str, sheets: Sequence[Sheet], language: str) -> bytes:
    """Return the spreadsheet."""
    document = Document("spreadsheet")
    document.meta.title, document.meta.language = title, language
    for style in _styles(sheets):
        document.insert_style(style, automatic=True)
    document.body.clear()
    for number, sheet in enumerate(sheets):
        document.body.append(_table(sheet, number))
    document.set_part("settings.xml", _settings(sheet.name for sheet in sheets))
    buffer = io.BytesIO()
    document.save(buffer, pretty=False)
    return packed_again(buffer.getvalue(), MENDED, LEFT_OUT)


def _table(sheet: Sheet, number: int) -> Table:
    table = Table(sheet.name)
    for at in range(len(sheet.head)):
        table.append(Column(style=_column(number, at)))
    table.append_row(_row([sheet.title], [TITLE]), clone=False)
    table.append_row(_row(sheet.head, [HEAD_RIGHT if one else HEAD for one in sheet.numeric]), clone=False)
    styles = [NUMBER if one else TEXT for one in sheet.numeric]
    for values in sheet.rows:
        table.append_row(_row(values, styles), clone=False)
    return table


def _row(values: Iterable[Value], styles: Iterable[str]) -> Row:
    row = Row()
    for value, style in zip(values, styles, strict=True):
        row.append_cell(Cell(value, style=style), clone=False)
    return row


def _styles(sheets: Iterable[Sheet]) -> Iterable[str]:
    for name, (align, wrap, weight, size) in CELLS.items():
        yield (
            f'<style:style style:name="{name}" style:family="table-cell" style:parent-style-name="Default">'
            f'<style:table-cell-properties fo:wrap-option="{wrap}" style:vertical-align="top"'
            f' style:text-align-source="fix"/><style:paragraph-properties fo:text-align="{align}"/>'
            f'<style:text-properties fo:font-weight="{weight}" fo:font-size="{size}pt"/></style:style>'
        )
    for number, sheet in enumerate(sheets):
        for at, width in enumerate(sheet.widths):
            yield (
                f'<style:style style:name="{_column(number, at)}" style:family="table-column">'
                f'<style:table-column-properties style:column-width="{width * LETTER:.2f}cm"/></style:style>'
            )


def _column(sheet: int, column: int) -> str:
    return f"column-{sheet}-{column}"


def _settings(names: Iterable[str]) -> bytes:
    return SETTINGS.format("".join(SPLIT.format(escape(name, {'"': "&quot;"})) for name in names)).encode()

"""A release as a document: what is printed and nothing of what is not."""

from dataclasses import replace

from intake.domain.blocks import Heading, Paragraph, Table
from intake.domain.export_docx import as_blocks, title_of
from intake.domain.quotations import Printed
from intake.domain.release_sheets import DRAFT
from intake.services.docx_file import as_docx
from tests.plugins.draws import invented_draw
from tests.plugins.figures import FACTS

DRAW = invented_draw("small", 450)


def test_numbers_are_printed_with_intervals_or_not_at_all() -> None:
    blocks = as_blocks(DRAW, [], draft=False)
    tables = [block for block in blocks if isinstance(block, Table)]
    for table, drawn in zip(tables, DRAW.tables, strict=True):
        for row, cell in zip(table.rows, drawn.cells(), strict=True):
            interval = "" if cell.value is None else f"{cell.low} to {cell.high}"
            assert tuple(row[1:]) == (f"<{cell.below}" if cell.value is None else str(cell.value), interval)
    assert not any(isinstance(block, Paragraph) and block.quoted for block in blocks)
    assert blocks[0] == Heading(title_of(DRAW), 0) == Heading("Release of 2026-07-01", 0)


def test_quotations_stand_in_their_own_part() -> None:
    blocks = as_blocks(DRAW, [Printed("They came.", "en"), Printed("Они пришли.", "ru")], draft=False)
    quoted = [block.text for block in blocks if isinstance(block, Paragraph) and block.quoted]
    assert quoted == ["They came.", "Они пришли."]
    assert Heading("In their own words") in blocks


def test_a_draft_says_so() -> None:
    assert as_blocks(DRAW, [], draft=True)[1] == Paragraph(DRAFT)
    assert Paragraph(DRAFT) not in as_blocks(DRAW, [], draft=False)


def test_what_others_say_stands_apart_in_letters_that_a_document_can_hold() -> None:
    figure = replace(FACTS["S99"], texts={"en": "held\x0bthere"})
    (listed,) = [block for block in as_blocks(DRAW, [], [figure], draft=False) if "by others" in str(block)]
    assert isinstance(listed, Table)
    assert listed.rows == [["About\N{NO-BREAK SPACE}900", "held there", figure.source.by]]
    assert as_docx("Release", [listed])

"""A release as a document: what is printed and nothing of what is not."""

from datetime import date

from intake.domain.blocks import Heading, Paragraph, Table
from intake.domain.export_docx import as_blocks, title_of
from intake.domain.publication import Draw, DrawnTable
from intake.domain.quotations import Printed
from intake.domain.statistics import TableId
from intake.domain.vocabulary import Vocabulary

TABLE = DrawnTable(TableId.CODES, 5, 1.0, 5.0, 14, (("tor_beating", 40), ("asm_killing", -3)))
DRAW = Draw("ab" * 16, date(2026, 11, 22), "2", "holas 0", "opendp 0", "discrete-laplace", 2.0, (TABLE,))


def test_numbers_are_printed_with_intervals_or_not_at_all() -> None:
    blocks = as_blocks(DRAW, Vocabulary.load(), [])
    (table,) = (block for block in blocks if isinstance(block, Table))
    assert [tuple(row[1:]) for row in table.rows] == [("40", "26 to 54"), ("<14", "")]
    assert not any(isinstance(block, Paragraph) and block.quoted for block in blocks)
    assert blocks[0] == Heading(title_of(DRAW), 0) == Heading("Release of 2026-11-22", 0)


def test_quotations_stand_in_their_own_part() -> None:
    blocks = as_blocks(DRAW, Vocabulary.load(), [Printed("They came.", "en"), Printed("Они пришли.", "ru")])
    quoted = [block.text for block in blocks if isinstance(block, Paragraph) and block.quoted]
    assert quoted == ["They came.", "Они пришли."]
    assert Heading("In their own words") in blocks

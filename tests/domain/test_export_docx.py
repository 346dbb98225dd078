"""A release as a document: what is printed and nothing of what is not."""

from dataclasses import replace

import pytest

from intake.domain.blocks import Heading, Paragraph, Table
from intake.domain.export_docx import as_blocks
from intake.domain.figures import LANGUAGES
from intake.domain.quotations import Printed
from intake.domain.release_words import say
from intake.domain.report import Report
from intake.services.release_files import as_docx
from tests.plugins.reports import WORDS, invented_report

REPORT = invented_report()


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_are_printed_with_intervals_or_not_at_all(language: str) -> None:
    blocks = as_blocks(REPORT, [], language)
    *counts, others, noise = (block for block in blocks if isinstance(block, Table))
    for table, drawn in zip(counts, REPORT.draw.tables, strict=True):
        for row, cell in zip(table.rows, drawn.cells(), strict=True):
            interval = "" if cell.value is None else say("between", language, low=cell.low, high=cell.high)
            assert tuple(row[-2:]) == (f"<{cell.below}" if cell.value is None else str(cell.value), interval)
        assert str(drawn.threshold) in table.caption
        assert str(drawn.bound) in table.caption
    assert (others.caption, noise.caption) == (say("figures_how", language), say("bounds", language))
    assert [row[1] for row in others.rows] == [one.text(language) for one in REPORT.figures]


def test_the_title_is_its_day_and_the_foreword_stands_first() -> None:
    blocks = as_blocks(REPORT, [], "en")
    assert blocks[0] == Heading("Release of 2026-07-01", 0)
    assert blocks[1:3] == [Paragraph("Published on 2026-07-02"), Paragraph(WORDS["en"], quoted=True)]


def test_each_table_has_a_heading_of_its_own() -> None:
    said = [block.text for block in as_blocks(REPORT, [], "en") if isinstance(block, Heading) and block.level]
    tables = ["People by chapter", "What was done", "Days in detention", "What testimonies rest on", "Who did it"]
    assert said == ["How to read these numbers", *tables, "Said by others", "How it was made"]


def test_rows_and_columns_stand_apart() -> None:
    blocks = as_blocks(invented_report("full", 25_000), [], "en")
    months = [block for block in blocks if isinstance(block, Table)][1]
    assert (months.head[:2], months.rows[0][:2]) == (("What was done", "Month"), ("Media and internet", "January 2020"))


def test_a_draft_says_so_and_has_no_part_for_figures() -> None:
    blocks = as_blocks(Report.draft(REPORT.draw), [], "en")
    assert blocks[:2] == [Heading("DRAFT: Release of 2026-07-01", 0), Paragraph(say("draft_how", "en"))]
    assert Heading(say("figures", "en")) not in blocks
    assert not any(isinstance(block, Paragraph) and block.quoted for block in blocks)


def test_quotations_stand_in_their_own_part() -> None:
    blocks = as_blocks(Report.draft(REPORT.draw), [Printed("They came.", "en"), Printed("Они пришли.", "ru")], "en")
    quoted = [block.text for block in blocks if isinstance(block, Paragraph) and block.quoted]
    assert quoted == ["They came.", "Они пришли."]
    assert Heading("In their own words") in blocks


def test_what_no_document_can_hold_is_a_space() -> None:
    figure = replace(REPORT.figures[0], texts={"en": "held\x0bthere"})
    report = replace(REPORT, figures=(figure,), forewords={"en": "one\x00two"})
    assert "held there" in str(as_blocks(report, [], "en"))
    assert as_docx(report, "en")

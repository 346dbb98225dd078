"""Charts as places and sizes: every printed number is drawn, with its interval, and what is below is hatched."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from intake.domain.declared import declared
from intake.domain.draw import Cell, DrawnTable
from intake.domain.table import Size
from intake.domain.vocabulary import Vocabulary
from intake.web.audit.charts import LEAST_HATCHED, LEAST_TALL, MOST_BARS, ROOM, TALL, Chart, Scale, chart
from tests.plugins.draws import invented_draw

SIZES = some.sampled_from(list(Size))
PEOPLE = some.integers(min_value=50, max_value=1_000_000)
SEEDS = some.integers(min_value=0, max_value=1000)
LANGUAGES = some.sampled_from(["en", "be", "ru"])


def _charts(size: Size, persons: int, seed: int, language: str) -> list[tuple[DrawnTable, Chart]]:
    draw = invented_draw(size, persons, seed)
    vocabulary = Vocabulary.load(draw.vocabulary)
    return [
        (drawn, chart(table, drawn, vocabulary, language))
        for table, drawn in zip(declared(draw), draw.tables, strict=True)
    ]


def _order(cell: Cell) -> str:
    return cell.id


@given(SIZES, PEOPLE, SEEDS, LANGUAGES)
def test_every_cell_is_drawn_once_as_it_is_printed(size: Size, persons: int, seed: int, language: str) -> None:
    for drawn, made in _charts(size, persons, seed, language):
        cells = [mark.cell for panel in made.panels for mark in panel.marks]
        assert sorted(cells, key=_order) == sorted(drawn.cells(), key=_order)


@given(SIZES, PEOPLE, SEEDS, LANGUAGES)
def test_exactly_what_is_below_is_hatched_and_its_length_says_no_more_than_that(
    size: Size, persons: int, seed: int, language: str
) -> None:
    for drawn, made in _charts(size, persons, seed, language):
        marks = [mark for panel in made.panels for mark in panel.marks]
        assert {mark.cell.id for mark in marks if mark.hatched} == {
            name for name, number in drawn.noisy.items() if number < drawn.threshold
        }
        assert len({(mark.size, mark.low, mark.high) for mark in marks if mark.hatched}) <= 1
        least = LEAST_TALL if made.upright else LEAST_HATCHED
        assert all(mark.size >= least for mark in marks if mark.hatched)


@given(SIZES, PEOPLE, SEEDS, LANGUAGES)
def test_lengths_are_those_of_the_numbers_and_fit(size: Size, persons: int, seed: int, language: str) -> None:
    for _drawn, made in _charts(size, persons, seed, language):
        room = TALL if made.upright else ROOM
        for panel in made.panels:
            for mark in panel.marks:
                assert 0 <= mark.low <= mark.size <= mark.high <= room
                if mark.cell.value is not None:
                    ends = (mark.cell.low, mark.cell.value, mark.cell.high)
                    lengths = [round(room * (one or 0) / panel.scale.end, 2) for one in ends]
                    assert [mark.low, mark.size, mark.high] == lengths


@given(some.integers(min_value=1, max_value=10_000_000))
def test_an_axis_has_a_few_round_numbers_from_zero_on(end: int) -> None:
    ticks = Scale(end, ROOM).ticks()
    assert ticks[0] == 0
    assert ticks[-1] <= end
    assert 2 <= len(ticks) <= 5
    assert str(ticks[1]).rstrip("0") in {"1", "2", "5"}


@pytest.mark.parametrize("language", ["en", "be", "ru"])
def test_no_panel_is_longer_than_a_sheet_of_paper_and_none_is_almost_empty(language: str) -> None:
    for size in Size:
        for _drawn, made in _charts(size, 5_000, 0, language):
            assert all(len(panel.marks) <= MOST_BARS and panel.height < 800 for panel in made.panels)
            assert len({panel.id for panel in made.panels}) == len(made.panels)
            assert all("".join(mark.lines).replace(" ", "") for panel in made.panels for mark in panel.marks)


def test_codes_stand_under_their_chapters_and_months_from_left_to_right() -> None:
    by_id = {drawn.id: made for drawn, made in _charts(Size.MEDIUM, 5_000, 0, "en")}
    assert [panel.title for panel in by_id["acts"].panels][:2] == ["Expression", "Assembly"]
    months = {drawn.id: made for drawn, made in _charts(Size.FULL, 25_000, 0, "en")}["months"]
    assert months.upright
    assert [mark.lines[0] for mark in months.panels[0].marks] == [str(month) for month in range(1, 13)]
    places = [mark.place for mark in months.panels[0].marks]
    assert places == sorted(places)
    assert all(mark.place < 100 for mark in months.panels[0].marks)


def test_the_largest_is_told_and_where_all_are_hatched_none_is() -> None:
    drawn = DrawnTable("evidence_any", 1, 1.0, 1.0, 3, {"any": 4}, {"any": 4})
    table = next(one for one in declared(invented_draw(Size.MINI, 120)) if one.id == "evidence_any")
    panel = chart(table, drawn, Vocabulary.load(), "en").panels[0]
    assert (panel.largest, len(panel.below)) == (None, 1)
    printed = chart(
        table, DrawnTable("evidence_any", 1, 1.0, 1.0, 3, {"any": 40}, {"any": 40}), Vocabulary.load(), "en"
    )
    assert printed.panels[0].largest == printed.panels[0].marks[0]

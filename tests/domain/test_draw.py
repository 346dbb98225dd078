"""A draw: stored and read back to the byte, and what is printed of its numbers."""

import json
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.draw import ALL, BadDraw, Cell, Draw, DrawnTable
from intake.domain.tables import Size
from tests.plugins.draws import invented_draw

SURE = 0.95


def _table(noisy: int, value: int, half_width: int = 24) -> DrawnTable:
    return DrawnTable("persons", 4, 0.25, 8.0, half_width, {ALL: noisy}, {ALL: value})


def _cell(noisy: int, value: int, half_width: int = 24) -> Cell:
    (cell,) = _table(noisy, value, half_width).cells()
    return cell


@pytest.mark.parametrize("size", Size)
def test_a_draw_is_read_back_as_it_was_stored(size: Size) -> None:
    draw = invented_draw(size, 300, testimonies=310)
    assert Draw.parse(draw.to_json()) == draw
    assert Draw.parse(replace(draw, testimonies=None).to_json()).testimonies is None


def test_a_table_is_found_by_its_id() -> None:
    draw = invented_draw(Size.MINI, 100)
    assert draw.table("persons") is draw.tables[0]
    assert draw.table("codes") is None


BROKEN: dict[str, Callable[[dict[str, Any]], object]] = {
    "another format": lambda data: data.update(schema="holas-draw/1"),
    "a field too many": lambda data: data.update(rows=[]),
    "an unknown mechanism": lambda data: data.update(mechanism="none"),
    "an unknown subject": lambda data: data.update(subject="person"),
    "a table twice": lambda data: data["tables"].append(data["tables"][0]),
    "a cell twice": lambda data: data["tables"][0]["cells"].append(data["tables"][0]["cells"][0]),
    "a cell without its number": lambda data: data["tables"][0]["cells"][0].pop(),
    "half a person": lambda data: data["tables"][0]["cells"].__setitem__(0, ["all", 1.5, 1]),
    "no day": lambda data: data.update(cut_off="soon"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_anything_else_is_no_draw(name: str) -> None:
    data = json.loads(invented_draw(Size.MINI, 100).to_json())
    BROKEN[name](data)
    with pytest.raises(BadDraw):
        Draw.parse(json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())


def test_only_the_canonical_form_is_read() -> None:
    with pytest.raises(BadDraw, match="canonical"):
        Draw.parse(invented_draw(Size.MINI, 100).to_json() + b"\n")


def test_a_number_below_the_threshold_is_not_printed() -> None:
    assert _cell(23, 30) == Cell(ALL, None, None, None, 24)
    assert _cell(-5, 0, half_width=3) == Cell(ALL, None, None, None, 10)
    assert _cell(24, 23).value == 23


def test_the_interval_of_a_small_number_goes_down_to_zero() -> None:
    assert _cell(48, 45) == Cell(ALL, 45, 0, 72, None)
    assert _cell(49, 45) == Cell(ALL, 45, 25, 73, None)


@given(st.integers(-100, 200), st.integers(0, 200), st.integers(0, 60))
def test_an_interval_holds_the_number_and_all_that_the_noise_may_hide(noisy: int, value: int, half_width: int) -> None:
    cell = _cell(noisy, value, half_width)
    if cell.below is None:
        assert cell.low is not None
        assert cell.high is not None
        assert 0 <= cell.low <= value <= cell.high
        assert cell.low <= noisy - half_width
        assert cell.high >= noisy + half_width


def _laplace(scale: float) -> Callable[[int], float]:
    return lambda x: math.exp(-abs(x) / scale)


def _gaussian(scale: float) -> Callable[[int], float]:
    return lambda x: math.exp(-((x / scale) ** 2) / 2)


NOISES = [
    pytest.param(of(scale), scale, id=f"{of.__name__}-{scale}")
    for of in (_laplace, _gaussian)
    for scale in (2.67, 8.0, 17.78)
]


@pytest.mark.parametrize(("weight", "scale"), NOISES)
def test_of_printed_numbers_95_percent_lie_in_their_interval_however_small_they_are(
    weight: Callable[[int], float], scale: float
) -> None:
    """Exactly, for each true number: given that noise lifted it over the threshold, its interval holds it.

    The number plus or minus the half-width would not: of true zeros that are printed, it holds hardly any.
    """
    reach = int(30 * scale)
    weights = {x: weight(x) for x in range(-reach, reach + 1)}
    whole = math.fsum(weights.values())
    width = next(h for h in range(reach) if math.fsum(w for x, w in weights.items() if abs(x) > h) <= 0.05 * whole)
    cells = {noisy: _cell(noisy, max(noisy, 0), width) for noisy in range(-reach, 2 * reach)}
    printed = {noisy: (cell.low, cell.high) for noisy, cell in cells.items() if cell.below is None}
    for true in range(3 * width + 12):
        chances = {noisy: weights[noisy - true] for noisy in printed if abs(noisy - true) <= reach}
        held = math.fsum(chance for noisy, chance in chances.items() if _holds(printed[noisy], true))
        assert held >= (SURE - 1e-9) * math.fsum(chances.values()), true


def _holds(interval: tuple[int | None, int | None], true: int) -> bool:
    low, high = interval
    return low is not None and high is not None and low <= true <= high

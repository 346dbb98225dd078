"""Sums of cohorts: right numbers, an honest interval, no year among them."""

import math
import random
from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from intake.domain import cumulative
from intake.domain.draw import Mechanism, Period, Subject
from intake.domain.expected_noise import width
from tests.plugins.draws import invented_draw

DRAWS = [
    replace(invented_draw("small", 450, seed), periods=(Period("c" * 22, date(2026, seed, 1), date(2026, seed, 28)),))
    for seed in (1, 2, 3)
]


def test_the_sum_of_one_draw_prints_its_numbers() -> None:
    for table, drawn in zip(cumulative.summed(DRAWS[:1]), DRAWS[0].tables, strict=True):
        assert (table.noisy, table.values, table.scale) == (drawn.noisy, drawn.values, drawn.scale)
        assert table.half_width == width(Mechanism.LAPLACE, drawn.scale)


def test_cells_are_added_up_in_any_order() -> None:
    tables = cumulative.summed(DRAWS)
    assert tables[0].noisy["all"] == sum(draw.tables[0].noisy["all"] for draw in DRAWS)
    assert tables[0].values["all"] == sum(draw.tables[0].values["all"] for draw in DRAWS)
    assert all(cumulative.summed(order) == tables for order in permutations(DRAWS))


def test_only_cohorts_with_the_same_tables_are_summed() -> None:
    year = replace(DRAWS[0], subject=Subject.YEAR)
    other, months = replace(DRAWS[0], table_version="0"), replace(DRAWS[0], months=("2021-01",))
    groups = cumulative.alike([DRAWS[2], year, DRAWS[0], other, months])
    assert groups == [(DRAWS[0], DRAWS[2]), (other,), (months,)]


@pytest.mark.parametrize("scale", [0.5, 3.0, 40.0])
def test_the_recursion_gives_the_width_of_one_noise(scale: float) -> None:
    chances = cumulative._laplace_sum([scale])
    assert math.isclose(math.fsum(chances), 1, abs_tol=1e-9)
    h, middle = width(Mechanism.LAPLACE, scale), len(chances) // 2
    assert math.fsum(chances[middle - h : middle + h + 1]) >= 0.95 > math.fsum(chances[middle - h + 1 : middle + h])


@pytest.mark.parametrize("mechanism", Mechanism)
def test_its_interval_covers_the_sum_of_the_noises(mechanism: Mechanism) -> None:
    rng, scales, trials = random.Random(5), (4.0, 9.0, 20.0), 20_000
    h = cumulative.half_width(mechanism, scales)

    def noise(scale: float) -> int:
        if mechanism is Mechanism.GAUSSIAN:
            return round(rng.gauss(0, scale))
        return int(rng.expovariate(1 / scale)) - int(rng.expovariate(1 / scale))

    inside = sum(abs(sum(map(noise, scales))) <= h for _ in range(trials)) / trials
    error = 4 * math.sqrt(0.95 * 0.05 / trials)
    assert 0.95 - error <= inside <= 0.96 + error

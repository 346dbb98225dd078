"""Sums of published cohorts, cell by cell: they cost nobody anything more, and their noise is wider. Pure.

A case is in one cohort alone, so numbers of cohorts add up. A year is never added: its cases are in its cohorts.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import accumulate

from intake.domain.draw import Draw, DrawnTable, Mechanism, Subject
from intake.domain.expected_noise import ALPHA, width

Kind = tuple[str, str, tuple[str, ...]]


def alike(draws: Iterable[Draw]) -> list[tuple[Draw, ...]]:
    """Return the draws of cohorts in groups that can be summed: same tables, table set and months; by first day."""
    groups: dict[Kind, list[Draw]] = defaultdict(list)
    for draw in draws:
        if draw.subject is Subject.COHORT:
            groups[draw.table_version, draw.size, draw.months].append(draw)
    return [tuple(sorted(group, key=lambda one: one.periods[0].opens)) for group in groups.values()]


def summed(draws: Sequence[Draw]) -> tuple[DrawnTable, ...]:
    """Return the sums of draws that are alike, table by table."""
    return tuple(_sum(draws[0].mechanism, tables) for tables in zip(*(draw.tables for draw in draws), strict=True))


def _sum(mechanism: Mechanism, tables: Sequence[DrawnTable]) -> DrawnTable:
    """Add numbers up; margins that match in each match in the sum. `loss`: the dearest, since a person is in one."""
    first, scales = tables[0], tuple(sorted(table.scale for table in tables))
    return DrawnTable(
        first.id,
        max(table.bound for table in tables),
        max(table.loss for table in tables),
        math.hypot(*scales),
        half_width(mechanism, scales),
        {cell: sum(table.noisy[cell] for table in tables) for cell in first.noisy},
        {cell: sum(table.values[cell] for table in tables) for cell in first.noisy},
    )


@cache
def half_width(mechanism: Mechanism, scales: tuple[float, ...]) -> int:
    """Return the least whole number that the sum of these noises exceeds either way with probability 0.05 or less.

    A sum of discrete Gaussians is, but for a relative error of about exp(-pi^2 scale^2), the discrete Gaussian of the
    summed variance (Kairouz, Liu and Steinke 2021); scales here are far above 1. Sums of discrete Laplace noise are
    convolved.
    """
    if len(scales) == 1 or mechanism is Mechanism.GAUSSIAN:
        return width(mechanism, math.hypot(*scales))
    chances = _laplace_sum(scales)
    middle = len(chances) // 2
    inside = accumulate((2 * chance for chance in chances[middle + 1 :]), initial=chances[middle])
    return next(h for h, mass in enumerate(inside) if 1 - mass <= ALPHA)


def _laplace_sum(scales: Sequence[float]) -> list[float]:
    """Return the probabilities of the sum, zero in the middle.

    Discrete Laplace noise is the difference of two geometric numbers (Inusah and Kozubowski 2006): convolving with it
    is one recursion up and one down. By Chernoff's bound at 1 / (2 scale) less than 1e-12 lies outside.
    """
    reach = math.ceil(2 * max(scales) * (30 + len(scales)))
    chances = [0.0] * reach + [1.0] + [0.0] * reach
    for scale in scales:
        chances = _geometric(_geometric(chances, math.exp(-1 / scale))[::-1], math.exp(-1 / scale))[::-1]
    return chances


def _geometric(chances: Sequence[float], q: float) -> list[float]:
    return list(accumulate(((1 - q) * chance for chance in chances), lambda before, now: q * before + now))

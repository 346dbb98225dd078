"""The printed 95 % intervals over simulated releases: as many true numbers inside as they say, and not many more.

Every release goes the whole way: noise, numbers that hold together, what is printed. Pooled over printed intervals.
"""

import math

import pytest

from intake.domain.tables import Size, Tables
from intake.services import drawing
from tests.plugins.crowd import MONTHS, budget, crowd

RELEASES = 200
EVEN, STEEP = 0.5, 3.0
"""How cells differ: most of them large, or most of them nearly empty, so that noise lifts many over the threshold."""


def _covered(size: Size, people: int, releases: int, steepness: float) -> list[bool]:
    """Return of every printed number whether its interval holds the true one."""
    chosen = Tables.load().set(size)
    counts = crowd(chosen, people, steepness)
    return [
        cell.low <= counts[table.id][cell.id] <= cell.high
        for _ in range(releases)
        for table in drawing.draw(chosen, MONTHS, counts, budget(chosen))
        for cell in table.cells()
        if cell.low is not None and cell.high is not None
    ]


def _as_they_say(covered: list[bool]) -> bool:
    error = math.sqrt(0.95 * 0.05 / len(covered))
    return 0.95 - 4 * error <= sum(covered) / len(covered) <= 0.99


@pytest.mark.parametrize(("size", "people"), [(Size.MINI, 120), (Size.SMALL, 450), (Size.MEDIUM, 4_000)])
def test_printed_intervals_hold_what_they_say(size: Size, people: int) -> None:
    """Laplace noise and Gaussian where it is hardest: most cells are so small that noise alone prints them."""
    assert _as_they_say(_covered(size, people, RELEASES, STEEP))


@pytest.mark.soak
@pytest.mark.parametrize(
    ("size", "people", "steepness"),
    [
        (Size.SMALL, 450, EVEN),
        (Size.MEDIUM, 4_000, EVEN),
        (Size.FULL, 25_000, EVEN),
        (Size.FULL, 25_000, STEEP),
    ],
)
def test_printed_intervals_hold_in_large_sets_and_of_large_numbers(
    size: Size, people: int, steepness: float, share: float
) -> None:
    assert _as_they_say(_covered(size, people, int(RELEASES * share), steepness))

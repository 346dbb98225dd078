"""The decision record states the noise that is drawn: its table is compared with the code, line by line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.domain.tables import Size, Tables
from intake.services import noise
from tests.plugins.crowd import MONTHS, budget

RECORD = Path(__file__).parents[2] / "docs" / "adr" / "0003-the-noise-of-a-release.md"


def _lines(size: Size) -> Iterator[str]:
    """Yield the lines of one set: table, cells, bound, share, scale and half-width with epsilon 2 and with 1."""
    chosen = Tables.load().set(size)
    for table, share in (*chosen.tables, chosen.left_out):
        drawn = [noise.draw([0], table.bound, budget(chosen, epsilon), share) for epsilon in (2.0, 1.0)]
        numbers = " | ".join(f"{one.scale:.1f} | {one.half_width}" for one in drawn)
        yield f"| {size} | {table.id} | {len(table.cells(MONTHS))} | {table.bound} | {share} | {numbers} |"


@pytest.mark.parametrize("size", Size)
def test_the_decision_record_states_the_noise_of_every_table(size: Size) -> None:
    stated = [line for line in RECORD.read_text().splitlines() if line.startswith(f"| {size} |")]
    assert stated == list(_lines(size))


def test_it_states_what_the_gaussian_sets_share() -> None:
    shared = [f"{budget(Tables.load().set(Size.FULL), epsilon).whole:.4f}" for epsilon in (2.0, 1.0)]
    assert f"rho {shared[0]} with epsilon 2 and {shared[1]} with epsilon 1" in RECORD.read_text().replace("\n", " ")

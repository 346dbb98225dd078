"""Drawing each set of tables: how long the noise takes, and how long the numbers that hold together.

python -m benchmarks.bench_noise
"""

import time

from intake.domain.tables import EXPECTED, Size, Tables
from intake.services import consistency, drawing
from tests.plugins.crowd import MONTHS, budget, crowd


def measured(size: Size) -> tuple[int, float, float]:
    """Return the number of cells, and the seconds for the whole draw and for the fit of what was drawn."""
    chosen = Tables.load().set(size)
    counts, spent = crowd(chosen, EXPECTED[size][0]), budget(chosen)
    drawing.draw(chosen, MONTHS, counts, spent)  # the scales are sought once
    start = time.perf_counter()
    drawn = drawing.draw(chosen, MONTHS, counts, spent)
    whole = time.perf_counter()
    tables = (*chosen.tables, chosen.left_out)
    consistency.fit([drawing.margins(table, one) for (table, _), one in zip(tables, drawn, strict=True)])
    return sum(len(one.noisy) for one in drawn), whole - start, time.perf_counter() - whole


def main() -> None:
    for size in Size:
        cells, whole, fit = measured(size)
        print(f"{size}: {cells} cells with those left out, drawn in {whole:.3f} s, of which the fit {fit:.3f} s")


if __name__ == "__main__":
    main()

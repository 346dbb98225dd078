"""Invented draws, as large as wanted, for everything that shows or hands out numbers. No noise is drawn for them."""

import math
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from intake.demo.draw import Draw as Choices
from intake.domain.draw import Draw, DrawnTable, Mechanism, Period, Subject
from intake.domain.tables import Size, Table, Tables, TableSet

MONTHS = tuple(f"2020-{month:02}" for month in range(1, 13))
EPSILON, DELTA, RHO = 2.0, 1e-6, 0.067
CHAPTERS = (21, 63, 17, 58, 2, 0, 34, 12)
"""About how many in a hundred are told of in each chapter."""
SEVERAL = 1.8
"""Cells of a table that a person stands in on average, where it may be several."""


def invented_draw(size: Size | str, persons: int, seed: int = 0, *, testimonies: int | None = None) -> Draw:
    """Return a release of one cohort in which about so many people are counted, some cells below the threshold."""
    found = Tables.load().set(Size(size))
    choices = Choices(seed, f"{size} {persons}")
    shared = [*found.tables, found.left_out]
    drawn = [_table(choices, table, share, found.mechanism, persons) for table, share in shared]
    return Draw(
        release="d" * 22,
        subject=Subject.COHORT,
        periods=(Period("c" * 22, date(2026, 1, 1), date(2026, 6, 30)),),
        size=str(found.size),
        months=MONTHS if _by_month(found) else (),
        cut_off=date(2026, 7, 1),
        testimonies=testimonies,
        vocabulary=Tables.load().vocabulary,
        table_version=Tables.load().version,
        software="holas 0",
        library="opendp 0",
        mechanism=found.mechanism,
        epsilon=EPSILON,
        delta=DELTA if found.mechanism is Mechanism.GAUSSIAN else 0.0,
        snapshot="5" * 64,
        tables=tuple(drawn[:-1]),
        left_out=drawn[-1],
    )


def _by_month(found: TableSet) -> bool:
    return any(table.by_month for table, _ in found.tables)


def _table(choices: Choices, table: Table, share: Fraction, mechanism: Mechanism, persons: int) -> DrawnTable:
    cells = table.cells(MONTHS)
    values = _values(choices, table, cells, persons)
    loss, scale, half_width = _noise(table.bound, float(share), mechanism)
    shaken = [value + choices.below(half_width + 1) - half_width // 2 for value in values]
    noisy, whole = dict(zip(cells, shaken, strict=True)), dict(zip(cells, values, strict=True))
    return DrawnTable(table.id, table.bound, loss, scale, half_width, noisy, whole)


def _noise(bound: int, share: float, mechanism: Mechanism) -> tuple[float, float, int]:
    """Return loss, scale and half-width as the mechanisms have them, to some digits."""
    if mechanism is Mechanism.LAPLACE:
        scale = bound / (EPSILON * share)
        return EPSILON * share, scale, math.ceil(scale * math.log(20))
    scale = math.sqrt(bound / (2 * RHO * share))
    return RHO * share, scale, math.ceil(1.96 * scale)


def _values(choices: Choices, table: Table, cells: Sequence[str], persons: int) -> list[int]:
    """Return numbers that fall off steeply, none above the number of people; all of them where each counts once."""
    if table.id == "persons":
        return [persons, *(persons * (part + choices.below(5)) // 100 for part in CHAPTERS)]
    weights = [1 + choices.below(1000) ** 3 // 10**6 for _ in cells]
    wanted = persons if table.once else persons * SEVERAL
    values = [min(persons, int(wanted * weight) // sum(weights)) for weight in weights]
    return [values[0] + persons - sum(values), *values[1:]] if table.once else values

"""From exact counts to drawn tables: noise by each table's share of the budget, then numbers that hold together.

Only release jobs import this module, as it loads OpenDP and HiGHS.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from intake.domain.draw import DrawnTable
from intake.domain.table import Table, TableSet
from intake.services import consistency, noise
from intake.services.consistency import Margins
from intake.services.noise import Budget


def draw(
    chosen: TableSet, months: Sequence[str], counts: Mapping[str, Mapping[str, int]], budget: Budget
) -> tuple[DrawnTable, ...]:
    """Draw every table of a set; the last is `left_out`.

    `months`: the twelve months of the plan (`2020-08`). `counts`: by table id, the exact number of people in each cell.
    Raises `OverBudget`, also when all tables together would cost more than the budget.
    """
    shared = (*chosen.tables, chosen.left_out)
    drawn = [(table, _drawn(table, months, counts[table.id], budget, share)) for table, share in shared]
    budget.verify([one.loss for _, one in drawn])
    fitted = consistency.fit([margins(table, one) for table, one in drawn])
    return tuple(replace(one, values=values) for (_, one), values in zip(drawn, fitted, strict=True))


def margins(table: Table, drawn: DrawnTable) -> Margins:
    """Return what the numbers of a table must agree in."""
    return Margins(drawn.id, drawn.noisy, drawn.half_width, table.once, table.rest)


def _drawn(
    table: Table, months: Sequence[str], counts: Mapping[str, int], budget: Budget, share: Fraction
) -> DrawnTable:
    """Return a table with its noise; its numbers do not hold together yet."""
    cells = table.cells(months)
    drawn = noise.draw([counts[cell] for cell in cells], table.bound, budget, share)
    noisy = dict(zip(cells, drawn.values, strict=True))
    return DrawnTable(table.id, table.bound, drawn.loss, drawn.scale, drawn.half_width, noisy, noisy)

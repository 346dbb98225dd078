"""From exact counts to drawn tables: noise by each table's share of the budget, then numbers that hold together.

Only release jobs import this module, as it loads OpenDP and HiGHS.
"""

from collections.abc import Mapping, Sequence

from intake.domain.draw import DrawnTable
from intake.domain.table import Table, TableSet
from intake.services import consistency, noise
from intake.services.consistency import Margins
from intake.services.noise import Budget, Noisy


def draw(
    chosen: TableSet, months: Sequence[str], counts: Mapping[str, Sequence[int]], budget: Budget
) -> tuple[DrawnTable, ...]:
    """Draw every table of a set; the last is `left_out`.

    `months`: the twelve months of the plan (`2020-08`). `counts`: by table id, the exact number of people in each cell,
    in the order of `Table.cells`. Raises `OverBudget`, also when all tables together would cost more than the budget.
    """
    shared = [*chosen.tables, chosen.left_out]
    noisy = [noise.draw(counts[table.id], table.bound, budget, share) for table, share in shared]
    budget.verify([one.loss for one in noisy])
    margins = [_margins(table, months, one) for (table, _), one in zip(shared, noisy, strict=True)]
    fitted = consistency.fit(margins)
    return tuple(
        DrawnTable(table.id, table.bound, one.loss, one.scale, one.half_width, margin.noisy, values)
        for (table, _), one, margin, values in zip(shared, noisy, margins, fitted, strict=True)
    )


def _margins(table: Table, months: Sequence[str], noisy: Noisy) -> Margins:
    cells = dict(zip(table.cells(months), noisy.values, strict=True))
    return Margins(table.id, cells, noisy.half_width, table.once, table.rest)

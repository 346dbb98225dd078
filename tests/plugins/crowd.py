"""Invented people, many of them, counted by the declared tables: what simulations of releases begin with."""

from collections import Counter
from collections.abc import Mapping
from itertools import accumulate
from random import Random

from intake.domain.draw import ALL, Mechanism
from intake.domain.tables import Table, TableSet
from intake.services.noise import Budget

MONTHS = tuple(f"2020-{month:02}" for month in range(1, 13))
LIFETIME, DELTA = 2.0, 1e-6


def budget(chosen: TableSet, epsilon: float = LIFETIME) -> Budget:
    """Return what a draw of these tables may cost a person at most; delta is split as epsilon is."""
    delta = DELTA * epsilon / LIFETIME
    return Budget(chosen.mechanism, epsilon, delta if chosen.mechanism is Mechanism.GAUSSIAN else 0.0)


def crowd(chosen: TableSet, people: int, steepness: float = 1.5, seed: int = 0) -> Mapping[str, Mapping[str, int]]:
    """Return how many of invented people stand in each cell of each table.

    The cell of rank r holds about r^-`steepness` of what the first holds: a few large numbers, many small ones.
    """
    shared = [*chosen.tables, chosen.left_out]
    return {table.id: _counted(table, people, steepness, Random(f"{seed} {table.id}")) for table, _ in shared}


def _counted(table: Table, people: int, steepness: float, chance: Random) -> Mapping[str, int]:
    cells = table.cells(MONTHS)
    others = [cell for cell in cells if cell not in {ALL, table.rest}]
    weights = list(accumulate((rank + 1) ** -steepness for rank in range(len(others))))
    rest = {table.rest} if table.rest else set()
    counted: Counter[str] = Counter()
    for _ in range(people):
        several = 1 if table.once else min(table.bound, len(others)) - (ALL in cells)
        told = set(chance.choices(others, cum_weights=weights, k=chance.randint(0, several)))
        counted.update(told or rest)
    counted[ALL] = people
    return {cell: counted[cell] for cell in cells}

"""Pairing two lists off so that the pairs weigh the most together: the assignment problem. Pure.

Kuhn, "The Hungarian Method for the Assignment Problem" (1955), with the shortest augmenting paths of Jonker and
Volgenant (1987): exact, in cubic time.
"""

from collections.abc import Sequence

Weights = Sequence[Sequence[int]]


def assign(weights: Weights) -> list[tuple[int, int]]:
    """Return the pairs (row, column), each row and column once, of the greatest sum; those that weigh nothing are out.

    Weights are 0 or more; rows are of one length.
    """
    if not weights or not weights[0]:
        return []
    if len(weights) > len(weights[0]):
        return sorted((row, column) for column, row in assign([list(one) for one in zip(*weights, strict=True)]))
    return [(row, column) for row, column in _least([[-one for one in row] for row in weights]) if weights[row][column]]


def _least(costs: Weights) -> list[tuple[int, int]]:
    """Return a column for each row, of the least sum. There are at least as many columns as rows."""
    state = _Potentials(costs)
    for row in range(1, len(costs) + 1):
        state.add(row)
    return sorted((row - 1, column - 1) for column, row in enumerate(state.row_of) if column and row)


class _Potentials:
    """Rows and columns count from 1; 0 stands for none. `row_of[column]` is what is assigned so far."""

    def __init__(self, costs: Weights) -> None:
        self.costs = costs
        self.of_rows = [0] * (len(costs) + 1)
        self.of_columns = [0] * (len(costs[0]) + 1)
        self.row_of = [0] * (len(costs[0]) + 1)

    def add(self, row: int) -> None:
        """Assign one row more, moving others along the shortest path to a free column."""
        self.row_of[0] = row
        column, came_from, done = 0, [0] * len(self.row_of), {0}
        slack: list[float] = [float("inf")] * len(self.row_of)
        while self.row_of[column]:
            done.add(column)
            column = self._step(column, slack, came_from, done)
        while column:
            self.row_of[column] = self.row_of[came_from[column]]
            column = came_from[column]

    def _step(self, column: int, slack: list[float], came_from: list[int], done: set[int]) -> int:
        """Return the nearest column that was not looked at, and make it reachable at no cost."""
        row = self.row_of[column]
        left = [one for one in range(1, len(self.row_of)) if one not in done]
        for one in left:
            cost = self.costs[row - 1][one - 1] - self.of_rows[row] - self.of_columns[one]
            if cost < slack[one]:
                slack[one], came_from[one] = cost, column
        nearest = min(left, key=lambda one: slack[one])
        shift = int(slack[nearest])
        for one in done:
            self.of_rows[self.row_of[one]] += shift
            self.of_columns[one] -= shift
        for one in left:
            slack[one] -= shift
        return nearest

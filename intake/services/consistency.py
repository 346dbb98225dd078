"""The only door to HiGHS: whole numbers that agree with each other, as near to the noisy ones as can be.

Noise leaves numbers below zero, more people in a cell than there are in all, and cells of a table in which everybody
stands once that do not add up. What is printed must not. The numbers that hold together and differ least from the
noisy ones are found by integer programming. They follow from noisy numbers alone, so they cost nobody anything
(Dwork and others 2006: post-processing), and the same noisy numbers always give the same.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import highspy

from intake.domain.draw import ALL

PERSONS = "persons"
STEPS = 4
DEARER = 0.01
"""Each quarter of a half-width costs this much more: so a difference spreads over cells and does not fall on one."""


class Unsolved(RuntimeError):
    """The solver gave no numbers that hold together. There always are some: all zero."""


@dataclass(frozen=True, slots=True)
class Margins:
    """The noisy numbers of one table. A difference of 1 weighs 1 / half-width.

    `once`: everybody stands in exactly one cell. `rest`: the cell of those who stand in no other.
    """

    id: str
    noisy: Mapping[str, int]
    half_width: int
    once: bool = False
    rest: str | None = None


def fit(tables: Sequence[Margins]) -> tuple[dict[str, int], ...]:
    """Return numbers for every cell of the tables, one of which is `persons`.

    They are whole and not negative, none is larger than `persons/all`, and tables in which everybody stands once add up
    to it. Who is in the cell of the rest is in no other, and whoever is in no other is there. The weighted sum of
    differences from the noisy numbers is least, but for `DEARER`. Takes 0.1 s for 394 cells.
    """
    problem = _Problem()
    cells = [{name: problem.number(noisy, one.half_width) for name, noisy in one.noisy.items()} for one in tables]
    everybody = next(found[ALL] for one, found in zip(tables, cells, strict=True) if one.id == PERSONS)
    for one, found in zip(tables, cells, strict=True):
        rest = [found[one.rest]] if one.rest else []
        for column in sorted(set(found.values()) - {everybody, *rest}):
            problem.sum_of([column, *rest], everybody, at_least=False)
        if one.once or rest:
            problem.sum_of(found.values(), everybody, at_most=one.once)
    solved = problem.solve()
    return tuple({name: solved[column] for name, column in found.items()} for found in cells)


@dataclass(slots=True)
class _Problem:
    """Columns are whole numbers from 0 with a cost each, rows are bounds on sums of them."""

    costs: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    rows: list[tuple[float, float, dict[int, float]]] = field(default_factory=list)

    def number(self, noisy: int, half_width: int) -> int:
        """Add a number, and what it costs to differ from the noisy one; return its column."""
        found = self._column(0, highspy.kHighsInf)
        terms = {found: 1.0}
        for sign in (1, -1):
            for step in range(STEPS + 1):
                width = math.ceil(half_width / STEPS) if step < STEPS else highspy.kHighsInf
                terms[self._column((1 + step * DEARER) / half_width, width)] = sign
        self.rows.append((noisy, noisy, terms))
        return found

    def sum_of(self, parts: Iterable[int], whole: int, *, at_least: bool = True, at_most: bool = True) -> None:
        """Ask that parts add up to the whole: to no less, to no more, or both."""
        low, high = 0.0 if at_least else -highspy.kHighsInf, 0.0 if at_most else highspy.kHighsInf
        self.rows.append((low, high, {**dict.fromkeys(parts, 1.0), whole: -1.0}))

    def solve(self) -> list[int]:
        """Return the value of each column. One thread and one seed: the same problem has one answer."""
        solver = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy leaves it untyped
        solver.silent()
        for name, value in {"threads": 1, "random_seed": 0, "mip_rel_gap": 0.0, "mip_abs_gap": 0.0}.items():
            solver.setOptionValue(name, value)
        solver.passModel(self._model())
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise Unsolved
        return [round(value) for value in solver.getSolution().col_value]

    def _column(self, cost: float, most: float) -> int:
        self.costs.append(cost)
        self.most.append(most)
        return len(self.costs) - 1

    def _model(self) -> highspy.HighsLp:
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.costs), len(self.rows)
        model.col_cost_, model.col_lower_, model.col_upper_ = self.costs, [0.0] * len(self.costs), self.most
        model.integrality_ = [highspy.HighsVarType.kInteger] * len(self.costs)
        model.row_lower_, model.row_upper_ = [low for low, _, _ in self.rows], [high for _, high, _ in self.rows]
        matrix, starts = model.a_matrix_, [0]
        for _, _, terms in self.rows:
            starts.append(starts[-1] + len(terms))
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.start_ = starts
        matrix.index_ = [column for _, _, terms in self.rows for column in terms]
        matrix.value_ = [value for _, _, terms in self.rows for value in terms.values()]
        return model

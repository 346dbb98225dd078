"""Which tables a release has, and how much one unit may add to each of them. Pure: the noise is drawn elsewhere.

A table counts units: a case, or everything that linked cases tell of one person (`counting.py`). Its cells are all
terms of the vocabulary, whether a case has them or not, so that the list of cells says nothing. One unit adds 1 to at
most `bound` cells of a table; the noise is measured against that bound (Dwork, McSherry, Nissim and Smith 2006:
sensitivity under adding or removing one unit). Whole budget of a unit: `LIFETIME`; it counts in one release only, so
a release may spend all of it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from intake.domain.counting import Unit
from intake.domain.draw import ALL
from intake.domain.record_before import CATEGORIES, CODES
from intake.domain.vocabulary import Vocabulary

LIFETIME = 2.0
"""The most that everything ever published about one unit may cost it, in epsilon."""


class TableId(StrEnum):
    """The tables of a release, in the order in which they are shown."""

    CASES = "cases"
    CATEGORIES = "categories"
    CODES = "codes"


@dataclass(frozen=True, slots=True)
class Plan:
    """One table before it is drawn: its cells, how many of them one unit may add to, and its share of epsilon."""

    id: TableId
    cells: tuple[str, ...]
    bound: int
    epsilon: float

    def count(self, units: Iterable[Unit]) -> list[int]:
        """Return the exact number of units in each cell. Never published, never stored."""
        counted = Counter(cell for unit in units for cell in self.contribution(unit))
        return [counted[cell] for cell in self.cells]

    def contribution(self, unit: Unit) -> tuple[str, ...]:
        """Return the cells that a unit adds 1 to: each once, known ones only, never more than `bound`."""
        told = unit.values.get("chapters", ())
        terms = {
            TableId.CASES: (TableId.CASES,) if ALL in told else (),
            TableId.CATEGORIES: told,
            TableId.CODES: (*unit.values.get("codes", ()), *unit.values.get("deprivations", ())),
        }
        known = (cell for cell in dict.fromkeys(terms[self.id]) if cell in self.cells)
        return tuple(cell for _, cell in zip(range(self.bound), known, strict=False))


def plans(vocabulary: Vocabulary, epsilon: float) -> tuple[Plan, ...]:
    """Return the tables of a release that costs each unit `epsilon` in all. Raises ValueError beyond the lifetime.

    The shares are eighths: exact in binary, so that they add up to exactly the total.
    """
    if not 0 < epsilon <= LIFETIME:
        message = f"a release may cost a unit more than 0 and at most {LIFETIME} in epsilon"
        raise ValueError(message)
    categories = tuple(category.id for category in vocabulary.categories())
    codes = tuple(code.id for code in vocabulary.codes())
    return (
        Plan(TableId.CASES, (TableId.CASES,), 1, epsilon / 8),
        Plan(TableId.CATEGORIES, categories, CATEGORIES, epsilon * 3 / 8),
        Plan(TableId.CODES, codes, CODES, epsilon / 2),
    )

"""The variables of the statistics: what is kept of a coding (`telling.py`), ranked, and how much of it at most.

They have the grain of the finest tables that are declared, so that a record does not depend on which set of tables
will count it one day. Whoever is told of more than the bound holds is told of by the first cells.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest

from intake.domain import telling
from intake.domain.coding import Coding
from intake.domain.table import BETWEEN
from intake.domain.tables import Tables
from intake.domain.telling import Said

_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable. `lists`: of which lists of the tables its cells are made; None stands for a month.

    `order`: the ranks, where they are not the coder's. `rest`: the cell of a case that tells nothing of it. `once`:
    it is told of a case's own person only, and one cell of it.
    """

    id: str
    bound: int
    told: Callable[[Coding], Iterable[Said]]
    lists: tuple[str | None, ...]
    order: tuple[str, ...] = ()
    rest: str | None = None
    once: bool = False

    def ranked(self, cells: Iterable[str]) -> tuple[str, ...]:
        """Return each cell once, first things first; the rest only where there is nothing else."""
        found = [cell for cell in dict.fromkeys(cells) if cell != self.rest]
        if self.order:
            found.sort(key=self.order.index)
        return tuple(found)

    def joined(self, ranked: Sequence[Sequence[str]]) -> tuple[str, ...]:
        """Join what several cases tell of one person: what stands first in each, then what stands second."""
        rows = zip_longest(*ranked)
        found = self.ranked(cell for row in rows for cell in row if cell is not None)
        return found or ((self.rest,) if self.rest and any(ranked) else ())

    def drops(self, cells: Sequence[str]) -> bool:
        """Whether something of this is not counted. The longest time and the best grade stand for the others."""
        return not self.once and len(cells) > self.bound

    def knows(self, cell: str) -> bool:
        """Whether it has such a cell."""
        parts = cell.split(BETWEEN)
        return len(parts) == len(self.lists) and all(map(_is_of, parts, self.lists))


def _is_of(part: str, name: str | None) -> bool:
    return part in _ids(name) if name else bool(_MONTH.fullmatch(part))


@cache
def _ids(name: str) -> frozenset[str]:
    return frozenset(row.id for row in Tables.load().lists[name])


LENGTHS = ("days_91", "days_31_90", "days_16_30", "days_4_15", "days_2_3", "days_1", "unknown")
FURTHEST = ("made", "sanction", "charged", "closed", "opened", "refused")
GRADES = ("highly_reliable", "likely", "unsure", "likely_unreliable", "highly_unreliable")

VARIABLES = (
    Variable("chapters", 4, telling.chapters, ("chapters",)),
    Variable("families", 5, telling.families, ("families",)),
    Variable("codes", 5, telling.codes, ("codes",)),
    Variable("months", 5, telling.months, ("families", None)),
    Variable("groups", 5, telling.groups, ("groups", "families")),
    Variable("deprivations", 8, telling.deprivations, ("deprivations",)),
    Variable("stages", 8, telling.stages, ("deprivations", "stages")),
    Variable("perpetrators", 3, telling.perpetrators, ("perpetrators",)),
    Variable("force", 3, telling.force, ("force",)),
    Variable("detention", 1, telling.detention, ("detention",), LENGTHS, "not_held", once=True),
    Variable("legal", 3, telling.legal, ("legal",)),
    Variable("complaints", 3, telling.complaints, ("complaints",), FURTHEST),
    Variable("sdg", 3, telling.sdg, ("sdg",)),
    Variable("evidence", 3, telling.evidence, ("evidence",), ("photo", "video", "medical"), "none"),
    Variable("reliability", 1, telling.reliability, ("reliability",), GRADES, "unknown", once=True),
)
"""In the order of the pages. A person of whom all chapters are told counts in `all` and in the first three."""
BY_ID = {variable.id: variable for variable in VARIABLES}

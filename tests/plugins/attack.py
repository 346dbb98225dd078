"""The differencing attack: two releases, before and after one known person told their story, taken from each other.

The attacker knows that the person was counted in the second release and not in the first, that nobody else came or
went, and of the person the month and the group. They want six attributes: chapter, act, perpetrator, days of
detention, whether there is a photo, whether a medical paper. They know how common each is among the people told of,
they have every number of both releases as it was drawn, more than a report prints, and they take the likeliest record:
against noise nobody can do better with these numbers (the rule of Bayes), against thresholds it reads the record off.

Holas draws each cohort once, and counts a person in one cohort: there are no two such releases. The attack is given
them nevertheless, each drawn with the whole lifetime budget.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from random import Random

from intake.domain.draw import ALL, Mechanism
from intake.domain.table import Table
from intake.domain.tables import TableSet
from intake.services import noise
from intake.services.noise import Budget
from tests.plugins.crowd import LIFETIME, MONTHS, budget, crowd
from tests.plugins.guessing import Found, Guessing

THRESHOLD = 10
KNOWN = {"month": MONTHS[7], "group": "protesters"}
TOGETHER = (("chapter",), ("act",), ("perpetrator",), ("detention",), ("photo", "medical"))
"""Which attributes are guessed together: those that share a cell, as `none` of the evidence."""
STEEPNESS = 1.0
"""How cells differ among the people around: the second holds half of the first, the third a third of it."""

Numbers = Mapping[str, Sequence[int | None]]
"""By table, the number in each cell, None where it is not told."""
Weigh = Callable[[int | None, int | None], float]
"""How much likelier two numbers, before and after, make it that the person stands in a cell (natural logarithm)."""


class Attack:
    """The attack on releases of one set of tables, in which about so many people are counted."""

    def __init__(self, chosen: TableSet, people: int, seed: int = 0) -> None:
        self.tables = [table for table, _ in chosen.tables]
        self.chosen, self.chance = chosen, Random(seed)
        self.before = {name: list(one.values()) for name, one in crowd(chosen, people, STEEPNESS, seed).items()}
        self.options = _options(self.tables)
        self.cells = {
            table.id: {cell: place for place, cell in enumerate(table.cells(MONTHS))} for table in self.tables
        }

    @property
    def guessing(self) -> Guessing:
        return Guessing(self.options)

    def on_noise(self, trials: int, epsilon: float = LIFETIME) -> Found:
        """Attack releases as Holas draws them: noise of the whole budget on each of the two."""
        people = [self._somebody() for _ in range(trials)]
        spent, weigh = budget(self.chosen, epsilon), dict[str, Weigh]()
        before: list[dict[str, Sequence[int]]] = [{} for _ in people]
        after: list[dict[str, Sequence[int]]] = [{} for _ in people]
        for table, share in self.chosen.tables:
            without, scale = _drawn([self.before[table.id]] * trials, table, spent, share)
            with_them, _ = _drawn([self._with(table, person) for person in people], table, spent, share)
            weigh[table.id] = _by_noise(spent.mechanism, scale)
            for trial in range(trials):
                before[trial][table.id], after[trial][table.id] = without[trial], with_them[trial]
        return self._found(people, before, after, weigh)

    def on_thresholds(self, trials: int) -> Found:
        """Attack releases of exact numbers in which those under 10 are not told."""
        people = [self._somebody() for _ in range(trials)]
        before = {table.id: _hidden(self.before[table.id]) for table in self.tables}
        after = [{table.id: _hidden(self._with(table, person)) for table in self.tables} for person in people]
        return self._found(people, [before] * trials, after, {table.id: _by_difference for table in self.tables})

    def _somebody(self) -> dict[str, str]:
        return {
            name: self.chance.choices(list(one), weights=list(one.values()))[0] for name, one in self.options.items()
        }

    def _with(self, table: Table, person: Mapping[str, str]) -> list[int]:
        """Return the exact numbers with the person among the people."""
        counts = list(self.before[table.id])
        for place in self._places(table, person):
            counts[place] += 1
        return counts

    def _places(self, table: Table, known: Mapping[str, str]) -> Iterator[int]:
        """Yield where somebody stands of whom this is known."""
        for cell in table.contribution(_values(known), MONTHS):
            yield self.cells[table.id][cell]

    def _found(
        self,
        people: Sequence[Mapping[str, str]],
        before: Sequence[Numbers],
        after: Sequence[Numbers],
        weigh: Mapping[str, Weigh],
    ) -> Found:
        right = [
            [guess[name] == person[name] for name in self.options]
            for person, one, other in zip(people, before, after, strict=True)
            for guess in [self._guess(one, other, weigh)]
        ]
        whole, parts = sum(all(one) for one in right), sum(sum(one) for one in right)
        return Found(len(right), parts / len(right) / len(self.options), whole / len(right))

    def _guess(self, before: Numbers, after: Numbers, weigh: Mapping[str, Weigh]) -> dict[str, str]:
        """Return the likeliest record."""
        guessed: dict[str, str] = {}
        for names in TOGETHER:
            records = [dict(zip(names, one, strict=True)) for one in product(*(self.options[name] for name in names))]
            likeliest = max(records, key=lambda record: self._likelihood(record, before, after, weigh))
            guessed |= likeliest
        return guessed

    def _likelihood(
        self, record: Mapping[str, str], before: Numbers, after: Numbers, weigh: Mapping[str, Weigh]
    ) -> float:
        """Return the logarithm of how likely a record is, but for a constant."""
        beforehand = math.fsum(math.log(self.options[name][option]) for name, option in record.items())
        return beforehand + math.fsum(
            weigh[table.id](before[table.id][place], after[table.id][place])
            for table in self.tables
            for place in self._places(table, record)
        )


def _options(tables: Sequence[Table]) -> dict[str, dict[str, float]]:
    """Return what each attribute may be, the rows of the table that tells it, and how common each is."""
    rows = {table.variable: [row.id for row in table.rows if row.id != ALL] for table in tables}
    options = {
        "chapter": rows["chapters"],
        "act": rows["families"] if "families" in rows else rows["months"],
        "perpetrator": rows["perpetrators"],
        "detention": rows["detention"],
        "photo": ["photo", ""],
        "medical": ["", "medical"],
    }
    weights = {name: [(rank + 1) ** -STEEPNESS for rank in range(len(one))] for name, one in options.items()}
    return {
        name: {option: weight / math.fsum(weights[name]) for option, weight in zip(one, weights[name], strict=True)}
        for name, one in options.items()
    }


def _values(known: Mapping[str, str]) -> dict[str, Sequence[str]]:
    """Return by variable what is told of somebody of whom these attributes are known; of the others nothing."""
    told = {
        "perpetrators": known.get("perpetrator"),
        "detention": known.get("detention"),
        "chapters": known.get("chapter"),
    }
    values: dict[str, Sequence[str]] = {variable: (cell,) for variable, cell in told.items() if cell}
    if act := known.get("act"):
        month, group = f"{act}/{KNOWN['month']}", f"{KNOWN['group']}/{act}"
        values |= {"families": (act,), "months": (month,), "groups": (group,)}
    if "photo" in known:
        values["evidence"] = [known[kind] for kind in ("photo", "medical") if known[kind]] or ["none"]
    return values


def _drawn(
    releases: Sequence[Sequence[int]], table: Table, spent: Budget, share: Fraction
) -> tuple[list[Sequence[int]], float]:
    """Return one table of many releases with noise, all drawn at once, and the scale of the noise."""
    drawn = noise.draw([count for one in releases for count in one], table.bound, spent, share)
    starts = range(0, len(drawn.values), len(releases[0]))
    return [drawn.values[start : start + len(releases[0])] for start in starts], drawn.scale


def _hidden(counts: Sequence[int]) -> list[int | None]:
    return [count if count >= THRESHOLD else None for count in counts]


def _by_difference(before: int | None, after: int | None) -> float:
    """Exact numbers that differ say that somebody stands there; numbers that are not told say nothing."""
    if after is None:
        return 0.0
    return 1000.0 if before != after else -1000.0


def _by_noise(mechanism: Mechanism, scale: float) -> Weigh:
    """Two noises of this scale lie between the numbers."""
    p = math.exp(-1 / scale)
    least = (1 + p * p) / (1 - p * p)

    def log_laplace(difference: int) -> float:
        """Logarithm of the chance, but for a constant, that two discrete Laplace noises differ by this."""
        return math.log(abs(difference) + least) - abs(difference) / scale

    def laplace(before: int | None, after: int | None) -> float:
        difference = (after or 0) - (before or 0)
        return log_laplace(difference - 1) - log_laplace(difference)

    def gaussian(before: int | None, after: int | None) -> float:
        """Two discrete Gaussians differ by one of twice the variance, to more digits than matter at these scales."""
        return (2 * ((after or 0) - (before or 0)) - 1) / (4 * scale * scale)

    return laplace if mechanism is Mechanism.LAPLACE else gaussian

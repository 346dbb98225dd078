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
from dataclasses import dataclass
from itertools import product
from random import Random
from statistics import fmean

from intake.domain.draw import ALL, Mechanism
from intake.domain.table import Table
from intake.domain.tables import TableSet
from intake.services import noise
from tests.plugins.crowd import LIFETIME, MONTHS, budget, crowd

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


@dataclass(frozen=True, slots=True)
class Found:
    """What became of the trials: the shares of attributes and of whole records that were guessed right."""

    trials: int
    attributes: float
    records: float


@dataclass(frozen=True, slots=True)
class Guessing:
    """What guessing without any release recovers: by attribute, how common each option is.

    The attributes of an invented person are drawn from these, independent of each other. So nobody guesses better than
    whoever always says what is commonest. They are right about an attribute as often as that is common, and about the
    record as often as the product of these.
    """

    options: Mapping[str, Mapping[str, float]]

    @property
    def attributes(self) -> float:
        return fmean(self._best)

    @property
    def records(self) -> float:
        return math.prod(self._best)

    def most_attributes(self, trials: int) -> float:
        """Return the share of attributes that guessing gets right, plus four standard errors."""
        variance = math.fsum(best * (1 - best) for best in self._best) / len(self._best) ** 2
        return self.attributes + 4 * math.sqrt(variance / trials)

    def most_records(self, trials: int) -> float:
        """Return the share of whole records that guessing gets right, plus four standard errors."""
        return self.records + 4 * math.sqrt(self.records * (1 - self.records) / trials)

    @property
    def _best(self) -> list[float]:
        return [max(one.values()) for one in self.options.values()]


class Attack:
    """The attack on releases of one set of tables, in which about so many people are counted."""

    def __init__(self, chosen: TableSet, people: int, seed: int = 0) -> None:
        self.tables = [table for table, _ in chosen.tables]
        self.chosen, self.chance = chosen, Random(seed)
        self.before = crowd(chosen, people, STEEPNESS, seed)
        self.options = _options(self.tables)
        self.cells = {
            table.id: {cell: place for place, cell in enumerate(table.cells(MONTHS))} for table in self.tables
        }

    @property
    def guessing(self) -> Guessing:
        return Guessing(self.options)

    def on_noise(self, trials: int, epsilon: float = LIFETIME) -> Found:
        """Attack releases as Holas draws them: noise of the whole budget on each of the two."""
        spent = budget(self.chosen, epsilon)
        people = [self._somebody() for _ in range(trials)]
        weigh: dict[str, Weigh] = {}
        before: list[dict[str, Sequence[int]]] = [{} for _ in people]
        after: list[dict[str, Sequence[int]]] = [{} for _ in people]
        for table, share in self.chosen.tables:
            exact = [self.before[table.id] for _ in people], [self._with(table, person) for person in people]
            for told, counts in zip((before, after), exact, strict=True):
                drawn = noise.draw([count for one in counts for count in one], table.bound, spent, share)
                width = len(self.before[table.id])
                for trial, numbers in enumerate(told):
                    numbers[table.id] = drawn.values[trial * width : (trial + 1) * width]
            weigh[table.id] = _by_noise(self.chosen.mechanism, drawn.scale)
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
            guessed |= max(records, key=lambda record: self._likelihood(record, before, after, weigh))
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

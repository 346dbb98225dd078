"""The ledger of releases: what each draw cost those whom it counted, each entry joined to the one before. Pure.

Costs add up: epsilons with epsilons and deltas with deltas (basic composition, Dwork and others 2006), also between a
draw with Laplace noise and one with Gaussian. A cohort is charged once for itself and once, at most, for its year.
"""

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from intake.domain import strict
from intake.domain.plans import DELTA

FORMAT = "holas-charge/1"
NOTHING = "0" * 64
"""What the first entry follows, and what is drawn where it was lost."""


class OverBudget(Exception):
    """A draw would cost its people more than their lifetime. `sum`: what all would cost then, in epsilon."""

    def __init__(self, total: float, lifetime: float) -> None:
        super().__init__(f"{total} of {lifetime}")
        self.sum, self.lifetime = total, lifetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One charge: what was drawn of which cohorts, what it cost a person, and the SHA-256 (hex) of its copy.

    `drawn` is `NOTHING` for what may have been drawn and was lost: it is charged all the same, and never drawn again.
    """

    number: int
    previous: str
    subject: str
    cohorts: tuple[str, ...]
    epsilon: float
    delta: float
    drawn: str

    def to_json(self) -> bytes:
        """Return the canonical JSON."""
        return strict.write_json({"format": FORMAT, **{name: getattr(self, name) for name in _FIELDS}})

    @property
    def digest(self) -> bytes:
        """The SHA-256 that the next entry names."""
        return hashlib.sha256(self.to_json()).digest()

    @property
    def is_drawn(self) -> bool:
        """Whether there are numbers for it."""
        return self.drawn != NOTHING

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        """Read strictly what `to_json` wrote. Raises `BadShape`."""
        data = strict.shape(strict.read_json(raw, "charge"), "charge", ("format", *_FIELDS))
        strict.one_of(data["format"], "charge.format", (FORMAT,))
        entry = cls(
            strict.whole(data["number"], "charge.number"),
            strict.text(data["previous"], "charge.previous"),
            strict.text(data["subject"], "charge.subject"),
            strict.each(data["cohorts"], "charge.cohorts", strict.text),
            strict.decimal(data["epsilon"], "charge.epsilon"),
            strict.decimal(data["delta"], "charge.delta"),
            strict.text(data["drawn"], "charge.drawn"),
        )
        if entry.to_json() != raw:
            place = "charge"
            raise strict.BadShape(place, "is not in its canonical form")
        return entry


_FIELDS = ("number", "previous", "subject", "cohorts", "epsilon", "delta", "drawn")


def following(entries: Sequence[Entry], subject: str, cohorts: tuple[str, ...], cost: tuple[float, float]) -> Entry:
    """Return the next entry, as long as no copy is named: one of something that may have been drawn and was lost."""
    previous = entries[-1].digest.hex() if entries else NOTHING
    return Entry(len(entries), previous, subject, cohorts, *cost, NOTHING)


def afford(entries: Iterable[Entry], cohorts: Iterable[str], cost: tuple[float, float], lifetime: float) -> None:
    """Raise `OverBudget` when one of the cohorts would be charged more than a lifetime in epsilon or in delta."""
    held = list(entries)
    for cohort in cohorts:
        own = [entry for entry in held if cohort in entry.cohorts]
        epsilon = math.fsum([*(entry.epsilon for entry in own), cost[0]])
        if epsilon > lifetime or math.fsum([*(entry.delta for entry in own), cost[1]]) > DELTA:
            raise OverBudget(epsilon, lifetime)


def broken(entries: Sequence[Entry]) -> str | None:
    """Return what is wrong with the chain: a sentence, None where it holds."""
    previous = NOTHING
    for number, entry in enumerate(entries):
        if (entry.number, entry.previous) != (number, previous):
            return f"Entry {number} of the ledger does not follow the one before it."
        previous = entry.digest.hex()
    subjects = [entry.subject for entry in entries]
    return None if len(set(subjects)) == len(subjects) else "A subject was charged twice in the ledger."

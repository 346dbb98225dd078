"""How far coders agree: the overlap of their act sets, and which codes they take for one another. Pure.

Two coders seldom find the same number of acts, which kappa cannot say (Silva 2002). So the acts are paired off
(`matching.py`: code, victim, and dates and regions that do not exclude each other), and from the sizes follow

    Jaccard = |A and B| / |A or B|
    MASI    = Jaccard * M,  M = 1 when the sets are equal, 2/3 when one holds the other, 1/3 when they overlap, else 0

(Passonneau, "Measuring Agreement on Set-valued Items (MASI)", LREC 2006). Two empty sets are equal: both found
nothing. `domain/alpha.py` says how far they agree on each code.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Self

from intake.domain import strict
from intake.domain.coding import Act, Coding
from intake.domain.matching import Pairing, may_be_one, pair_off
from intake.domain.strict import BadShape

FORMAT = "holas-agreement/1"
_KEYS = ("format", "first", "second", "both", "confused")


class BadAgreement(ValueError):
    """What was read is no such comparison."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many things two people named, and how many of them both did."""

    first: int
    second: int
    both: int

    @property
    def jaccard(self) -> Fraction:
        """What both named of all that was named."""
        union = self.first + self.second - self.both
        return Fraction(self.both, union) if union else Fraction(1)

    @property
    def masi(self) -> Fraction:
        """Jaccard, weighed by whether one set holds the other."""
        return self.jaccard * self._monotonicity()

    def _monotonicity(self) -> Fraction:
        if self.both == self.first == self.second:
            return Fraction(1)
        if self.both == min(self.first, self.second):
            return Fraction(2, 3)
        return Fraction(1, 3)


@dataclass(frozen=True, slots=True)
class Compared:
    """What two blind codings of one case say, as far as agreement is counted.

    `first` and `second`: each one's codes and marks. `confused`: pairs of codes that one gave where the other gave
    the other, each once.
    """

    overlap: Overlap
    first: frozenset[str]
    second: frozenset[str]
    confused: frozenset[tuple[str, str]]

    @property
    def equal(self) -> bool:
        """Whether nothing is left to decide: every act has its like, and the marks are the same."""
        return self.overlap.masi == 1 and self.first == self.second

    def to_json(self) -> str:
        """Return the canonical text."""
        data = {
            "format": FORMAT,
            "first": [sorted(self.first), self.overlap.first],
            "second": [sorted(self.second), self.overlap.second],
            "both": self.overlap.both,
            "confused": sorted(self.confused),
        }
        return strict.write_json(data).decode()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it strictly. Raises `BadAgreement`."""
        try:
            data = strict.shape(strict.read_json(text, "agreement"), "agreement", _KEYS)
            strict.one_of(data["format"], "agreement.format", (FORMAT,))
            first, ours = _named(data["first"])
            second, theirs = _named(data["second"])
            confused = frozenset(_two(one) for one in strict.items(data["confused"], "agreement.confused"))
            return cls(Overlap(ours, theirs, strict.whole(data["both"], "agreement.both")), first, second, confused)
        except BadShape as error:
            message = "not a comparison of two codings"
            raise BadAgreement(message) from error


def compare(first: Coding, second: Coding) -> Compared:
    """Compare two codings of one case."""
    found = pair_off(first, second)
    overlap = Overlap(len(first.acts), len(second.acts), len(found.pairs))
    return Compared(overlap, frozenset(first.codes()), frozenset(second.codes()), _confused(first, second, found))


def mean(values: Iterable[Fraction]) -> Fraction | None:
    """Return the mean, or None of nothing."""
    listed = list(values)
    return sum(listed, Fraction(0)) / len(listed) if listed else None


def _confused(first: Coding, second: Coding, found: Pairing) -> frozenset[tuple[str, str]]:
    """Return the pairs of codes that may stand for one act: same victim, and a time and place that may be one."""

    def same(one: Act, other: Act) -> bool:
        victim = found.victims.get(other.victim) if other.victim else None
        return one.victim == victim and may_be_one(first, one, second, other)

    pairs = product(found.only_first, found.only_second)
    codes = ((one.code, other.code) for one, other in pairs if one.code != other.code and same(one, other))
    return frozenset((min(pair), max(pair)) for pair in codes)


def _named(value: object) -> tuple[frozenset[str], int]:
    listed = strict.items(value, "agreement")
    if len(listed) != len(("codes", "acts")):
        place = "agreement"
        raise BadShape(place, "must be codes and a number")
    return frozenset(strict.each(listed[0], "agreement", strict.text)), strict.whole(listed[1], "agreement")


def _two(value: object) -> tuple[str, str]:
    listed = strict.each(value, "agreement.confused", strict.text)
    if len(listed) != len(("one", "other")):
        place = "agreement.confused"
        raise BadShape(place, "must be two codes")
    return listed[0], listed[1]

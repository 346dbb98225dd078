"""Krippendorff's alpha per code, and what may be said of it. Pure; imports NumPy, so only who reports agreement does.

alpha = 1 - Do / De: observed against expected disagreement, for any number of coders and with cases that not all of
them coded (Krippendorff, "Content Analysis", 2nd ed. 2004, chapter 11; "Computing Krippendorff's Alpha-Reliability",
2011). A code is a nominal variable of a case: a coder gave it or not. The figures are the library's (`krippendorff`).

Words follow Krippendorff 2004, p. 241: from .800 on rely on it, from .667 on draw tentative conclusions only, below
not. Of few cases nothing is said: under `ENOUGH_CASES` cases, or `ENOUGH_USES` in which anybody gave the code, one
case more or less moves alpha across a threshold.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import krippendorff

RELY, TENTATIVE = 0.800, 0.667
ENOUGH_CASES, ENOUGH_USES = 20, 5
PAIR = 2


class Word(StrEnum):
    """What may be said of the agreement on a code."""

    PUBLISH = "publish"
    TENTATIVE = "tentative"
    UNRELIABLE = "unreliable"
    TOO_FEW = "too-few"


@dataclass(frozen=True, slots=True)
class OnCode:
    """Agreement on one code. `alpha` is None where everybody always or never gave it: no chance to disagree.

    `cases` were coded by two or more, `used` are those of them in which anybody gave the code.
    """

    code: str
    alpha: float | None
    cases: int
    used: int

    @property
    def word(self) -> Word:
        """What may be said of it."""
        if self.alpha is None or self.cases < ENOUGH_CASES or self.used < ENOUGH_USES:
            return Word.TOO_FEW
        if self.alpha >= RELY:
            return Word.PUBLISH
        return Word.TENTATIVE if self.alpha >= TENTATIVE else Word.UNRELIABLE


def nominal(counts: Sequence[Sequence[int]]) -> float | None:
    """Return alpha of units, each the number of coders by value; None where it is not defined.

    Units of fewer than two coders say nothing and are left out.
    """
    pairable = [list(unit) for unit in counts if sum(unit) >= PAIR]
    used = {value for unit in pairable for value, number in enumerate(unit) if number}
    if len(used) < PAIR:
        return None
    return float(krippendorff.alpha(value_counts=pairable, level_of_measurement="nominal"))


def on_code(code: str, cases: Iterable[Sequence[frozenset[str]]]) -> OnCode:
    """Return the agreement on a code over cases, each the codes of every coder who coded it."""
    coded = [[code in codes for codes in case] for case in cases if len(case) >= PAIR]
    counts = [[given.count(False), given.count(True)] for given in coded]
    return OnCode(code, nominal(counts), len(coded), sum(any(given) for given in coded))

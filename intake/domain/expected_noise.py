"""Which noise a plan will bring, before anything is drawn: for auditors who choose. Pure, and without OpenDP.

A draw computes its noise by OpenDP (`services/noise.py`); a test holds these numbers to its.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from intake.domain.draw import LEAST_PRINTED, Mechanism, Subject
from intake.domain.plan_terms import Terms
from intake.domain.table import Table
from intake.domain.terms import in_language

ALPHA = 0.05
STEPS = 60
RANGE = (-12.0, 12.0)
"""Where the best order of a Renyi divergence is looked for: the logarithm of what it has above 1."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A table that a plan brings. Its noise is larger than `half_width` with probability 0.05 or less."""

    table: Table
    cells: int
    half_width: int

    def label(self, language: str) -> str:
        """Return what the table is called."""
        return in_language(self.table.labels, language)

    @property
    def printed_from(self) -> int:
        """Smaller noisy numbers are printed as less than this."""
        return max(LEAST_PRINTED, self.half_width)


def expected(terms: Terms, subject: Subject) -> tuple[Expected, ...]:
    """Return the tables of a cohort, or of all together, with their noise."""
    chosen = terms.table_set(subject)
    epsilon, delta = terms.budget(subject)
    whole = epsilon if chosen.mechanism is Mechanism.LAPLACE else rho(epsilon, delta)
    return tuple(
        Expected(table, len(table.cells(terms.months)), half_width(chosen.mechanism, table.bound, whole * share))
        for table, share in chosen.tables
    )


def half_width(mechanism: Mechanism, bound: int, loss: float) -> int:
    """Return how wide the noise will be of a table that may cost a person `loss`, in epsilon or rho.

    A person is in at most `bound` cells.
    """
    return width(mechanism, bound / loss if mechanism is Mechanism.LAPLACE else math.sqrt(bound / (2 * loss)))


@cache
def width(mechanism: Mechanism, scale: float) -> int:
    """Return the least whole number that noise of this scale exceeds either way with probability 0.05 or less.

    P(|noise| > h) = 2 q^(h+1) / (1 + q) with q = exp(-1 / scale) for discrete Laplace (Inusah and Kozubowski 2006).
    The discrete Gaussian is summed up: P(x) is in proportion to exp(-x^2 / 2 scale^2) (Canonne and others 2020), and
    beyond 40 scales nothing is left that a float could tell from zero.
    """
    if mechanism is Mechanism.LAPLACE:
        q = math.exp(-1 / scale)
        return max(0, math.ceil(math.log(ALPHA * (1 + q) / 2) / math.log(q) - 1))
    weights = [math.exp(-((x / scale) ** 2) / 2) for x in range(1, math.ceil(40 * scale) + 2)]
    half = 0.5 + math.fsum(weights)
    return next(h for h, inside in enumerate(accumulate(weights, initial=0.5)) if half - inside <= ALPHA * half)


@cache
def rho(epsilon: float, delta: float) -> float:
    """Return how much zCDP (epsilon, delta) allows: corollary 13 of Canonne, Kamath and Steinke 2020, turned round."""
    low, high = 0.0, epsilon
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _log_delta(middle, epsilon) <= math.log(delta) else (low, middle)
    return low


def _log_delta(zcdp: float, epsilon: float) -> float:
    """Return the logarithm of the least delta, over all orders."""
    return min(_at_order(zcdp, epsilon, math.exp(step)) for step in _orders())


def _orders() -> Iterator[float]:
    low, high = RANGE
    return (low + (high - low) * number / 1000 for number in range(1001))


def _at_order(zcdp: float, epsilon: float, above: float) -> float:
    alpha = 1 + above
    return above * (alpha * zcdp - epsilon) + alpha * math.log(above / alpha) - math.log(above)

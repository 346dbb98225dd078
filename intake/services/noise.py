"""The only door to OpenDP. It takes 260 MiB: release jobs import this module, web workers never do."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version

import opendp.prelude as dp

dp.enable_features("contrib")  # the name under which OpenDP keeps mechanisms whose proofs its committee has not vetted

LIBRARY = f"OpenDP {version('opendp')}"
MECHANISM = "discrete-laplace"
ALPHA = 0.05


class OverBudget(Exception):
    """The measurement's own privacy map says that it would cost more than its share."""


@dataclass(frozen=True, slots=True)
class Noisy:
    """Drawn counts. `loss` is what they cost one case by OpenDP's privacy map; 95 % of errors are <= `half_width`."""

    values: tuple[int, ...]
    scale: float
    loss: float
    half_width: int


def draw(counts: Sequence[int], bound: int, epsilon: float) -> Noisy:
    """Add discrete Laplace noise to whole numbers of which one case can move at most `bound`, by 1 each.

    Raises `OverBudget` when the privacy map of the finished measurement says that it would cost more than `epsilon`.
    """
    scale = least_scale(bound, epsilon)
    measurement = dp.m.make_laplace(*_space(), scale=scale)
    loss: float = measurement.map(bound)  # type: ignore[no-untyped-call]  # OpenDP leaves it untyped
    if loss > epsilon:
        raise OverBudget
    return Noisy(tuple(measurement(list(counts))), scale, loss, half_width(scale))


@cache
def least_scale(bound: int, epsilon: float) -> float:
    """Return the least scale that OpenDP's own privacy map accepts. The search takes 30 ms."""
    found: float = dp.binary_search_param(
        lambda scale: dp.m.make_laplace(*_space(), scale=scale), d_in=bound, d_out=epsilon
    )
    return found


def half_width(scale: float) -> int:
    """Return the least whole h such that the noise exceeds h in either direction with probability 0.05 or less.

    OpenDP's accuracy a solves P(|noise| >= a) = alpha (Inusah and Kozubowski 2006 give the tail); noise is whole,
    so that P(|noise| > floor(a)) <= alpha.
    """
    accuracy: float = dp.discrete_laplacian_scale_to_accuracy(scale, ALPHA)
    return math.floor(accuracy)


def _space() -> tuple[dp.Domain, dp.Metric]:
    """Vectors of whole numbers, compared by the sum of their differences."""
    return dp.vector_domain(dp.atom_domain(T="i64")), dp.l1_distance(T="i64")

"""The only door to OpenDP. It takes 260 MiB: release jobs import this module, web workers never do."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.metadata import version

import opendp.prelude as dp

from intake.domain import shares
from intake.domain.draw import Mechanism
from intake.domain.expected_noise import width

dp.enable_features("contrib")  # the name under which OpenDP keeps mechanisms whose proofs its committee has not vetted

LIBRARY = f"OpenDP {version('opendp')}"


class OverBudget(Exception):
    """The measurement's own privacy map says that it would cost more than its share."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What a draw may cost a person, all its tables together: epsilon, and for Gaussian noise delta beside it.

    Its tables share what composes by adding: epsilon for Laplace noise (Dwork and others 2006), rho of zCDP for
    Gaussian (Bun and Steinke 2016, lemma 1.7).
    """

    mechanism: Mechanism
    epsilon: float
    delta: float = 0.0

    @property
    def whole(self) -> float:
        """What is shared, in epsilon or in rho."""
        return self.epsilon if self.mechanism is Mechanism.LAPLACE else rho(self.epsilon, self.delta)

    def part(self, share: Fraction) -> float:
        """Return a share of it, never rounded up."""
        return shares.part(self.whole, share)

    def verify(self, losses: Sequence[float]) -> None:
        """Raise `OverBudget` when the losses of all tables together are more than the whole."""
        if math.fsum(losses) > self.whole:
            raise OverBudget


@dataclass(frozen=True, slots=True)
class Noisy:
    """Drawn counts. `loss` is what they cost one person by OpenDP's privacy map, in epsilon or in rho.

    95 % of errors are <= `half_width`.
    """

    values: tuple[int, ...]
    scale: float
    loss: float
    half_width: int


def draw(counts: Sequence[int], bound: int, budget: Budget, share: Fraction) -> Noisy:
    """Add whole noise to whole numbers of which one person can move at most `bound`, by 1 each.

    Raises `OverBudget` when the privacy map of the finished measurement says that it would cost more than the share.
    """
    part = budget.part(share)
    scale = least_scale(budget.mechanism, bound, part)
    measurement = _measurement(budget.mechanism, scale)
    loss: float = measurement.map(_distance(budget.mechanism, bound))  # type: ignore[no-untyped-call]
    if loss > part:
        raise OverBudget
    return Noisy(tuple(measurement(list(counts))), scale, loss, width(budget.mechanism, scale))


@cache
def rho(epsilon: float, delta: float) -> float:
    """Return how much zCDP a person may be charged for (epsilon, delta), by OpenDP's own conversion.

    It inverts theorem 21 and corollary 13 of Canonne, Kamath and Steinke 2020 with safe rounding. Takes 0.3 s.
    """

    def is_within(scale: float) -> bool:
        converted = dp.c.make_zCDP_to_approxDP(_measurement(Mechanism.GAUSSIAN, scale))
        profile = converted.map(1.0)  # type: ignore[no-untyped-call]  # OpenDP leaves it untyped
        return bool(profile.epsilon(delta) <= epsilon)

    least = dp.binary_search(is_within, T=float)
    found: float = _measurement(Mechanism.GAUSSIAN, least).map(1.0)  # type: ignore[no-untyped-call]
    return found


@cache
def least_scale(mechanism: Mechanism, bound: int, loss: float) -> float:
    """Return the least scale that OpenDP's own privacy map accepts. The search takes 30 ms."""
    found: float = dp.binary_search_param(
        lambda scale: _measurement(mechanism, scale), d_in=_distance(mechanism, bound), d_out=loss
    )
    return found


def _measurement(mechanism: Mechanism, scale: float) -> dp.Measurement:
    """Whole noise for vectors of whole numbers, whose distance is the sum of differences or that of their squares."""
    domain = dp.vector_domain(dp.atom_domain(T="i64"))
    if mechanism is Mechanism.LAPLACE:
        return dp.m.make_laplace(domain, dp.l1_distance(T="i64"), scale=scale)
    return dp.m.make_gaussian(domain, dp.l2_distance(T="f64"), scale=scale)


def _distance(mechanism: Mechanism, bound: int) -> float:
    """Return how far apart a person keeps two vectors: 1 in `bound` cells is `bound` in L1 and its root in L2.

    The root is never rounded down.
    """
    if mechanism is Mechanism.LAPLACE:
        return bound
    root = math.sqrt(bound)
    return root if Fraction(root) ** 2 >= bound else math.nextafter(root, math.inf)

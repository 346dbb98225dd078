"""The noise: as much as OpenDP's own privacy map asks for, centred, and inside the printed interval."""

import math
from fractions import Fraction
from statistics import fmean

import opendp.prelude as dp
import pytest

from intake.domain.draw import Mechanism
from intake.domain.expected_noise import width
from intake.services import noise
from intake.services.noise import Budget, OverBudget

DELTA = 1e-6
PURE, CONCENTRATED = Budget(Mechanism.LAPLACE, 2.0), Budget(Mechanism.GAUSSIAN, 2.0, DELTA)
BUDGETS = [PURE, CONCENTRATED, Budget(Mechanism.LAPLACE, 0.7), Budget(Mechanism.GAUSSIAN, 1.0, DELTA)]
SHARES = [Fraction(1), Fraction(1, 4), Fraction(3, 32)]
MANY = 20_000


def _name(budget: Budget) -> str:
    return f"{budget.mechanism}-{budget.epsilon}"


def _cost(mechanism: Mechanism, scale: float, bound: int) -> float:
    """What noise of this scale costs somebody who moves `bound` cells by 1, written out a second time."""
    domain = dp.vector_domain(dp.atom_domain(T="i64"))
    if mechanism is Mechanism.LAPLACE:
        found: float = dp.m.make_laplace(domain, dp.l1_distance(T="i64"), scale=scale).map(bound)  # type: ignore[no-untyped-call]
    else:
        found = dp.m.make_gaussian(domain, dp.l2_distance(T="f64"), scale=scale).map(math.sqrt(bound))  # type: ignore[no-untyped-call]
    return found


def _weights(mechanism: Mechanism, scale: float) -> dict[int, float]:
    """How likely each whole number is as noise of this scale."""
    reach = range(-int(60 * scale) - 60, int(60 * scale) + 61)
    laplace = mechanism is Mechanism.LAPLACE
    weights = {x: math.exp(-abs(x) / scale if laplace else -((x / scale) ** 2) / 2) for x in reach}
    total = math.fsum(weights.values())
    return {x: weight / total for x, weight in weights.items()}


def _tail(mechanism: Mechanism, scale: float, width: int) -> float:
    """P(|noise| > width)."""
    return math.fsum(weight for x, weight in _weights(mechanism, scale).items() if abs(x) > width)


@pytest.mark.parametrize("bound", [1, 3, 5, 8])
@pytest.mark.parametrize("share", SHARES, ids=str)
@pytest.mark.parametrize("budget", BUDGETS, ids=_name)
def test_one_person_costs_no_more_than_the_share_by_opendps_own_map(
    budget: Budget, share: Fraction, bound: int
) -> None:
    noisy = noise.draw([0] * 10, bound, budget, share)
    assert _cost(budget.mechanism, noisy.scale, bound) <= noisy.loss <= budget.part(share)
    assert _cost(budget.mechanism, noisy.scale * 0.999, bound) > budget.part(share)


@pytest.mark.parametrize("budget", BUDGETS, ids=_name)
def test_parts_that_make_the_whole_cost_no_more_than_the_whole(budget: Budget) -> None:
    shares = [Fraction(1, 3)] * 2 + [Fraction(1, 12), Fraction(1, 7), Fraction(3, 28)]
    assert sum(shares) == 1
    budget.verify([noise.draw([0], 5, budget, share).loss for share in shares])
    with pytest.raises(OverBudget):
        budget.verify([budget.part(Fraction(1, 2))] * 2 + [1e-9])


def test_a_share_is_never_rounded_up() -> None:
    for budget in BUDGETS:
        for parts in range(1, 200):
            assert Fraction(budget.part(Fraction(1, parts))) * parts <= Fraction(budget.whole)


def test_the_root_of_a_bound_is_never_rounded_down() -> None:
    for bound in range(1, 100):
        assert Fraction(noise._distance(Mechanism.GAUSSIAN, bound)) ** 2 >= bound
        assert noise._distance(Mechanism.LAPLACE, bound) == bound


def test_dyadic_shares_of_pure_epsilon_are_exact() -> None:
    losses = [noise.draw([0], bound, PURE, Fraction(share, 8)).loss for bound, share in ((1, 1), (3, 3), (5, 4))]
    assert losses == [0.25, 0.75, 1.0]


@pytest.mark.parametrize("epsilon", [0.5, 1.0, 2.0])
def test_rho_is_the_most_that_opendps_conversion_allows(epsilon: float) -> None:
    """Converted by what the conversion is made of: Canonne, Kamath and Steinke 2020, corollary 13."""
    rho = noise.rho(epsilon, DELTA)

    def delta(rho: float) -> float:
        orders = (1 + step / 1000 for step in range(1, 60_000))
        exponents = (
            (order - 1) * (order * rho - epsilon) + (order - 1) * math.log1p(-1 / order) - math.log(order)
            for order in orders
        )
        return math.exp(min(exponents))

    assert delta(rho) == pytest.approx(DELTA, rel=1e-4)
    assert rho > epsilon**2 / (4 * (math.log(1 / DELTA) + epsilon))  # Bun and Steinke's, which is looser


def test_less_of_either_allows_less_rho() -> None:
    assert noise.rho(1.0, 1e-6) > noise.rho(1.0, 1e-9) > 0
    assert noise.rho(2.0, DELTA) > noise.rho(1.0, DELTA)


@pytest.mark.parametrize("budget", [PURE, CONCENTRATED], ids=_name)
def test_a_measurement_that_costs_more_than_its_share_is_not_used(
    monkeypatch: pytest.MonkeyPatch, budget: Budget
) -> None:
    right = noise.least_scale(budget.mechanism, 5, budget.part(Fraction(1, 8)))
    monkeypatch.setattr(noise, "least_scale", lambda *_: right * 0.99)
    with pytest.raises(OverBudget):
        noise.draw([0], 5, budget, Fraction(1, 8))


@pytest.mark.parametrize("scale", [0.3, 0.5, 1.0, 2.38, 4.0, 5.0, 8.0, 10.0, 20.0, 61.7])
@pytest.mark.parametrize("mechanism", Mechanism)
def test_the_half_width_is_the_least_that_holds_95_percent(mechanism: Mechanism, scale: float) -> None:
    found = width(mechanism, scale)
    assert _tail(mechanism, scale, found) <= 0.05 < _tail(mechanism, scale, found - 1)


@pytest.mark.parametrize("scale", [0.5, 2.38, 5.5, 8.25, 10.5, 20.25, 61.7])
def test_the_half_width_is_that_of_opendp(scale: float) -> None:
    """Its accuracy a solves P(|noise| >= a) <= 0.05, so that whole noise lies beyond the last whole number before."""
    assert width(Mechanism.LAPLACE, scale) == math.floor(dp.discrete_laplacian_scale_to_accuracy(scale, 0.05))
    assert width(Mechanism.GAUSSIAN, scale) == dp.discrete_gaussian_scale_to_accuracy(scale, 0.05) - 1


@pytest.mark.parametrize("bound", [1, 5])
@pytest.mark.parametrize("budget", [PURE, CONCENTRATED], ids=_name)
def test_noise_is_there_centred_and_as_wide_as_it_says(budget: Budget, bound: int) -> None:
    """OpenDP cannot be seeded: bounds are six standard errors, passed by chance once in 500 million."""
    noisy = noise.draw([100] * MANY, bound, budget, Fraction(1, 4))
    errors = [value - 100 for value in noisy.values]
    weights = _weights(budget.mechanism, noisy.scale)
    deviation = math.sqrt(math.fsum(x * x * weight for x, weight in weights.items()))
    assert len(set(errors)) > 10
    assert abs(fmean(errors)) < 6 * deviation / math.sqrt(MANY)
    outside = sum(abs(error) > noisy.half_width for error in errors) / MANY
    expected = _tail(budget.mechanism, noisy.scale, noisy.half_width)
    assert abs(outside - expected) < 6 * math.sqrt(expected * (1 - expected) / MANY)
    assert abs(fmean(error * error for error in errors) / deviation**2 - 1) < 0.2


@pytest.mark.parametrize("budget", [PURE, CONCENTRATED], ids=_name)
def test_counts_do_not_change_the_noise(budget: Budget) -> None:
    small, large = (noise.draw([count] * 4, 5, budget, Fraction(1, 2)) for count in (0, 10**6))
    assert (small.scale, small.half_width) == (large.scale, large.half_width)
    assert all(abs(value - 10**6) < 1000 for value in large.values)

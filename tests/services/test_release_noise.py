"""The noise: as much as OpenDP's own privacy map asks for, centred, and inside the printed interval."""

import math
from statistics import fmean

import opendp.prelude as dp
import pytest

from intake.domain.statistics import LIFETIME, Plan, plans
from intake.domain.vocabulary import Vocabulary
from intake.services import noise

SPACE = dp.vector_domain(dp.atom_domain(T="i64")), dp.l1_distance(T="i64")
PLANS = plans(Vocabulary.load(), LIFETIME)
MANY = 20_000


def _tail(scale: float, width: int) -> float:
    """P(|noise| > width) for discrete Laplace noise of this scale (Inusah and Kozubowski 2006)."""
    p = math.exp(-1 / scale)
    return 2 * p ** (width + 1) / (1 + p)


@pytest.mark.parametrize("plan", [*PLANS, *plans(Vocabulary.load(), 0.7)], ids=lambda plan: f"{plan.id}-{plan.epsilon}")
def test_one_case_costs_no_more_than_the_share_by_opendps_own_map(plan: Plan) -> None:
    noisy = noise.draw([0] * len(plan.cells), plan.bound, plan.epsilon)
    loss = dp.m.make_laplace(*SPACE, scale=noisy.scale).map(plan.bound)  # type: ignore[no-untyped-call]
    assert noisy.loss == loss <= plan.epsilon
    closer = dp.m.make_laplace(*SPACE, scale=noisy.scale * 0.999)
    assert closer.map(plan.bound) > plan.epsilon  # type: ignore[no-untyped-call]


def test_the_whole_release_costs_the_lifetime() -> None:
    losses = [noise.draw([0] * len(plan.cells), plan.bound, plan.epsilon).loss for plan in PLANS]
    assert losses == [0.25, 0.75, 1.0]
    assert math.fsum(losses) == LIFETIME


def test_a_measurement_that_costs_more_than_its_share_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noise, "least_scale", lambda *_: 3.9)
    with pytest.raises(noise.OverBudget):
        noise.draw([0], 1, 0.25)


@pytest.mark.parametrize("scale", [1.0, 4.0, 5.0, 8.0, 10.0, 20.0])
def test_the_half_width_is_the_least_that_holds_95_percent(scale: float) -> None:
    width = noise.half_width(scale)
    assert _tail(scale, width) <= 0.05 < _tail(scale, width - 1)


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: str(plan.id))
def test_noise_is_there_centred_and_as_wide_as_it_says(plan: Plan) -> None:
    """OpenDP cannot be seeded: bounds are six standard errors, passed by chance once in 500 million."""
    noisy = noise.draw([100] * MANY, plan.bound, plan.epsilon)
    errors = [value - 100 for value in noisy.values]
    p = math.exp(-1 / noisy.scale)
    deviation = math.sqrt(2 * p) / (1 - p)
    assert len(set(errors)) > 10
    assert abs(fmean(errors)) < 6 * deviation / math.sqrt(MANY)
    outside = sum(abs(error) > noisy.half_width for error in errors) / MANY
    expected = _tail(noisy.scale, noisy.half_width)
    assert abs(outside - expected) < 6 * math.sqrt(expected * (1 - expected) / MANY)
    assert abs(fmean(error * error for error in errors) / deviation**2 - 1) < 0.2


def test_counts_do_not_change_the_noise() -> None:
    small, large = (noise.draw([count] * 4, 5, 1.0) for count in (0, 10**6))
    assert (small.scale, small.half_width) == (large.scale, large.half_width)
    assert all(abs(value - 10**6) < 1000 for value in large.values)

"""The noise that a plan announces is that which a draw brings."""

from fractions import Fraction

import pytest

from intake.domain.draw import Mechanism, Subject
from intake.domain.expected_noise import expected, half_width, rho
from intake.domain.plan_terms import Terms
from intake.services import noise
from intake.services.noise import Budget
from tests.plugins.plans import asked


def _terms(people: int, share: Fraction) -> Terms:
    return asked(expected=people, share=share).terms("a" * 32, 2.0, iter("bc").__next__, public_total=False)


@pytest.mark.parametrize("people", [100, 450, 5_000, 25_000])
@pytest.mark.parametrize("share", [Fraction(1), Fraction(1, 2), Fraction(1, 4)])
def test_each_table_gets_the_noise_that_a_draw_gives_it(people: int, share: Fraction) -> None:
    terms = _terms(people, share)
    chosen, budget = (
        terms.table_set(Subject.COHORT),
        Budget(terms.table_set(Subject.COHORT).mechanism, *terms.budget(Subject.COHORT)),
    )
    shown = expected(terms, Subject.COHORT)
    assert [one.table for one in shown] == [table for table, _ in chosen.tables]
    for one, (table, part) in zip(shown, chosen.tables, strict=True):
        drawn = noise.draw([0] * one.cells, table.bound, budget, part)
        assert abs(one.half_width - drawn.half_width) <= 1
        assert one.printed_from == max(10, one.half_width)


@pytest.mark.parametrize(("epsilon", "delta"), [(2.0, 1e-6), (1.0, 5e-7), (0.1, 1e-6)])
def test_rho_is_that_of_opendp(epsilon: float, delta: float) -> None:
    assert rho(epsilon, delta) == pytest.approx(noise.rho(epsilon, delta), rel=0.001)


def test_noise_of_the_documents() -> None:
    assert half_width(Mechanism.LAPLACE, 4, 2 * 11 / 16) == 9
    assert half_width(Mechanism.GAUSSIAN, 5, rho(2.0, 1e-6) * 3 / 16) == 24


def test_all_together_have_tables_of_their_own() -> None:
    terms = _terms(150, Fraction(1, 2))
    assert len(expected(terms, Subject.COHORT)) == 2
    assert len(expected(terms, Subject.YEAR)) == 5
    assert [one.label("en") for one in expected(terms, Subject.COHORT)] == [
        "People by chapter",
        "Testimonies with evidence",
    ]

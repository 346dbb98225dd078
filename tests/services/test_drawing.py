"""The path from exact counts to drawn tables: every table by its share, and numbers that hold together."""

import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import opendp.prelude as dp
import pytest

from intake.domain.draw import ALL, DrawnTable, Mechanism, Subject
from intake.domain.tables import Size, Tables, TableSet
from intake.services import drawing
from intake.services.noise import Budget, OverBudget
from tests.plugins.crowd import LIFETIME, MONTHS, budget, crowd
from tests.plugins.plans import asked


def _drawn(size: Size, people: int) -> tuple[TableSet, Sequence[DrawnTable]]:
    chosen = Tables.load().set(size)
    return chosen, drawing.draw(chosen, MONTHS, crowd(chosen, people), budget(chosen))


@pytest.mark.parametrize("size", Size)
def test_every_table_is_drawn_by_its_share_and_all_together_cost_the_budget(size: Size) -> None:
    chosen, drawn = _drawn(size, 300)
    whole = budget(chosen).whole
    shared = [*chosen.tables, chosen.left_out]
    assert [(one.id, one.bound) for one in drawn] == [(table.id, table.bound) for table, _ in shared]
    assert [tuple(one.noisy) for one in drawn] == [table.cells(MONTHS) for table, _ in shared]
    assert [one.loss for one in drawn] == pytest.approx([whole * share for _, share in shared], rel=1e-9)
    assert sum(Fraction(one.loss) for one in drawn) <= whole


@pytest.mark.parametrize("size", Size)
def test_drawn_numbers_hold_together(size: Size) -> None:
    chosen, drawn = _drawn(size, 400)
    everybody = drawn[0].values[ALL]
    for one in drawn:
        table = chosen.table(one.id)
        assert table is not None
        rest = one.values[table.rest] if table.rest else 0
        assert min(one.values.values()) >= 0
        assert max(value for cell, value in one.values.items() if cell != table.rest) + rest <= everybody
        if table.once:
            assert sum(one.values.values()) == everybody


def test_what_a_table_declares_is_what_its_numbers_must_agree_in() -> None:
    chosen, drawn = _drawn(Size.MEDIUM, 300)
    found = {one.id: drawing.margins(table, one) for (table, _), one in zip(chosen.tables, drawn, strict=False)}
    assert {name: (one.once, one.rest) for name, one in found.items() if one.once or one.rest} == {
        "detention": (True, "not_held"),
        "evidence": (False, "none"),
    }
    assert found["evidence"].noisy == drawn[list(found).index("evidence")].noisy


def test_a_set_whose_shares_are_more_than_the_whole_is_not_drawn() -> None:
    chosen = Tables.load().set(Size.MINI)
    table, _ = chosen.tables[0]
    greedy = replace(chosen, tables=((table, Fraction(1)),))
    with pytest.raises(OverBudget):
        drawing.draw(greedy, MONTHS, crowd(chosen, 100), Budget(Mechanism.LAPLACE, 2.0))


def test_a_cohort_with_laplace_noise_and_its_year_with_gaussian_cost_the_lifetime_together() -> None:
    """Epsilons add up; the year's is that of its tables' rho together, by OpenDP's conversion."""
    terms = asked(expected=1_500, share=Fraction(1, 2)).terms(
        "a" * 32, LIFETIME, iter("bc").__next__, public_total=False
    )
    spent = []
    for subject in Subject:
        chosen, (epsilon, delta) = terms.table_set(subject), terms.budget(subject)
        tables = drawing.draw(chosen, MONTHS, crowd(chosen, 300), Budget(chosen.mechanism, epsilon, delta))
        loss = math.fsum(one.loss for one in tables)
        spent.append((chosen.mechanism, loss if chosen.mechanism is Mechanism.LAPLACE else _epsilon(loss, delta)))
    assert [mechanism for mechanism, _ in spent] == [Mechanism.LAPLACE, Mechanism.GAUSSIAN]
    assert math.fsum(cost for _, cost in spent) == pytest.approx(LIFETIME, abs=1e-6)


def _epsilon(rho: float, delta: float) -> float:
    space = dp.vector_domain(dp.atom_domain(T="i64")), dp.l2_distance(T="f64")
    concentrated = dp.m.make_gaussian(*space, scale=math.sqrt(1 / (2 * rho)))
    found: float = dp.c.make_zCDP_to_approxDP(concentrated).map(1.0).epsilon(delta)  # type: ignore[no-untyped-call]
    return found

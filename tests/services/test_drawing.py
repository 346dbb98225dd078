"""The path from exact counts to drawn tables: every table by its share, and numbers that hold together."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from intake.domain.draw import ALL, DrawnTable, Mechanism
from intake.domain.tables import Size, Tables, TableSet
from intake.services import drawing
from intake.services.noise import Budget, OverBudget
from tests.plugins.crowd import MONTHS, budget, crowd


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

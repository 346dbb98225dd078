"""Numbers that hold together: as near to the noisy ones as can be, and always the same ones."""

from collections.abc import Sequence
from itertools import product

import highspy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.services import consistency
from intake.services.consistency import Margins, Unsolved, fit

NOISY = st.integers(-30, 60)


@st.composite
def drawn(draw: st.DrawFn) -> list[Margins]:
    """Noisy tables: people, one in which everybody stands once, one with a rest, and one without either."""

    def table(name: str, cells: list[str], *, once: bool = False, rest: str | None = None) -> Margins:
        return Margins(name, {cell: draw(NOISY) for cell in cells}, draw(st.integers(1, 30)), once, rest)

    return [
        table("persons", ["all", "torture", "reprisals"]),
        table("detention", ["not_held", "days_1", "unknown"], once=True, rest="not_held"),
        table("evidence", ["photo", "video", "none"], rest="none"),
        table("stages", ["det_solitary/arrest", "det_solitary/remand"]),
    ]


def _hold_together(tables: Sequence[Margins], values: Sequence[dict[str, int]]) -> bool:
    everybody = values[0]["all"]
    for one, found in zip(tables, values, strict=True):
        rest = found[one.rest] if one.rest else 0
        others = [value for name, value in found.items() if name != one.rest]
        if min(found.values()) < 0 or max(others) + rest > everybody:
            return False
        if (one.once and sum(found.values()) != everybody) or (one.rest and sum(found.values()) < everybody):
            return False
    return True


def _distance(tables: Sequence[Margins], values: Sequence[dict[str, int]]) -> float:
    return sum(
        abs(found[name] - noisy) / one.half_width
        for one, found in zip(tables, values, strict=True)
        for name, noisy in one.noisy.items()
    )


@settings(max_examples=40)
@given(drawn())
def test_numbers_hold_together_whatever_was_drawn(tables: list[Margins]) -> None:
    values = fit(tables)
    assert [list(found) for found in values] == [list(one.noisy) for one in tables]
    assert _hold_together(tables, values)


@settings(max_examples=40)
@given(drawn())
def test_what_holds_together_stays_and_the_same_noise_gives_the_same(tables: list[Margins]) -> None:
    values = fit(tables)
    assert fit(tables) == values
    kept = [
        Margins(one.id, found, one.half_width, one.once, one.rest) for one, found in zip(tables, values, strict=True)
    ]
    assert fit(kept) == values


@settings(max_examples=40)
@given(st.lists(st.integers(-2, 3), min_size=4, max_size=4), st.integers(1, 4), st.integers(1, 4))
def test_nothing_that_holds_together_is_nearer(noisy: list[int], first: int, second: int) -> None:
    """Against every answer that there could be. What is dearer by a step costs a few parts in a hundred at most."""
    people = Margins("persons", dict(zip(["all", "torture"], noisy[:2], strict=True)), first)
    held = Margins("detention", dict(zip(["not_held", "days_1"], noisy[2:], strict=True)), second, once=True)
    tables = [people, held]
    found = _distance(tables, fit(tables))
    answers = (
        [dict(zip(one.noisy, part, strict=True)) for one, part in zip(tables, (numbers[:2], numbers[2:]), strict=True)]
        for numbers in product(range(7), repeat=4)
    )
    least = min(_distance(tables, answer) for answer in answers if _hold_together(tables, answer))
    assert least - 1e-9 <= found <= least * (1 + consistency.STEPS * consistency.DEARER) + 1e-9


def test_a_difference_spreads_over_cells_alike() -> None:
    people = Margins("persons", {"all": 400}, 4)
    held = Margins("reliability", dict.fromkeys("abcd", 110), 40, once=True)
    assert fit([people, held]) == ({"all": 400}, dict.fromkeys("abcd", 100))


def test_the_surer_number_moves_less() -> None:
    people, held = {"all": 400}, {"not_held": 300, "days_1": 80}
    sure = fit([Margins("persons", people, 4), Margins("detention", held, 40, once=True)])
    unsure = fit([Margins("persons", people, 40), Margins("detention", held, 4, once=True)])
    assert (sure[0]["all"], unsure[0]["all"]) == (400, 380)


def test_what_the_solver_did_not_solve_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(highspy.Highs, "getModelStatus", lambda _: highspy.HighsModelStatus.kTimeLimit)
    with pytest.raises(Unsolved):
        fit([Margins("persons", {"all": 1}, 4)])

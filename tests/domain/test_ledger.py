"""The ledger of releases: a chain that shows every change, and a budget that is never passed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.ledger import NOTHING, Entry, OverBudget, afford, broken, following
from intake.domain.plans import DELTA
from intake.domain.strict import BadShape

LIFETIME = 2.0


def chain(*charged: tuple[str, tuple[str, ...], float, float]) -> list[Entry]:
    entries = list[Entry]()
    for subject, cohorts, epsilon, delta in charged:
        entries.append(replace(following(entries, subject, cohorts, (epsilon, delta)), drawn="d" * 64))
    return entries


THREE = chain(("a", ("a",), 1.0, 0.0), ("b", ("b",), 1.0, 0.0), ("year", ("a", "b"), 1.0, DELTA))


def test_an_entry_is_read_as_it_was_written() -> None:
    for entry in THREE:
        assert Entry.parse(entry.to_json()) == entry
    assert [entry.is_drawn for entry in THREE] == [True] * 3
    assert not following(THREE, "c", ("c",), (1.0, 0.0)).is_drawn


def test_another_form_of_an_entry_is_refused() -> None:
    written = THREE[0].to_json()
    for changed in (written.replace(b":", b": ", 1), written.replace(b"charge/1", b"charge/2"), b"{}", written[:-1]):
        with pytest.raises(BadShape):
            Entry.parse(changed)


def test_a_chain_that_holds_has_nothing_wrong() -> None:
    assert broken([]) is None
    assert broken(THREE) is None
    assert THREE[0].previous == NOTHING


@pytest.mark.parametrize("number", [0, 1])
def test_an_entry_that_was_changed_shows_in_the_next(number: int) -> None:
    changed = [*THREE]
    changed[number] = replace(THREE[number], epsilon=0.5)
    assert broken(changed) == f"Entry {number + 1} of the ledger does not follow the one before it."


@pytest.mark.parametrize("number", [0, 1])
def test_an_entry_that_was_taken_out_shows(number: int) -> None:
    assert broken(THREE[:number] + THREE[number + 1 :]) is not None


def test_a_subject_that_was_charged_twice_shows() -> None:
    twice = [*THREE, following(THREE, "a", ("a",), (1.0, 0.0))]
    assert broken(twice) == "A subject was charged twice in the ledger."


def test_over_budget_is_refused_with_the_sum() -> None:
    with pytest.raises(OverBudget) as refused:
        afford(THREE, ("c", "a"), (0.5, 0.0), LIFETIME)
    assert (refused.value.sum, refused.value.lifetime) == (2.5, LIFETIME)


def test_deltas_have_a_budget_of_their_own() -> None:
    entries = chain(("a", ("a",), 0.5, DELTA / 2))
    afford(entries, ("a",), (0.5, DELTA / 2), LIFETIME)
    with pytest.raises(OverBudget):
        afford(entries, ("a",), (0.5, DELTA), LIFETIME)


@given(st.lists(st.integers(1, 1 << 20), max_size=8), st.integers(1, 1 << 20))
def test_costs_add_up_exactly(parts: list[int], more: int) -> None:
    """Parts of a power of two: not a single one too much is afforded, and none too few."""
    unit = 2.0**-20
    entries = chain(*((f"s{number}", ("a",), part * unit, 0.0) for number, part in enumerate(parts)))
    total = (sum(parts) + more) * unit
    if total <= LIFETIME:
        afford(entries, ("a",), (more * unit, 0.0), LIFETIME)
        afford(entries, ("b",), (LIFETIME, 0.0), LIFETIME)
    else:
        with pytest.raises(OverBudget) as refused:
            afford(entries, ("a",), (more * unit, 0.0), LIFETIME)
        assert refused.value.sum == total

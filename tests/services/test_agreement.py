"""How two coders agreed is kept for those who hold the case, and is closed with the case."""

import pytest

from intake.services import agreement, assignment, mailbox
from intake.services.agreement import Doubled
from tests.plugins.coders import ARREST, BEATING, Coders, MakeCoders
from tests.plugins.sources import Testify, Told, Visiting


@pytest.fixture
def told(testify: Testify) -> Told:
    return testify()


@pytest.fixture
def pair(told: Told, coders: MakeCoders) -> Coders:
    found = coders(told, share=100)
    found.first(BEATING)
    return found


def seen(pair: Coders, name: str) -> list[Doubled]:
    return agreement.doubled(pair.instance, pair.who(name))


def test_two_who_agree_are_counted_at_once(pair: Coders) -> None:
    pair.second(BEATING)
    (found,) = seen(pair, "anna")
    assert found.case_id == pair.case_id
    assert (found.compared.equal, found.compared.first) == (True, frozenset({"tor_beating"}))


def test_what_is_undecided_is_not_counted(pair: Coders) -> None:
    """So that nobody can work out one coding from a figure while the other is made."""
    pair.second(ARREST)
    assert seen(pair, "anna") == []
    pair.decide(BEATING)
    (found,) = seen(pair, "anna")
    assert (found.compared.overlap.first, found.compared.overlap.second, found.compared.overlap.both) == (1, 2, 1)


def test_only_who_holds_the_case_counts_it(pair: Coders) -> None:
    pair.second(BEATING)
    assert len(seen(pair, "rita")) == 1
    assert len(seen(pair, "boris")) == 1
    assert seen(pair, "alena") == []
    assignment.take_back(pair.instance, pair.who("anna"), pair.case_id, pair.who("rita").person.id)
    assert seen(pair, "rita") == []


def test_it_is_closed_by_a_withdrawal_and_comes_back_with_the_case(pair: Coders, told: Told, visit: Visiting) -> None:
    pair.second(BEATING)
    mailbox.withdraw(pair.instance, visit(told.codename))
    assert seen(pair, "anna") == []
    mailbox.undo_withdrawal(pair.instance, visit(told.codename))
    assert len(seen(pair, "anna")) == 1

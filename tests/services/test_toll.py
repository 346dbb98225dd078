"""The work for a draft: bound to it, to its day and to the instance."""

from dataclasses import replace
from datetime import timedelta

import pytest

from intake import clock
from intake.services import toll
from intake.services.instance import Instance
from tests.plugins.work import work

DRAFT, OTHER = "a" * 32, "b" * 32


@pytest.fixture
def cheap(instance: Instance) -> Instance:
    return replace(instance, settings=replace(instance.settings, work_bits=8))


def solved(instance: Instance, draft_id: str = DRAFT) -> str:
    return work(toll.challenge(instance, draft_id).hex(), instance.settings.work_bits)


def test_what_was_worked_out_is_paid(cheap: Instance) -> None:
    assert toll.is_paid(cheap, DRAFT, solved(cheap))
    assert not toll.is_paid(cheap, DRAFT, "")


def test_it_pays_for_no_other_draft(cheap: Instance) -> None:
    """With 8 bits, one number in 256 holds for another draft by chance: so many drafts are tried."""
    number = solved(cheap)
    assert sum(toll.is_paid(cheap, f"{one:032x}", number) for one in range(200)) < 10


def test_challenges_differ_by_draft_day_and_instance(cheap: Instance) -> None:
    other = replace(cheap, settings=replace(cheap.settings, secret=b"another secret, of 32 bytes size"))
    found = {
        toll.challenge(cheap, DRAFT),
        toll.challenge(cheap, OTHER),
        toll.challenge(cheap, DRAFT, days_ago=1),
        toll.challenge(other, DRAFT),
    }
    assert len(found) == 4


@pytest.mark.parametrize(("days", "holds"), [(0, True), (1, True), (2, False)])
def test_it_holds_over_midnight_and_not_for_ever(
    instance: Instance, monkeypatch: pytest.MonkeyPatch, days: int, *, holds: bool
) -> None:
    dear = replace(instance, settings=replace(instance.settings, work_bits=14))
    number, start = solved(dear), clock.now()
    monkeypatch.setattr(clock, "read", lambda: start + timedelta(days=days))
    assert toll.is_paid(dear, DRAFT, number) is holds


def test_more_bits_ask_for_more(cheap: Instance) -> None:
    dear = replace(cheap, settings=replace(cheap.settings, work_bits=26))
    assert not toll.is_paid(dear, DRAFT, solved(cheap))

"""A flood is set aside unopened and in bulk; whoever is genuine in it comes back."""

from datetime import timedelta

import pytest

from intake import clock
from intake.domain.review import Action, State
from intake.services import flood, mailbox, queue, record, review
from intake.services.errors import NotAllowedNow
from intake.services.instance import Instance
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify, Visiting


def states(instance: Instance) -> dict[str, str]:
    with instance.database.reading() as uow:
        return {case.id: case.state for case in uow.cases.find()}


def listed(instance: Instance, staff: Staff, username: str = "anna") -> set[str]:
    return {item.case_id for item in queue.queue(instance, staff.keyring(instance, username)).items}


def looks(instance: Instance, staff: Staff, state: State = State.NEW) -> list[set[str]]:
    return [set(one.case_ids) for one in flood.alike(instance, staff.keyring(instance, "anna"), state)]


def test_what_looks_alike_stands_together(
    instance: Instance, staff: Staff, testify: Testify, monkeypatch: pytest.MonkeyPatch
) -> None:
    junk = {testify("buy this", role="witness").case_id for _ in range(3)}
    others = [
        testify("buy this", role="survivor"),
        testify("buy this " * 3000, role="witness"),
        testify("buy this", role="witness", files={"a.jpg": b"a"}),
        testify("buy this", role="witness", urgent="1"),
    ]
    start = clock.now()
    monkeypatch.setattr(clock, "read", lambda: start + timedelta(days=1))
    others.append(testify("buy this", role="witness"))
    found = looks(instance, staff)
    assert found[0] == junk
    assert sorted(map(len, found[1:])) == [1] * len(others)
    assert looks(instance, staff) == found, "the same from re-wrapped cards"


def test_sizes_of_files_count(instance: Instance, staff: Staff, testify: Testify) -> None:
    for size in (10, 20, 90_000):
        testify(files={"a.jpg": b"a" * size})
    assert sorted(map(len, looks(instance, staff))) == [1, 2]


def test_set_aside_they_leave_the_queue_and_nothing_is_lost(instance: Instance, staff: Staff, testify: Testify) -> None:
    junk, genuine = [testify().case_id for _ in range(3)], testify(role="survivor").case_id
    anna = staff.keyring(instance, "anna")
    assert flood.move(instance, anna, junk, Action.SET_ASIDE) == 3
    assert listed(instance, staff) == listed(instance, staff, "boris") == {genuine}
    assert looks(instance, staff, State.SPAM) == [set(junk)]
    assert review.open_case(instance, anna, junk[0]).testimony.narrative == "They came at night."
    assert flood.move(instance, anna, junk, Action.BRING_BACK) == 3
    assert listed(instance, staff) == {*junk, genuine}
    assert looks(instance, staff, State.SPAM) == []


def test_a_source_who_adds_to_it_is_in_the_queue_again(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting
) -> None:
    told = testify()
    flood.move(instance, staff.keyring(instance, "anna"), [told.case_id], Action.SET_ASIDE)
    mailbox.add_message(instance, visit(told.codename), "It was no joke.")
    assert states(instance) == {told.case_id: State.NEW}
    assert listed(instance, staff) == {told.case_id}


def test_a_source_may_withdraw_it(instance: Instance, staff: Staff, testify: Testify, visit: Visiting) -> None:
    told = testify()
    flood.move(instance, staff.keyring(instance, "anna"), [told.case_id], Action.SET_ASIDE)
    mailbox.withdraw(instance, visit(told.codename))
    assert states(instance) == {told.case_id: State.WITHDRAWN}
    assert looks(instance, staff, State.SPAM) == []
    assert flood.move(instance, staff.keyring(instance, "anna"), [told.case_id], Action.BRING_BACK) == 0


def test_only_new_cases_go(instance: Instance, staff: Staff, testify: Testify) -> None:
    new, answered = testify().case_id, testify().case_id
    anna = staff.keyring(instance, "anna")
    review.reply(instance, anna, answered, "Thank you.")
    assert flood.move(instance, anna, [new, answered, "0" * 32], Action.SET_ASIDE) == 1
    assert states(instance) == {new: State.SPAM, answered: State.TRIAGED}


@pytest.mark.parametrize("username", ["rita", "kira", "alena", "ilona", "adam"])
def test_only_the_circle_moves_cases(instance: Instance, staff: Staff, testify: Testify, username: str) -> None:
    told = testify()
    keyring = staff.keyring(instance, username)
    assert flood.move(instance, keyring, [told.case_id], Action.SET_ASIDE) == 0
    assert flood.alike(instance, keyring, State.NEW) == []
    assert states(instance) == {told.case_id: State.NEW}


def test_the_record_says_who_set_what_aside(instance: Instance, staff: Staff, testify: Testify) -> None:
    junk = sorted(testify().case_id for _ in range(3))
    anna = staff.keyring(instance, "anna")
    flood.move(instance, anna, junk, Action.SET_ASIDE)
    flood.move(instance, anna, junk[:1], Action.BRING_BACK)
    flood.move(instance, anna, junk[:1], Action.BRING_BACK)
    with instance.database.reading() as uow:
        back, away = record.entries(uow, anna)
    assert (away.action, away.member, away.detail["cases"].split()) == ("set-aside", "anna", junk)
    assert (back.action, back.subject, back.detail["count"]) == ("bring-back", junk[0], "1")


def test_many_go_in_several_batches(
    instance: Instance, staff: Staff, testify: Testify, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flood, "AT_ONCE", 2)
    monkeypatch.setattr(flood, "REWRAPPED_AT_ONCE", 2)
    junk = {testify().case_id for _ in range(5)}
    assert looks(instance, staff) == [junk]
    anna = staff.keyring(instance, "anna")
    assert flood.move(instance, anna, junk, Action.SET_ASIDE) == 5
    with instance.database.reading() as uow:
        assert len(record.entries(uow, anna)) == 3


def test_no_other_action_goes_through_here(instance: Instance, staff: Staff, testify: Testify) -> None:
    with pytest.raises(NotAllowedNow):
        flood.move(instance, staff.keyring(instance, "anna"), [testify().case_id], Action.CLOSE)


def test_a_case_without_a_card_is_still_listed(instance: Instance, staff: Staff, testify: Testify) -> None:
    told = testify()
    with instance.database.writing() as uow:
        uow.cards.delete(case_id=told.case_id)
        uow.documents.delete(case_id=told.case_id)
        uow.commit()
    (one,) = flood.alike(instance, staff.keyring(instance, "anna"), State.NEW)
    assert (one.look.slip, one.look.sizes) == (None, ())

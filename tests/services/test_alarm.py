"""People in danger who wait too long are told of to who can do something, and to nobody else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from intake import clock
from intake.domain.entities import GrantKind
from intake.domain.review import State
from intake.services import alarm as service
from intake.services import assignment, queue, review
from intake.services.alarm import Alarm
from intake.services.instance import Instance
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify

At = Callable[[float], None]


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch) -> At:
    """Set the clock to so many hours after the beginning of a day; it stands at eight."""
    start = datetime.combine(clock.today(), time.min, UTC)

    def put(hours: float) -> None:
        monkeypatch.setattr(clock, "read", lambda: start + timedelta(hours=hours))

    put(8)
    return put


@pytest.fixture
def told(instance: Instance, staff: Staff) -> Callable[[str], Alarm | None]:
    return lambda username: service.alarm(instance, staff.keyring(instance, username))


Tell = Callable[[str], Alarm | None]


def test_nobody_in_danger_nobody_told(told: Tell, testify: Testify) -> None:
    testify()
    assert told("anna") is None


def test_without_a_look_at_the_queue_it_shows_from_the_day(told: Tell, testify: Testify, at: At) -> None:
    case_id = testify(urgent="1").case_id
    alarm = told("anna")
    assert alarm == Alarm(0, 1, clock.today(), (case_id,)), "nobody knows at what hour it came"
    assert told("anna") == alarm, "a page does not start the clock"
    at(24 + 3.9)
    assert told("anna") == alarm
    at(24 + 4)
    assert told("anna") == Alarm(1, 0, alarm.oldest, (case_id,))


def test_early_in_the_day_nothing_can_be_late(told: Tell, testify: Testify, at: At) -> None:
    testify(urgent="1")
    at(3.9)
    assert told("anna") is None
    at(4)
    assert told("anna") is not None


def test_once_the_queue_showed_it_the_clock_runs_from_there(
    told: Tell, instance: Instance, staff: Staff, testify: Testify, at: At
) -> None:
    case_id = testify(urgent="1").case_id
    queue.queue(instance, staff.keyring(instance, "anna"))
    assert told("boris") is None
    at(11.9)
    assert told("boris") is None
    at(12)
    assert told("boris") == Alarm(1, 0, clock.today(), (case_id,))


def test_the_target_is_a_setting(instance: Instance, staff: Staff, testify: Testify, at: At) -> None:
    hurried = replace(instance, settings=replace(instance.settings, urgent_hours=1))
    testify(urgent="1")
    anna = staff.keyring(instance, "anna")
    queue.queue(instance, anna)
    at(9)
    found = service.alarm(hurried, anna)
    assert found is not None
    assert found.late == 1


def test_an_answer_ends_it(told: Tell, instance: Instance, staff: Staff, testify: Testify) -> None:
    answered, waits = testify(urgent="1").case_id, testify(urgent="1").case_id
    review.reply(instance, staff.keyring(instance, "anna"), answered, "We are here. Are you safe to write?")
    assert told("anna") == Alarm(0, 1, clock.today(), (waits,))
    with instance.database.writing() as uow:
        uow.cases.change(answered, state=State.NEW)  # as a changed consent leaves it
        uow.commit()
    assert told("anna") == Alarm(0, 1, clock.today(), (waits,))


def test_giving_it_to_somebody_ends_it(told: Tell, instance: Instance, staff: Staff, testify: Testify) -> None:
    case_id = testify(urgent="1").case_id
    anna, rita = staff.keyring(instance, "anna"), staff.keyring(instance, "rita")
    assignment.assign(instance, anna, case_id, rita.person.id)
    assert told("anna") is None
    queue.queue(instance, rita)  # keeps her card under her own key
    assert told("anna") is None
    assignment.take_back(instance, anna, case_id, rita.person.id)
    assert told("anna") == Alarm(0, 1, clock.today(), (case_id,))


@pytest.mark.parametrize("state", [State.CODING, State.CLOSED, State.SPAM])
def test_what_is_at_work_or_closed_does_not_press(
    told: Tell, instance: Instance, testify: Testify, state: State
) -> None:
    case_id = testify(urgent="1").case_id
    with instance.database.writing() as uow:
        uow.cases.change(case_id, state=state)
        uow.commit()
    assert told("anna") is None


def test_custodians_get_the_number_and_the_day_of_all(told: Tell, testify: Testify, at: At) -> None:
    day = clock.today()
    testify(urgent="1", age_band="under_18")
    testify(urgent="1")
    assert told("kira") == Alarm(0, 2, day, ())
    at(24 + 5)
    testify(urgent="1")
    assert told("kira") == Alarm(2, 1, day, ())


@pytest.mark.parametrize("username", ["rita", "alena", "ilona", "adam"])
def test_others_are_not_told(told: Tell, testify: Testify, username: str) -> None:
    testify(urgent="1")
    assert told(username) is None


def test_the_circle_is_told_only_of_what_it_holds(told: Tell, instance: Instance, testify: Testify) -> None:
    case_id = testify(urgent="1").case_id
    with instance.database.writing() as uow:
        uow.grants.delete(case_id=case_id, kind=GrantKind.CARD)
        uow.commit()
    assert told("anna") is None
    assert told("kira") == Alarm(0, 1, clock.today(), ())


def test_a_card_that_does_not_open_counts_from_the_day(
    told: Tell, instance: Instance, staff: Staff, testify: Testify
) -> None:
    case_id = testify(urgent="1").case_id
    queue.queue(instance, staff.keyring(instance, "anna"))
    with instance.database.writing() as uow:
        (grant,) = uow.grants.find(case_id=case_id, kind=GrantKind.CARD)
        uow.grants.change(case_id, GrantKind.CARD, grant.holder, sealed=grant.sealed[:-1] + b"\0\0")
        uow.commit()
    assert told("anna") == Alarm(1, 0, clock.today(), (case_id,))


def test_only_some_cards_are_opened_and_the_rest_counts_from_its_day(
    told: Tell, instance: Instance, staff: Staff, testify: Testify, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "OPENED", 1)
    for _ in range(3):
        testify(urgent="1")
    queue.queue(instance, staff.keyring(instance, "anna"))
    found = told("anna")
    assert found is not None
    assert (found.late, found.perhaps) == (0, 2)


def test_it_links_to_some_and_counts_all(told: Tell, testify: Testify) -> None:
    for _ in range(7):
        testify(urgent="1")
    found = told("anna")
    assert found is not None
    assert (found.perhaps, len(found.mine)) == (7, service.LISTED)

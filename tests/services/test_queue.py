"""The queue: what waits longest for help comes first, and nothing is listed that the member holds no card of."""

from datetime import timedelta

import pytest

import crypto
from crypto import Identity
from intake import clock
from intake.domain.entities import GrantKind
from intake.domain.review import State
from intake.domain.testimony import Slip
from intake.services import assignment, desk, grants, places, queue, review
from intake.services.instance import Instance
from intake.services.membership import load_membership
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify


def order(instance: Instance, staff: Staff, username: str = "anna") -> list[str]:
    return [item.case_id for item in queue.queue(instance, staff.keyring(instance, username)).items]


def test_urgent_first_then_by_slip_then_what_is_at_work(instance: Instance, staff: Staff, testify: Testify) -> None:
    plain = testify().case_id
    at_work = testify().case_id
    with_evidence = testify(files={"a.jpg": b"a"}).case_id
    held = testify(stage="detention").case_id
    minor = testify(age_band="under_18").case_id
    urgent = testify(urgent="1").case_id
    review.reply(instance, staff.keyring(instance, "anna"), at_work, "Thank you.")
    expected = [urgent, minor, held, with_evidence, plain, at_work]
    assert order(instance, staff) == expected
    assert order(instance, staff) == expected, "the same from re-wrapped cards"
    assert order(instance, staff, "boris") == expected


def test_older_days_come_first(
    instance: Instance, staff: Staff, testify: Testify, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = testify().case_id
    start = clock.now()
    monkeypatch.setattr(clock, "read", lambda: start + timedelta(days=1))
    second = testify(stage="detention").case_id
    assert order(instance, staff) == [first, second]


def test_waiting_counts_from_when_staff_could_see_it(
    instance: Instance, staff: Staff, testify: Testify, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = clock.now().replace(hour=3, minute=0, second=0, microsecond=0)
    monkeypatch.setattr(clock, "read", lambda: start)
    testify(urgent="1")
    testify()
    monkeypatch.setattr(clock, "read", lambda: start + timedelta(hours=5))
    assert [one.waiting_hours for one in queue.queue(instance, staff.keyring(instance, "boris")).items] == [0, None]
    monkeypatch.setattr(clock, "read", lambda: start + timedelta(hours=8, minutes=30))
    assert [one.waiting_hours for one in queue.queue(instance, staff.keyring(instance, "anna")).items] == [3, None]


def test_a_case_that_nobody_looked_at_for_days_waited_since_its_day_ended(
    instance: Instance, staff: Staff, testify: Testify, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = clock.now().replace(hour=18, minute=0, second=0, microsecond=0)
    monkeypatch.setattr(clock, "read", lambda: start)
    testify(urgent="1")
    monkeypatch.setattr(clock, "read", lambda: start + timedelta(days=3))
    assert [one.waiting_hours for one in queue.queue(instance, staff.keyring(instance, "anna")).items] == [66]


def test_a_closed_urgent_case_no_longer_presses(instance: Instance, staff: Staff, testify: Testify) -> None:
    closed, fresh = testify(urgent="1").case_id, testify().case_id
    with instance.database.writing() as uow:
        uow.cases.change(closed, state=State.CLOSED)
        uow.commit()
    assert order(instance, staff) == [fresh, closed]


def test_reviewers_see_what_is_assigned_to_them(instance: Instance, staff: Staff, testify: Testify) -> None:
    given = testify(role="survivor").case_id
    testify()
    rita = staff.keyring(instance, "rita")
    assert order(instance, staff, "rita") == []
    anna = staff.keyring(instance, "anna")
    order(instance, staff)  # from here on the circle's cards are re-wrapped
    assignment.assign(instance, anna, given, rita.person.id)
    (item,) = queue.queue(instance, rita).items
    assert (item.case_id, item.assigned, item.slip) == (given, ("rita",), Slip(role="survivor"))
    (again,) = queue.queue(instance, rita).items
    assert again == item
    assignment.take_back(instance, anna, given, rita.person.id)
    assert order(instance, staff, "rita") == []


@pytest.mark.parametrize("username", ["kira", "alena", "ilona", "adam"])
def test_others_see_an_empty_queue(instance: Instance, staff: Staff, testify: Testify, username: str) -> None:
    testify()
    assert queue.queue(instance, staff.keyring(instance, username)).total == 0


def test_pages(instance: Instance, staff: Staff, testify: Testify, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "PAGE", 2)
    monkeypatch.setattr(desk, "REWRAPPED_AT_ONCE", 2)
    for _ in range(5):
        testify()
    anna = staff.keyring(instance, "anna")
    seen = [queue.queue(instance, anna, page=number) for number in (1, 2, 3)]
    assert [(one.total, one.page, one.pages, len(one.items)) for one in seen] == [
        (5, 1, 3, 2),
        (5, 2, 3, 2),
        (5, 3, 3, 1),
    ]
    assert len({item.case_id for item in queue.queue(instance, anna, page=1).items}) == 2
    assert queue.queue(instance, anna, page=99).page == 3
    assert queue.queue(instance, anna, page=-1).page == 1


def test_a_forged_slip_is_refused(instance: Instance, staff: Staff, testify: Testify) -> None:
    told = testify()
    key, place = crypto.generate_key(), places.card(told.case_id)
    slip = crypto.sign(Identity.generate().signing, Slip(minor=True).to_json(), place)
    with instance.database.writing() as uow:
        role = load_membership(uow, instance.settings).role_key("intake")
        holder = grants.role_holder("intake", 1)
        uow.cards.change(told.case_id, sealed=crypto.encrypt(key, crypto.pad(slip, 1024), place))
        forged = grants.seal_grant(instance.grant_keys, told.case_id, GrantKind.CARD, holder, role.key, key)
        uow.grants.change(told.case_id, GrantKind.CARD, holder, sealed=forged.sealed, outer_key=forged.outer_key)
        uow.commit()
    with pytest.raises(crypto.Tampered):
        queue.queue(instance, staff.keyring(instance, "anna"))

"""The leads' desk over a real record: complete, bounded, read once, and for those who hold the record's key."""

from datetime import timedelta

import pytest

from intake import clock
from intake.domain import oversight as rules
from intake.domain.contacts import Support
from intake.domain.entities import RecordEntry
from intake.domain.review import State
from intake.services import assignment, notes, oversight, record, referrals, review
from intake.services.errors import NoKey
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.notes import NoteKind
from intake.services.oversight import LeadDesk
from intake.services.record import Deed
from intake.services.referrals import Offer
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify


def look(instance: Instance, staff: Staff, username: str = "anna") -> LeadDesk:
    return oversight.look(instance, staff.keyring(instance, username))


def after(monkeypatch: pytest.MonkeyPatch, **more: float) -> None:
    later = clock.now() + timedelta(**more)
    monkeypatch.setattr(clock, "read", lambda: later)


def kept(instance: Instance, keyring: Keyring) -> int:
    with instance.database.reading() as uow:
        return len(notes.mine(uow, keyring, NoteKind.DEEDS))


def test_what_nobody_has_comes_with_its_slip_and_danger_first(
    instance: Instance, staff: Staff, testify: Testify
) -> None:
    plain, minor, danger = testify(), testify(age_band="under_18"), testify(urgent="1")
    given = testify()
    anna, rita = staff.keyring(instance, "anna"), staff.keyring(instance, "rita")
    assignment.assign(instance, anna, given.case_id, rita.person.id)
    desk = look(instance, staff)
    assert desk.waiting_in_all == 3
    assert desk.waiting[0].case.id == danger.case_id
    assert {one.case.id for one in desk.waiting} == {plain.case_id, minor.case_id, danger.case_id}
    assert [one.slip.minor for one in desk.waiting if one.slip and one.case.id == minor.case_id] == [True]
    assert look(instance, staff).waiting == desk.waiting, "the same from kept cards"


def test_more_cases_than_are_listed_are_counted(
    instance: Instance, staff: Staff, testify: Testify, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oversight, "LISTED", 1)
    monkeypatch.setattr(oversight, "AT_ONCE", 1)
    monkeypatch.setattr(oversight, "MANY", 1)
    for _ in range(3):
        testify()
    desk = look(instance, staff)
    assert (len(desk.waiting), desk.waiting_in_all) == (1, 3)


def test_who_has_how_much(instance: Instance, staff: Staff, testify: Testify) -> None:
    anna, rita = staff.keyring(instance, "anna"), staff.keyring(instance, "rita")
    for number in range(3):
        case_id = testify().case_id
        assignment.assign(instance, anna, case_id, rita.person.id)
        if number == 2:
            with instance.database.writing() as uow:
                record.append(uow, anna, "assign", case_id, detail={"to": rita.person.id, "as": "second"})
                uow.cases.change(case_id, state=State.SECOND_CODING)
                uow.commit()
    loads = {load.person.username: load for load in look(instance, staff).loads}
    assert loads["rita"].cases == {State.TRIAGED: 2, State.SECOND_CODING: 1}
    assert loads["rita"].second == 1
    assert loads["ruslan"].cases == {}
    assert next(iter(loads)) == "rita"
    assert "kira" not in loads


def test_cases_left_alone_and_referrals_without_an_end(
    instance: Instance, staff: Staff, testify: Testify, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone, touched, on_hold = (testify().case_id for _ in range(3))
    anna = staff.keyring(instance, "anna")
    with instance.database.writing() as uow:
        uow.cases.change(on_hold, state=State.ON_HOLD)
        uow.commit()
    referrals.offer(instance, anna, touched, Offer(Support.DOCTOR, "Linden House"))
    after(monkeypatch, days=15)
    review.open_case(instance, anna, touched)
    after(monkeypatch, days=1)
    desk = look(instance, staff)
    assert ([case.id for case in desk.untouched], desk.untouched_in_all) == ([alone], 1)
    assert [one.case_id for one in desk.reminders] == [touched]


def test_openings_of_others_cases_and_many_downloads(
    instance: Instance, staff: Staff, testify: Testify, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = testify(files={"a.jpg": b"a"}).case_id
    anna, boris, rita = (staff.keyring(instance, name) for name in ("anna", "boris", "rita"))
    assignment.assign(instance, anna, case_id, rita.person.id)
    (piece,) = review.open_case(instance, anna, case_id).pieces
    after(monkeypatch, hours=2)
    review.open_case(instance, boris, case_id)
    for _ in range(rules.MANY_DOWNLOADS + 1):
        review.read_document(instance, rita, case_id, piece.id, original=True)
    for _ in range(rules.MANY_DOWNLOADS + 1):
        review.read_document(instance, boris, case_id, piece.id)
    desk = look(instance, staff)
    assert [(one.member, one.case_id) for one in desk.openings] == [(boris.person.id, case_id)]
    assert [(one.member, one.count) for one in desk.bursts] == [(rita.person.id, rules.MANY_DOWNLOADS + 1)]


def test_each_entry_is_opened_once_by_each_lead(
    instance: Instance, staff: Staff, testify: Testify, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oversight, "WORTH_KEEPING", 2)
    case_id, anna = testify().case_id, staff.keyring(instance, "anna")
    for _ in range(3):
        review.open_case(instance, anna, case_id)
    first = look(instance, staff)
    opened: list[int] = []
    read = record.read

    def note(row: RecordEntry, keyring: Keyring) -> Deed:
        opened.append(row.number)
        return read(row, keyring)

    monkeypatch.setattr(record, "read", note)
    assert look(instance, staff) == first
    assert opened == []
    review.open_case(instance, anna, case_id)
    look(instance, staff)
    assert opened == [3], "one is not worth keeping yet"
    look(instance, staff, "boris")
    assert opened[1:] == [3, 2, 1, 0], "nobody relies on what a colleague read"
    assert kept(instance, anna) == kept(instance, staff.keyring(instance, "boris")) == 1


def test_what_was_kept_and_cannot_be_read_is_read_again(
    instance: Instance, staff: Staff, testify: Testify, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oversight, "WORTH_KEEPING", 1)
    case_id, anna = testify().case_id, staff.keyring(instance, "anna")
    review.open_case(instance, anna, case_id)
    transact(instance.database, lambda uow: notes.write(uow, anna, anna.person, NoteKind.DEEDS, "{}"))
    first = look(instance, staff)
    assert first.seen_back_to == (clock.now() - timedelta(days=rules.DAYS)).date()
    assert look(instance, staff) == first
    assert kept(instance, anna) == 1


def test_it_ends_where_the_time_or_the_room_ends(
    instance: Instance, staff: Staff, testify: Testify, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oversight, "AT_ONCE", 2)
    case_id, anna = testify().case_id, staff.keyring(instance, "anna")
    for _ in range(5):
        review.open_case(instance, anna, case_id)
    after(monkeypatch, days=rules.DAYS + 1)
    assert look(instance, staff).untouched_in_all == 1
    for _ in range(5):
        review.open_case(instance, anna, case_id)
    monkeypatch.setattr(oversight, "MOST", 4)
    desk = look(instance, staff)
    assert desk.seen_back_to == clock.today(), "no further than it read"


def test_who_does_not_hold_the_record_has_no_desk(instance: Instance, staff: Staff) -> None:
    for username in ("rita", "kira", "alena", "adam"):
        with pytest.raises(NoKey):
            look(instance, staff, username)

"""Suggestions: the member's own cases that may tell of the same, with reasons, and never those that were dismissed."""

import pytest

from intake.domain.coding import Act, Coding, Event, Person
from intake.domain.documents import Kind
from intake.domain.likeness import Reason, Strength
from intake.domain.links import End, Same
from intake.domain.summary import Summary
from intake.domain.tasks import Tasks
from intake.domain.when import When
from intake.services import assignment, casefile, finding, links, review, sheets
from intake.services.code import save_coding
from intake.services.instance import Instance, transact
from intake.services.links import Pairing
from intake.services.ports import UnitOfWork
from intake.services.sheets import NewSheet
from intake.services.suggesting import Suggestion, suggestions
from intake.services.summary import save_summary
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify, Told


def _coding(day: str, facility: str | None = "minsk_okrestina_cip") -> Coding:
    return Coding(
        (Act("tor_beating", when=When.parse(day), facility=facility),),
        events=(Event("E1", region="BY-HM"),),
        persons=(Person("V1"), Person("P1", unit="omon_minsk")),
    )


@pytest.fixture
def cases(instance: Instance, staff: Staff, testify: Testify) -> tuple[Told, ...]:
    """One case, one like it, one of another year, and one that nobody coded."""
    told = tuple(testify() for _ in range(4))
    anna = staff.keyring(instance, "anna")
    for case, day in zip(told, ("2020-08-10", "2020-08-11", "2021-03-25"), strict=False):
        save_coding(instance, anna, case.case_id, _coding(day), 0)
    return told


def _suggested(instance: Instance, staff: Staff, case: Told, who: str = "anna") -> list[Suggestion]:
    keyring = staff.keyring(instance, who)
    return suggestions(instance, keyring, review.open_case(instance, keyring, case.case_id))


def test_sealed_lists_suggest_the_same_as_cards_opened_one_by_one(
    instance: Instance, staff: Staff, cases: tuple[Told, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    (one,) = _suggested(instance, staff, cases[0])
    monkeypatch.setattr(finding, "SMALL", -1)
    for _first_made_then_read in range(2):
        (other,) = _suggested(instance, staff, cases[0])
        assert (other.item.case_id, other.likeness) == (one.item.case_id, one.likeness)


def test_a_case_of_the_same_place_and_days_is_suggested_with_the_reasons(
    instance: Instance, staff: Staff, cases: tuple[Told, ...]
) -> None:
    (one,) = _suggested(instance, staff, cases[0])
    assert one.item.case_id == cases[1].case_id
    assert one.likeness.strength is Strength.STRONG
    assert dict(one.likeness.reasons) == {
        Reason.FACILITY: ("minsk_okrestina_cip",),
        Reason.DAYS: ("2020-08-10", "2020-08-11"),
        Reason.UNIT: ("omon_minsk",),
        Reason.CODES: ("tor_beating",),
    }


def test_the_likeliest_stands_first(
    instance: Instance, staff: Staff, cases: tuple[Told, ...], testify: Testify
) -> None:
    weaker = testify()
    anna = staff.keyring(instance, "anna")
    save_coding(instance, anna, weaker.case_id, _coding("2020-08", None), 0)
    assert [one.item.case_id for one in _suggested(instance, staff, cases[0])] == [cases[1].case_id, weaker.case_id]


def test_cases_that_nobody_coded_are_found_by_their_words(
    instance: Instance, staff: Staff, cases: tuple[Told, ...], testify: Testify
) -> None:
    near, far = cases[3], testify()
    anna = staff.keyring(instance, "anna")
    for case in (near, far):
        save_summary(instance, anna, case.case_id, Summary("A night", "Taken from the flat to the car park."), 0)
    (one,) = _suggested(instance, staff, near)
    assert (one.item.case_id, dict(one.likeness.reasons)) == (far.case_id, {Reason.WORDING: ()})


def test_neither_linked_nor_dismissed_cases_come_back(
    instance: Instance, staff: Staff, cases: tuple[Told, ...]
) -> None:
    anna, (ours, theirs, *_rest) = staff.keyring(instance, "anna"), cases
    links.dismiss(instance, anna, ours.case_id, theirs.case_id)
    assert _suggested(instance, staff, ours) == _suggested(instance, staff, theirs) == []
    links.dismiss(instance, anna, ours.case_id, theirs.case_id, again=True)
    assert _suggested(instance, staff, theirs)
    links.link(instance, anna, [Pairing(Same.VICTIM, End(ours.case_id, "V1"), End(theirs.case_id, "V1"), "")])
    assert _suggested(instance, staff, ours) == []


def test_nobody_is_told_of_cases_that_they_do_not_hold(
    instance: Instance, staff: Staff, cases: tuple[Told, ...]
) -> None:
    anna, rita = staff.keyring(instance, "anna"), staff.keyring(instance, "rita").person.id
    assignment.assign(instance, anna, cases[0].case_id, rita)
    assert _suggested(instance, staff, cases[0], "rita") == []
    assignment.assign(instance, anna, cases[1].case_id, rita)
    assert [one.item.case_id for one in _suggested(instance, staff, cases[0], "rita")] == [cases[1].case_id]


def test_a_case_that_one_codes_unseen_by_others_is_suggested_for_nothing_that_was_coded(
    instance: Instance, staff: Staff, cases: tuple[Told, ...]
) -> None:
    anna, rita = staff.keyring(instance, "anna"), staff.keyring(instance, "rita").person.id
    for case in cases[:2]:
        assignment.assign(instance, anna, case.case_id, rita)

    def work(uow: UnitOfWork) -> None:
        file = casefile.open_file(uow, instance, anna, cases[1].case_id)
        saved = sheets.read(uow, anna, file, Kind.TASKS)
        written = NewSheet(Kind.TASKS, Tasks(second=rita).to_json(), saved.revision if saved else 0)
        sheets.save(uow, anna, file, written, deed="assign")

    transact(instance.database, work)
    review.open_case(instance, anna, cases[1].case_id)
    assert _suggested(instance, staff, cases[0], "rita") == []
    assert _suggested(instance, staff, cases[0])

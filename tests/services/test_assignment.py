"""Who does what with a case: taking it, giving it with a note, handing it over, taking it back, putting it aside."""

from datetime import date, timedelta

import pytest

from intake import clock
from intake.domain.coding import Act, Coding
from intake.domain.review import Part, State
from intake.domain.tasks import Task
from intake.services import assignment, code, holding, mailbox, queue, record, review
from intake.services.errors import (
    CodenameInText,
    DayOver,
    NoKey,
    NotAllowedNow,
    NotSecond,
    NotVouched,
    ReasonMissing,
    Taken,
)
from intake.services.instance import Instance
from intake.services.review import CaseView
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify, Told, Visiting


def id_of(instance: Instance, staff: Staff, username: str) -> str:
    return staff.keyring(instance, username).person.id


def opened(instance: Instance, staff: Staff, told: Told, username: str = "anna") -> CaseView:
    return review.open_case(instance, staff.keyring(instance, username), told.case_id)


def assign(
    instance: Instance, staff: Staff, told: Told, username: str, task: Task = Task.CODER, note: str = ""
) -> None:
    member_id = id_of(instance, staff, username)
    assignment.assign(instance, staff.keyring(instance, "anna"), told.case_id, member_id, task, note)


@pytest.fixture
def told(testify: Testify) -> Told:
    return testify()


class TestTaking:
    def test_makes_one_the_coder_and_shows_in_the_queue(self, instance: Instance, staff: Staff, told: Told) -> None:
        anna = staff.keyring(instance, "anna")
        assignment.claim(instance, anna, told.case_id)
        view = opened(instance, staff, told, "boris")
        assert (view.state, view.tasks.coder) == (State.TRIAGED, anna.person.id)
        assert opened(instance, staff, told).parts == {Part.INTAKE, Part.CODER}
        (item,) = queue.queue(instance, staff.keyring(instance, "boris")).items
        assert item.assigned == ("anna",)

    def test_a_second_one_is_told_who_has_it(self, instance: Instance, staff: Staff, told: Told) -> None:
        anna, boris = staff.keyring(instance, "anna"), staff.keyring(instance, "boris")
        assignment.claim(instance, anna, told.case_id)
        assignment.claim(instance, anna, told.case_id)
        with pytest.raises(Taken) as refused:
            assignment.claim(instance, boris, told.case_id)
        assert refused.value.by == "anna"
        assert opened(instance, staff, told).tasks.coder == anna.person.id

    def test_is_for_the_circle(self, instance: Instance, staff: Staff, told: Told) -> None:
        assign(instance, staff, told, "rita", Task.PAIR)
        with pytest.raises(NotAllowedNow):
            assignment.claim(instance, staff.keyring(instance, "rita"), told.case_id)

    def test_not_by_who_takes_the_second_look(self, instance: Instance, staff: Staff, told: Told) -> None:
        assign(instance, staff, told, "boris", Task.SECOND)
        with pytest.raises(NotAllowedNow):
            assignment.claim(instance, staff.keyring(instance, "boris"), told.case_id)


class TestGiving:
    @pytest.mark.parametrize(
        ("task", "part"),
        [
            (Task.CODER, Part.CODER),
            (Task.PAIR, Part.CODER),
            (Task.SECOND, Part.SECOND),
            (Task.ADJUDICATOR, Part.ADJUDICATOR),
        ],
    )
    def test_a_task_makes_the_part(self, instance: Instance, staff: Staff, told: Told, task: Task, part: Part) -> None:
        assign(instance, staff, told, "rita", task, "Look at the dates first.")
        view = opened(instance, staff, told, "rita")
        assert view.parts == {part}
        assert view.tasks.tasks_of(id_of(instance, staff, "rita")) == (task,)
        assert view.tasks.note == "Look at the dates first."

    def test_twice_changes_nothing(self, instance: Instance, staff: Staff, told: Told) -> None:
        assign(instance, staff, told, "rita", note="Said once.")
        assign(instance, staff, told, "rita")
        assert opened(instance, staff, told, "rita").tasks.note == "Said once."

    def test_who_had_it_before_opens_it_no_more(self, instance: Instance, staff: Staff, told: Told) -> None:
        assign(instance, staff, told, "rita")
        assign(instance, staff, told, "ruslan")
        with pytest.raises(NoKey):
            opened(instance, staff, told, "rita")
        assert [one.username for one in opened(instance, staff, told, "ruslan").assigned] == ["ruslan"]

    @pytest.mark.parametrize(
        ("first", "then"),
        [
            (Task.CODER, Task.SECOND),
            (Task.PAIR, Task.SECOND),
            (Task.SECOND, Task.ADJUDICATOR),
            (Task.SECOND, Task.CODER),
        ],
    )
    def test_a_second_look_comes_from_somebody_else(
        self, instance: Instance, staff: Staff, told: Told, first: Task, then: Task
    ) -> None:
        assign(instance, staff, told, "rita", first)
        with pytest.raises(NotSecond):
            assign(instance, staff, told, "rita", then)

    def test_who_coded_it_once_is_no_second_coder(self, instance: Instance, staff: Staff, told: Told) -> None:
        assign(instance, staff, told, "rita")
        coding = Coding((Act("lib_arbitrary_arrest"),))
        code.save_coding(instance, staff.keyring(instance, "rita"), told.case_id, coding, 0)
        assign(instance, staff, told, "ruslan")
        with pytest.raises(NotSecond):
            assign(instance, staff, told, "rita", Task.SECOND)

    def test_the_pair_may_become_the_coder(self, instance: Instance, staff: Staff, told: Told) -> None:
        assign(instance, staff, told, "rita", Task.PAIR)
        assign(instance, staff, told, "rita")
        tasks = opened(instance, staff, told, "rita").tasks
        assert (tasks.coder, tasks.pair) == (id_of(instance, staff, "rita"), None)

    def test_not_with_a_codename_in_the_note(self, instance: Instance, staff: Staff, told: Told) -> None:
        with pytest.raises(CodenameInText):
            assign(instance, staff, told, "rita", note=told.codename)

    def test_a_childs_case_goes_to_the_childrens_team_only(
        self, instance: Instance, staff: Staff, testify: Testify
    ) -> None:
        told = testify(age_band="under_18")
        with pytest.raises(NotVouched):
            assign(instance, staff, told, "rita")
        assign(instance, staff, told, "boris")
        assert [one.username for one in opened(instance, staff, told).assignable] == ["anna", "boris"]


class TestHandingOver:
    def test_gives_the_case_and_keeps_nothing(self, instance: Instance, staff: Staff, told: Told) -> None:
        assign(instance, staff, told, "rita")
        rita, ruslan = staff.keyring(instance, "rita"), staff.keyring(instance, "ruslan")
        assignment.hand_over(instance, rita, told.case_id, ruslan.person.id, "Two acts are left.")
        assert opened(instance, staff, told, "ruslan").tasks.note == "Two acts are left."
        with pytest.raises(NoKey):
            opened(instance, staff, told, "rita")

    def test_one_of_the_circle_goes_on_reading_it(self, instance: Instance, staff: Staff, told: Told) -> None:
        anna = staff.keyring(instance, "anna")
        assignment.claim(instance, anna, told.case_id)
        assignment.hand_over(instance, anna, told.case_id, id_of(instance, staff, "rita"), "")
        assert opened(instance, staff, told).parts == {Part.INTAKE}

    def test_to_oneself_changes_nothing_but_the_note(self, instance: Instance, staff: Staff, told: Told) -> None:
        assign(instance, staff, told, "rita")
        rita = staff.keyring(instance, "rita")
        assignment.hand_over(instance, rita, told.case_id, rita.person.id, "Where I stopped.")
        assert opened(instance, staff, told, "rita").tasks.note == "Where I stopped."

    def test_the_second_coder_does_not(self, instance: Instance, staff: Staff, told: Told) -> None:
        assign(instance, staff, told, "rita", Task.SECOND)
        rita = staff.keyring(instance, "rita")
        with pytest.raises(NotAllowedNow):
            assignment.hand_over(instance, rita, told.case_id, id_of(instance, staff, "ruslan"), "")


def test_taking_back_frees_the_task(instance: Instance, staff: Staff, told: Told) -> None:
    assign(instance, staff, told, "rita", Task.SECOND)
    assignment.take_back(instance, staff.keyring(instance, "anna"), told.case_id, id_of(instance, staff, "rita"))
    assert opened(instance, staff, told).tasks.second is None
    with pytest.raises(NoKey):
        opened(instance, staff, told, "rita")


TOMORROW = clock.today() + timedelta(days=1)


class TestPuttingAside:
    def test_on_hold_until_a_day_and_taken_up_again(self, instance: Instance, staff: Staff, told: Told) -> None:
        assign(instance, staff, told, "rita")
        rita = staff.keyring(instance, "rita")
        holding.hold(instance, rita, told.case_id, "The lawyer calls back.", TOMORROW)
        view = opened(instance, staff, told)
        assert (view.state, view.tasks.reason) == (State.ON_HOLD, "The lawyer calls back.")
        assert view.tasks.again == TOMORROW.isoformat()
        holding.resume(instance, rita, told.case_id)
        view = opened(instance, staff, told)
        assert (view.state, view.tasks.reason, view.tasks.again) == (State.TRIAGED, "", None)
        assert view.tasks.coder == rita.person.id

    @pytest.mark.parametrize("day", [date(2020, 1, 1), clock.today()])
    def test_not_until_a_day_that_is_over(self, instance: Instance, staff: Staff, told: Told, day: date) -> None:
        with pytest.raises(DayOver):
            holding.hold(instance, staff.keyring(instance, "anna"), told.case_id, "Later.", day)

    def test_closed_and_opened_again_each_with_a_reason(self, instance: Instance, staff: Staff, told: Told) -> None:
        anna = staff.keyring(instance, "anna")
        with pytest.raises(NotAllowedNow):
            holding.close(instance, anna, told.case_id, "Nothing more to do.")
        assignment.claim(instance, anna, told.case_id)
        with pytest.raises(ReasonMissing):
            holding.close(instance, anna, told.case_id, " \n")
        holding.close(instance, anna, told.case_id, "Nothing more to do.")
        view = opened(instance, staff, told)
        assert (view.state, view.tasks.reason) == (State.CLOSED, "Nothing more to do.")
        with pytest.raises(CodenameInText):
            holding.reopen(instance, anna, told.case_id, told.codename)
        holding.reopen(instance, anna, told.case_id, "A witness came.")
        assert opened(instance, staff, told).state is State.CODING

    def test_the_source_raises_it_again(self, instance: Instance, staff: Staff, told: Told, visit: Visiting) -> None:
        holding.hold(instance, staff.keyring(instance, "anna"), told.case_id, "Waiting.", TOMORROW)
        mailbox.add_message(instance, visit(told.codename), "I remembered.")
        assert opened(instance, staff, told).state is State.TRIAGED


def test_every_change_stands_on_the_record_once(instance: Instance, staff: Staff, told: Told) -> None:
    anna = staff.keyring(instance, "anna")
    assignment.claim(instance, anna, told.case_id)
    assign(instance, staff, told, "rita")
    holding.hold(instance, anna, told.case_id, "Later.", TOMORROW)
    with instance.database.reading() as uow:
        deeds = [(one.action, dict(one.detail)) for one in record.entries(uow, anna)]
    assert deeds == [
        ("hold", {}),
        ("assign", {"to": id_of(instance, staff, "rita"), "as": "coder"}),
        ("claim", {}),
    ]

"""The cases come in the way that real ones do, and end where the plan says."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from intake import clock
from intake.commands.demo_home import make_demo, sign_ins
from intake.config import Settings
from intake.demo import fill as filling
from intake.demo import waiting
from intake.demo.context import FIGURES
from intake.demo.plan import Planned, plan
from intake.demo.twice import TWICE
from intake.domain.consent import Use
from intake.domain.entities import GrantKind
from intake.domain.links import Same
from intake.domain.review import State
from intake.services import (
    choices,
    cohorts,
    custody,
    figures,
    handing,
    labels,
    links,
    oversight,
    queue,
    review,
    sign_in,
    suspects,
)
from intake.services.errors import NoKey
from intake.services.instance import Instance
from intake.services.keyring import Keyring
from intake.services.plan_reader import PlanState
from intake.services.review import CaseView
from intake.services.timetable import Stage, timetables
from intake.services.verify import verify
from intake.wiring import open_instance

CASES = 24
PLANNED = plan(3, CASES)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled") / "home"
    make_demo(folder, cases=CASES, seed=3)
    return folder


@pytest.fixture(scope="module")
def instance(home: Path) -> Iterator[Instance]:
    opened = open_instance(Settings.from_mapping({"HOLAS_HOME": str(home)}))
    yield opened
    opened.database.close()  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def people(home: Path, instance: Instance) -> dict[str, Keyring]:
    found = {}
    for one in sign_ins(home):
        if one.role in {"intake", "reviewer", "custodian", "auditor"}:
            ticket = sign_in.sign_in(instance, one.username, one.passphrase, known_device=False)
            found[one.username] = sign_in.resume(instance, ticket.session_id, ticket.secret)
    return found


@pytest.fixture(scope="module")
def cases(instance: Instance, people: dict[str, Keyring]) -> list[tuple[Planned, CaseView]]:
    """Each planned case beside what a member of the intake circle sees."""
    jana = people["jana"]
    views = [review.open_case(instance, jana, one.case_id) for one in queue.queue(instance, jana).items]
    by_text = {view.testimony.narrative: view for view in views}
    assert len(by_text) == CASES
    return [(one, by_text[one.fields["narrative"]]) for one in PLANNED]


def test_every_case_ends_where_the_plan_says(cases: list[tuple[Planned, CaseView]]) -> None:
    for planned, view in cases:
        assert view.state is planned.state, planned.number
        assert (view.coding.coding if view.coding else None) == planned.coding
        assert view.urgent == ("urgent" in planned.fields)
        assert {said.text for said in view.conversation} == set(filter(None, (planned.message, planned.reply)))


def test_files_come_in_bit_for_bit(
    cases: list[tuple[Planned, CaseView]], instance: Instance, people: dict[str, Keyring]
) -> None:
    for planned, view in cases:
        opened = [review.read_document(instance, people["jana"], view.case_id, one.id) for one in view.pieces]
        arrived = {(one.header.name, one.header.media_type, b"".join(one.stream(0, one.size))) for one in opened}
        assert arrived == {(file.name, file.media_type, file.data) for file in planned.files}


def test_the_days_are_spread_and_the_clock_goes_on(cases: list[tuple[Planned, CaseView]]) -> None:
    for planned, view in cases:
        assert view.day == (clock.today() - timedelta(days=planned.age)).isoformat()
    assert len({view.day for _, view in cases}) > 20


def test_the_clock_is_put_right_even_when_filling_fails() -> None:
    read, seen = clock.read, []

    def fail() -> None:
        with filling._days_ago(3):
            seen.append(clock.today())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert seen == [clock.today() - timedelta(days=3)]
    assert clock.read is read


def test_each_reviewer_has_a_case_to_code_and_perhaps_some_to_code_again(
    instance: Instance, people: dict[str, Keyring]
) -> None:
    reviewers = [one for one in people.values() if one.has("reviewer")]
    assert len(reviewers) == 3
    items = [queue.queue(instance, one).items for one in reviewers]
    held = [[item.case_id for item in mine if item.state is State.CODING] for mine in items]
    assert [len(one) for one in held] == [1, 1, 1]
    assert sum(len(mine) for mine in items) == 3 + sum(one.state in TWICE for one in PLANNED)
    assert len({item.case_id for mine in items for item in mine}) == sum(len(mine) for mine in items)
    assert review.open_case(instance, reviewers[0], held[0][0]).coding is not None
    with pytest.raises(NoKey):
        review.open_case(instance, reviewers[0], held[1][0])
    assert not any(one.has("intake") for one in reviewers)


def test_minors_are_granted_to_those_trained_for_it(cases: list[tuple[Planned, CaseView]], instance: Instance) -> None:
    assert sum(planned.minor for planned, _ in cases) == 2
    with instance.database.reading() as uow:
        for planned, view in cases:
            grants = uow.grants.find(case_id=view.case_id, kind=GrantKind.CASE)
            circles = {grant.holder for grant in grants if grant.holder.startswith("role:")}
            assert circles == {"role:children:1" if planned.minor else "role:intake:1"}
            if planned.minor:
                assert {use for use, on in view.consents.items() if on} == {Use.READ}


def test_every_coded_case_has_a_statistics_record(cases: list[tuple[Planned, CaseView]], instance: Instance) -> None:
    coded = {view.case_id for _, view in cases if view.coding}
    with instance.database.reading() as uow:
        assert {one.case_id for one in uow.statistics.find()} == coded
    assert sum(view.consents[Use.STATISTICS] for _, view in cases if view.coding) > 12


def test_nothing_is_left_over(instance: Instance) -> None:
    assert verify(instance, grace=0).clean
    with instance.database.reading() as uow:
        assert uow.mailbox_sessions.count() == 0
        assert {draft.state for draft in uow.drafts.find()} == {None}


def test_the_desk_of_the_circle_has_something_on_it(
    instance: Instance, people: dict[str, Keyring], cases: list[tuple[Planned, CaseView]]
) -> None:
    desk = oversight.look(instance, people["kastus"])
    assert [note.text for note in desk.shift] == [filling.SHIFT_NOTE]
    assert any(load.cases for load in desk.loads)
    coded = {view.case_id for one, view in cases if one.coding is not None and one.number % filling.REFERRED == 0}
    assert coded
    assert {one.case_id for one in desk.reminders} <= coded


def test_two_cases_tell_of_one_person_and_name_one_suspect(instance: Instance, people: dict[str, Keyring]) -> None:
    anyone = next(one for one in people.values() if one.has("intake"))
    (group,) = suspects.register(instance, anyone, "Шишковский")
    near, far = (one.case_id for one in group.told)
    held = links.of(review.open_case(instance, anyone, near)).links
    assert {(one.same, one.far(near).case) for one in held} == {(Same.EVENT, far), (Same.VICTIM, far)}


def test_a_picture_has_a_label(
    instance: Instance, people: dict[str, Keyring], cases: list[tuple[Planned, CaseView]]
) -> None:
    said = {view.case_id: labels.read(instance, people["jana"], view.case_id).of for _, view in cases}
    pictures = {piece.id for _, view in cases for piece in view.pieces if piece.header.media_type == "image/png"}
    (shown,) = (shown for of in said.values() for part, shown in of.items() if part in pictures)
    assert shown == (waiting.AVOIDED,)


def test_a_reviewer_meets_a_case_that_they_would_rather_not_read(
    instance: Instance, people: dict[str, Keyring]
) -> None:
    zosia = people["zosia"]
    assert choices.avoided(instance, people["kastus"])[zosia.person.id] == {waiting.AVOIDED}
    mine = [item.case_id for item in queue.queue(instance, zosia).items]
    assert any(labels.unwanted(instance, zosia, case_id) for case_id in mine)


def test_a_request_waits_for_the_custodians(instance: Instance, people: dict[str, Keyring]) -> None:
    (asked,) = custody.desk(instance, people["danuta"]).waiting
    assert asked.asker.username == "jana"
    assert custody.look(instance, people["leon"], asked.id).address.startswith("+1 202 555 01")


def test_a_bundle_of_two_cases_waits_for_its_second_approver(instance: Instance, people: dict[str, Keyring]) -> None:
    (waits,) = handing.handings(instance, people["kastus"])
    assert waits.decision is None
    assert len(waits.draft.cases) == waiting.TOGETHER
    handing.decide(instance, people["kastus"], waits.id, approved=True, reason="")
    _, drawn = handing.approved(instance, people["kastus"], waits.id)
    assert drawn is not None


def test_the_register_has_figures_by_others_and_one_waits_for_another_auditor(home: Path, instance: Instance) -> None:
    nadia = next(one for one in sign_ins(home) if one.username == "nadia")
    ticket = sign_in.sign_in(instance, nadia.username, nadia.passphrase, known_device=False)
    entries = figures.figures(instance, sign_in.resume(instance, ticket.session_id, ticket.secret))
    assert sorted(one.counts for one in entries) == [False] + [True] * (len(FIGURES) - 1)
    assert any(one.figure.is_zero for one in entries)


def test_one_period_is_over_and_its_release_can_be_prepared(instance: Instance, people: dict[str, Keyring]) -> None:
    draft, current = timetables(instance, people["nadia"])
    assert (draft.plan.state, draft.lines) == (PlanState.DRAFTED, ())
    assert draft.plan.terms.opens > current.plan.terms.closes
    assert [one.stage for one in current.lines] == [Stage.OVER, Stage.TAKING, Stage.COMING, Stage.COMING, Stage.COMING]
    assert [one.is_due for one in current.lines] == [True, False, False, False, False]
    cohorts.freeze(instance, people["pavel"], current.lines[0].subject)
    with instance.database.reading() as uow:
        assert len(cohorts.cases_of(uow, people["nadia"], current.lines[0].subject)) > 1

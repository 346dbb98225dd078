"""The pages of plans: drafting with what it brings in sight, approving, and what became of each period."""

from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient

from intake.domain.entities import Release
from intake.domain.plan_form import FIELDS
from intake.domain.plan_terms import SHARES
from intake.domain.plans import Hindrance
from intake.services import cohorts, plans
from intake.services.instance import Instance, transact
from intake.services.plan_reader import PlanState, PlanView
from intake.services.timetable import Stage
from intake.web.audit.plan_words import HINDRANCES, SPLITS, STAGES, WRONG
from tests.plugins.instances import Staff
from tests.plugins.plans import BEFORE, OPENS, SPRING, asked, on, planned
from tests.web.audit.conftest import SignIn, post

FORM = {"opens": "2026-01-01", "cohorts": "2", "length": "3", "expected": "120", "share": "1/2", "first_month": ""}
NEW = "/releases/plan"


def _text(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return unescape(answer.text)


def _plans(instance: Instance, staff: Staff) -> list[PlanView]:
    return plans.plans(instance, staff.keyring(instance, "alena"))


def test_a_plan_is_drafted_looked_at_and_approved(instance: Instance, staff: Staff, as_member: SignIn) -> None:
    with on(BEFORE):
        alena, artur = as_member("alena"), as_member("artur")
        assert "There is no plan yet." in _text(alena, "/releases")
        answer = post(alena, NEW, NEW, **FORM, deed="keep")
        assert answer.status_code == 303
        page = answer.location
        assert "You drafted it. Another auditor has to approve it before 1 January 2026." in _text(alena, page)
        assert "Approve the plan" not in _text(alena, page)
        assert "Approve the plan" in _text(artur, page)
        assert "Drafted by alena on 20 December 2025." in _text(artur, "/releases")
        assert post(artur, page, f"{page}/approve").status_code == 303
        text = _text(alena, page)
        assert "Approved. Nothing of it changes any more." in _text(artur, page)
        assert "Approved by artur on 20 December 2025." in text
        assert "1 January 2026 to 31 March 2026" in text
        assert "All periods together" in text
    assert [view.state for view in _plans(instance, staff)] == [PlanState.APPROVED]


def test_what_it_brings_is_shown_before_it_is_kept(instance: Instance, staff: Staff, as_member: SignIn) -> None:
    with on(BEFORE):
        answer = post(as_member("alena"), NEW, NEW, **FORM | {"first_month": "2025-08"}, deed="show")
    text = unescape(answer.text)
    assert answer.status_code == 200
    assert "August 2025 to July 2026" in text
    assert "Epsilon 1 for a person, with discrete Laplace noise." in text
    assert "People by chapter" in text
    assert 'value="120"' in text, "what was typed is still there"
    assert _plans(instance, staff) == []


def test_large_plans_say_what_delta_is(as_member: SignIn) -> None:
    with on(BEFORE):
        text = post(as_member("alena"), NEW, NEW, **FORM | {"expected": "5000", "share": "1"}, deed="show").text
    assert "Epsilon 2 and delta 1e-06 for a person, with discrete Gaussian noise." in unescape(text)
    assert "All periods together</h3>" not in text


@pytest.mark.parametrize("name", [name for name in FIELDS if name != "first_month"])
def test_what_cannot_be_read_comes_back_with_a_word(as_member: SignIn, name: str) -> None:
    with on(BEFORE):
        answer = post(as_member("alena"), NEW, NEW, **FORM | {name: "many"}, deed="keep")
    assert answer.status_code == 200
    text = unescape(answer.text)
    assert text.count(str(WRONG[name])) == 2, "above the form, and at the field"
    assert f'href="#{name}"' in text


@pytest.mark.parametrize(
    ("change", "hindrance", "place"),
    [
        ({"opens": "2025-12-20"}, Hindrance.EARLY, "opens"),
        ({"opens": "2030-01-01"}, Hindrance.LATE, "opens"),
        ({"expected": "49"}, Hindrance.FEW, "expected"),
    ],
)
def test_what_cannot_be_planned_says_why(
    as_member: SignIn, change: dict[str, str], hindrance: Hindrance, place: str
) -> None:
    with on(BEFORE):
        client = as_member("alena")
        text = unescape(post(client, NEW, NEW, **FORM | change, deed="keep").text)
        assert str(HINDRANCES[hindrance]) in text
    assert f'href="#{place}"' in text


def test_the_form_begins_with_the_next_month(as_member: SignIn) -> None:
    with on(BEFORE):
        text = _text(as_member("alena"), NEW)
    assert 'value="2026-01-01"' in text
    assert "How many testimonies come in is not published." in text


def test_a_public_total_is_said_before_and_in_the_plan(instance: Instance, staff: Staff, as_member: SignIn) -> None:
    open_instance = replace(instance, settings=replace(instance.settings, public_total=True))
    plan_id = planned(open_instance, staff).terms.plan
    with on(BEFORE):
        text = _text(as_member("alena"), f"/releases/plans/{plan_id}")
    assert "declared public: releases print it, exact" in text


def test_a_draft_is_taken_back(instance: Instance, staff: Staff, as_member: SignIn) -> None:
    with on(BEFORE):
        client = as_member("artur")
        plan_id = plans.draft(instance, staff.keyring(instance, "alena"), asked())
        page = f"/releases/plans/{plan_id}"
        answer = post(client, page, f"{page}/take-back")
        assert (answer.status_code, answer.location) == (303, "/releases")
        assert "The draft is gone." in _text(client, "/releases")
        assert client.get(page).status_code == 404
    assert _plans(instance, staff) == []


def test_a_draft_whose_day_came_can_only_be_taken_back(instance: Instance, staff: Staff, as_member: SignIn) -> None:
    with on(BEFORE):
        plan_id = plans.draft(instance, staff.keyring(instance, "alena"), asked())
    with on(OPENS):
        client, page = as_member("artur"), f"/releases/plans/{plan_id}"
        text = _text(client, page)
        assert "It can only be taken back" in text
        assert "Approve the plan" not in text
        assert post(client, page, f"{page}/approve").status_code == 303
        assert str(HINDRANCES[Hindrance.EARLY]) in _text(client, page)


def test_two_who_press_at_once_are_told(instance: Instance, staff: Staff, as_member: SignIn) -> None:
    with on(BEFORE):
        client = as_member("alena")
        own = plans.draft(instance, staff.keyring(instance, "alena"), asked(opens=date(2026, 9, 1)))
        approved = planned(instance, staff).terms.plan
        for plan_id, deed, words in (
            (own, "approve", "You drafted it, so another auditor must approve it."),
            (approved, "approve", "It is approved already."),
            (approved, "take-back", "It is approved already, so it stays."),
        ):
            page = f"/releases/plans/{plan_id}"
            assert post(client, NEW, f"{page}/{deed}").status_code == 303
            assert words in _text(client, page)


def test_each_period_says_how_far_it_is_and_leads_to_its_release(
    instance: Instance, staff: Staff, as_member: SignIn
) -> None:
    plan = planned(instance, staff)
    first = plan.cohorts[0].id
    with on(SPRING + timedelta(days=3)):
        client = as_member("alena")
        text = _text(client, "/releases")
        assert "over" in text
        assert f'name="subject" value="{first}"' in text
        assert "under way" in text
        cohorts.freeze(instance, staff.keyring(instance, "alena"), first)
        assert "over, its cases are fixed" in _text(client, "/releases")
        release = Release("d" * 32, SPRING, "pending", None, None, first)
        transact(instance.database, lambda uow: uow.releases.add(release))
        text = _text(client, f"/releases/plans/{plan.terms.plan}")
        assert f"/releases/{release.id}" in text
        assert "can be prepared" not in text


def test_plans_are_the_auditors(instance: Instance, staff: Staff, as_member: SignIn) -> None:
    plan_id = planned(instance, staff).terms.plan
    for who in ("anna", "rita", "kira", "adam"):
        client = as_member(who)
        for path in (NEW, f"/releases/plans/{plan_id}", "/releases"):
            assert client.get(path).status_code in {403, 404}


def test_everything_has_its_words() -> None:
    assert set(HINDRANCES) == set(Hindrance)
    assert set(STAGES) == set(Stage)
    assert set(SPLITS) == set(SHARES)
    assert set(WRONG) == set(FIELDS)

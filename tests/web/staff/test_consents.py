"""What the case page says of consent: what holds now, in which words it was given, and what a child decided."""

import re

import pytest

from intake.domain.consent import Statement, Use
from intake.services import consents, switches
from intake.services.instance import Instance, transact
from intake.services.membership import load_membership
from intake.services.ports import UnitOfWork
from tests.plugins.sources import Testify, Told, Visiting
from tests.web.staff.conftest import Desk, Sit

NOTE = "We spoke twice, in the garden."


@pytest.fixture
def anna(desk: Sit) -> Desk:
    return desk("anna")


@pytest.fixture
def child(testify: Testify) -> Told:
    return testify(age_band="under_18", consent_un="1", consent_media="1", guardian="no")


def allowed(page: str) -> list[str]:
    return re.findall(r'<li class="on">([^<]*)', page)


def test_a_refusal_names_the_consent_that_is_missing(
    anna: Desk, instance: Instance, testify: Testify, visit: Visiting
) -> None:
    told = testify()
    switches.change(instance, visit(told.codename), {Use.READ: False})
    answer = anna.get(f"/case/{told.case_id}")
    assert answer.status_code == 403
    assert "Missing is: “The intake team may read what I send”." in answer.text


def test_the_words_that_the_source_agreed_to_are_there(
    anna: Desk, instance: Instance, testify: Testify, visit: Visiting
) -> None:
    told = testify(language="en", consent_un="1", un_name="full")
    page = anna.read(f"/case/{told.case_id}")
    assert "version 2, English" in page
    assert "The UN sends a letter about it to the government" in page
    assert "the person is named by the full name." in page
    switches.change(instance, visit(told.codename), {Use.MEDIA: True}, language="xx")
    page = anna.read(f"/case/{told.case_id}")
    assert page.index("version 2, xx") < page.index("version 2, English")
    assert "does not have these words" in page


def test_a_statement_of_the_first_format_shows_the_words_of_its_time(
    anna: Desk, instance: Instance, testify: Testify, visit: Visiting
) -> None:
    entered = visit(testify().codename)
    first = Statement(1, {Use.READ: True}, "1", entered.case_key.raw.hex(), format=1)

    def work(uow: UnitOfWork) -> None:
        uow.consents.delete(case_id=entered.case_id)
        membership = load_membership(uow, instance.settings)
        for copy in consents.seal_statement(first, entered.case_id, entered.case_key, entered.keys.signing, membership):
            uow.consents.add(copy)

    transact(instance.database, work)
    page = anna.read(f"/case/{entered.case_id}")
    assert "version 1, English" in page
    assert "We never call or visit" in page


def test_about_a_child_nothing_holds_until_it_is_decided(anna: Desk, child: Told) -> None:
    page = anna.read(f"/case/{child.case_id}")
    assert allowed(page) == ["Being read by the intake team"]
    assert "No parent or guardian is contacted without the child" in page
    form = {"un": "1", "note": NOTE}
    assert anna.send(f"/case/{child.case_id}/children", form).status_code == 303
    page = anna.read(f"/case/{child.case_id}")
    assert allowed(page) == ["Being read by the intake team", "Being given to the United Nations"]
    assert NOTE in page
    assert re.findall(r'name="(\w+)"\s+type="checkbox"\s+value="1"[^>]*checked|checked[^>]*name="(\w+)"', page)


@pytest.mark.parametrize("note", ["", "   ", "x" * 501])
def test_a_decision_without_its_reason_is_not_sealed(anna: Desk, child: Told, note: str) -> None:
    answer = anna.send(f"/case/{child.case_id}/children", {"un": "1", "note": note})
    assert answer.status_code == 422
    assert "<details open" in re.sub(r'<details\s+id="decision"', "<details", answer.text)
    assert allowed(anna.read(f"/case/{child.case_id}")) == ["Being read by the intake team"]


def test_a_codename_in_the_reason_is_not_sealed(anna: Desk, child: Told) -> None:
    answer = anna.send(f"/case/{child.case_id}/children", {"un": "1", "note": f"It is {child.codename}"})
    assert answer.status_code == 422
    assert "There is a codename in it" in answer.text


def test_about_an_adult_there_is_no_such_form(anna: Desk, testify: Testify) -> None:
    told = testify()
    assert "Decided with the child" not in anna.read(f"/case/{told.case_id}")
    assert anna.send(f"/case/{told.case_id}/children", {"un": "1", "note": NOTE}).status_code == 409


@pytest.mark.parametrize("username", ["rita", "alena", "adam"])
def test_who_is_not_of_the_team_cannot_decide(desk: Sit, child: Told, username: str) -> None:
    assert desk(username).send(f"/case/{child.case_id}/children", {"un": "1", "note": NOTE}).status_code == 403


def test_a_childs_case_goes_to_the_team_only(anna: Desk, instance: Instance, child: Told) -> None:
    page = anna.read(f"/case/{child.case_id}/assign")
    assert set(re.findall(r'<option value="[0-9a-f]{32}">(\w+)', page)) == {"anna", "boris"}
    with instance.database.reading() as uow:
        (rita,) = uow.members.find(username="rita")
    assert anna.send(f"/case/{child.case_id}/assign", {"member": rita.id}).status_code == 422

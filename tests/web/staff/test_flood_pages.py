"""A flood is chosen, looked at once more, set aside and brought back, with scripts off."""

import re

import pytest
from werkzeug.test import TestResponse

from intake.domain.review import State
from intake.services import review
from intake.services.instance import Instance
from intake.web.review import flood
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify
from tests.web.staff.conftest import Desk, Sit

LOOK = re.compile(r'name="look"\s+value="(\w+)"')
CASES = re.compile(r'name="cases"\s+value="([0-9a-f ]*)"')
CASE = re.compile(r'href="/case/([0-9a-f]{32})"')


def states(instance: Instance) -> dict[str, str]:
    with instance.database.reading() as uow:
        return {case.id: case.state for case in uow.cases.find()}


def chosen(page: TestResponse) -> list[str]:
    found = CASES.search(page.get_data(as_text=True))
    assert found, page.get_data(as_text=True)
    return found[1].split()


def go_on(desk: Desk, page: TestResponse, action: str) -> TestResponse:
    return desk.send("/queue/move", {"action": action, "cases": " ".join(chosen(page))})


def test_a_flood_goes_aside_and_comes_back(desk: Sit, instance: Instance, testify: Testify) -> None:
    junk, genuine = {testify().case_id for _ in range(3)}, testify(role="survivor").case_id
    anna = desk("anna")
    looks = LOOK.findall(anna.read("/queue/alike"))
    assert len(looks) == 2
    page = anna.send("/queue/chosen", {"action": "set-aside", "look": looks[0]})
    assert "Set 3 cases aside?" in page.get_data(as_text=True)
    assert set(chosen(page)) == junk
    assert set(states(instance).values()) == {State.NEW}, "nothing has happened yet"
    assert go_on(anna, page, "set-aside").status_code == 303
    listed = anna.read("/queue/aside")
    assert "3 cases are set aside" in listed
    assert CASE.findall(anna.read("/queue")) == [genuine]
    page = anna.send("/queue/chosen", {"action": "bring-back", "look": LOOK.findall(listed)})
    go_on(anna, page, "bring-back")
    assert set(CASE.findall(anna.read("/queue"))) == {*junk, genuine}
    assert "Nothing is set aside" in anna.read("/queue/aside")


def test_cases_are_chosen_one_by_one(desk: Sit, instance: Instance, testify: Testify) -> None:
    first, second, third = (testify().case_id for _ in range(3))
    anna = desk("anna")
    page = anna.send("/queue/chosen", {"action": "set-aside", "case": [first, third]})
    assert set(chosen(page)) == {first, third}
    go_on(anna, page, "set-aside")
    assert states(instance) == {first: State.SPAM, second: State.NEW, third: State.SPAM}


def test_what_arrives_meanwhile_stays(desk: Sit, instance: Instance, testify: Testify) -> None:
    junk = testify().case_id
    anna = desk("anna")
    page = anna.send("/queue/chosen", {"action": "set-aside", "look": LOOK.findall(anna.read("/queue/alike"))})
    late = testify().case_id
    go_on(anna, page, "set-aside")
    assert states(instance) == {junk: State.SPAM, late: State.NEW}


def test_what_somebody_took_up_meanwhile_stays(desk: Sit, instance: Instance, staff: Staff, testify: Testify) -> None:
    told = testify().case_id
    anna = desk("anna")
    page = anna.send("/queue/chosen", {"action": "set-aside", "case": told})
    review.reply(instance, staff.keyring(instance, "boris"), told, "We read it.")
    go_on(anna, page, "set-aside")
    assert states(instance) == {told: State.TRIAGED}


def test_urgent_ones_are_pointed_out(desk: Sit, testify: Testify) -> None:
    testify(urgent="1")
    anna = desk("anna")
    page = anna.send("/queue/chosen", {"action": "set-aside", "look": LOOK.findall(anna.read("/queue/alike"))})
    assert "1 of them is marked as urgent" in page.get_data(as_text=True)


def test_nothing_chosen_changes_nothing(desk: Sit, testify: Testify) -> None:
    testify()
    anna = desk("anna")
    for action, path in (("set-aside", "/queue/alike"), ("bring-back", "/queue/aside")):
        answer = anna.send("/queue/chosen", {"action": action})
        assert (answer.status_code, answer.location) == (303, path)
    assert "Nothing was chosen" in anna.read("/queue/alike")


@pytest.mark.parametrize("action", ["", "close", "nonsense"])
def test_other_actions_are_refused(desk: Sit, testify: Testify, action: str) -> None:
    fields = {"action": action, "cases": testify().case_id}
    assert desk("anna").send("/queue/move", fields).status_code == 400
    assert desk("anna").send("/queue/chosen", fields).status_code == 400


def test_too_many_at_once_are_refused(desk: Sit, monkeypatch: pytest.MonkeyPatch, testify: Testify) -> None:
    monkeypatch.setattr(flood, "MOST", 1)
    cases = " ".join(testify().case_id for _ in range(2))
    assert desk("anna").send("/queue/move", {"action": "set-aside", "cases": cases}).status_code == 400


def test_reviewers_have_no_such_pages(desk: Sit, testify: Testify) -> None:
    rita = desk("rita")
    assert "/queue/alike" not in rita.read("/queue")
    assert rita.get("/queue/alike").status_code == 403
    assert rita.send("/queue/move", {"action": "set-aside", "cases": testify().case_id}).status_code == 403


def test_a_case_set_aside_can_be_read_and_brought_back_from_its_page(
    desk: Sit, instance: Instance, testify: Testify
) -> None:
    told = testify().case_id
    anna = desk("anna")
    anna.send("/queue/move", {"action": "set-aside", "cases": told})
    page = anna.read(f"/case/{told}")
    assert "Set aside" in page
    assert CASES.findall(page) == [told]
    anna.send("/queue/move", {"action": "bring-back", "cases": told})
    assert states(instance) == {told: State.NEW}


def test_the_record_shows_how_many(desk: Sit, testify: Testify) -> None:
    anna = desk("anna")
    anna.send("/queue/move", {"action": "set-aside", "cases": " ".join(testify().case_id for _ in range(2))})
    page = anna.read("/record")
    assert "set aside as a flood" in page
    assert "2 cases" in page

"""Two scales on one page, corroborators by type, history below; and nobody but the case's holders sees a grade."""

import html
import json

import pytest

from intake.domain.coding import Act, Coding, Information
from intake.services.record import entries
from tests.plugins.coders import Coders, MakeCoders
from tests.plugins.sources import Testify
from tests.web.staff.conftest import Desk, Sit

CODED = Coding(
    (Act("tor_beating", status="possible"), Act("det_denied_food")),
    information=(Information("I1", material=("photo",), reliability="likely"),),
)
GRADES = {
    "revision": "0",
    "reliability-T1": "highly_reliable",
    "reliability-I1": "unsure",
    "status-A1": "confirmed",
    "A1-photo": "2",
    "A1-medical": "1",
    "A2-photo": "0",
    "note": "Seen by two neighbours.",
}


@pytest.fixture
def pair(testify: Testify, coders: MakeCoders) -> Coders:
    found = coders(testify())
    found.code(CODED)
    return found


def grading(desk: Desk, pair: Coders) -> str:
    return html.unescape(desk.read(f"/case/{pair.case_id}/grading"))


def test_begins_where_the_coding_left_it(pair: Coders, desk: Sit) -> None:
    page = grading(desk("rita"), pair)
    assert 'value="possible" selected' in page
    assert 'value="likely" selected' in page
    assert "Possible" in desk("rita").read(f"/case/{pair.case_id}")


def test_saves_both_scales_and_counts_corroborators(pair: Coders, desk: Sit) -> None:
    rita, path = desk("rita"), f"/case/{pair.case_id}"
    assert rita.send(f"{path}/grading", GRADES).status_code == 303
    panel = html.unescape(rita.read(path)).partition('id="grading"')[2]
    assert "The testimony: <strong>Highly reliable" in panel
    assert "3 corroborators" in panel
    page = grading(rita, pair)
    history = page.partition('id="past"')[2]
    assert "Seen by two neighbours." in history
    assert "rita" in history
    assert page.count('value="2"') == 1


def test_says_when_somebody_graded_meanwhile_and_loses_nothing(pair: Coders, desk: Sit) -> None:
    path = f"/case/{pair.case_id}/grading"
    desk("anna").send(path, {**GRADES, "note": "First."})
    answer = desk("rita").send(path, GRADES)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Somebody else graded" in page
    assert 'name="revision"\nvalue="1"' in page
    assert "Seen by two neighbours.</textarea>" in page


@pytest.mark.parametrize("typed", ["many", "-1", "1000", "1.5"])
def test_a_number_that_is_none_is_told(pair: Coders, desk: Sit, typed: str) -> None:
    answer = desk("rita").send(f"/case/{pair.case_id}/grading", {**GRADES, "A1-photo": typed})
    assert answer.status_code == 422
    assert "whole number" in answer.get_data(as_text=True)
    assert 'value="confirmed" selected' in answer.get_data(as_text=True)


@pytest.mark.parametrize("forged", [{"status-A1": "highly_reliable"}, {"reliability-T1": "no"}, {"note": "x" * 1001}])
def test_what_no_form_sends_is_refused(pair: Coders, desk: Sit, forged: dict[str, str]) -> None:
    assert desk("rita").send(f"/case/{pair.case_id}/grading", {**GRADES, **forged}).status_code == 400


def test_a_revision_that_is_none_overwrites_nothing(pair: Coders, desk: Sit) -> None:
    assert desk("rita").send(f"/case/{pair.case_id}/grading", {**GRADES, "revision": "x"}).status_code == 409


def test_says_that_a_confirmed_act_wants_something(pair: Coders, desk: Sit) -> None:
    rita, path = desk("rita"), f"/case/{pair.case_id}/grading"
    rita.send(path, {"revision": "0", "status-A1": "confirmed"})
    assert "A confirmed act wants" in grading(rita, pair)


def test_is_not_for_a_second_coder(pair: Coders, desk: Sit) -> None:
    ruslan = desk("ruslan")
    assert ruslan.get(f"/case/{pair.case_id}/grading").status_code == 409
    assert 'id="grading"' not in ruslan.read(f"/case/{pair.case_id}")


def test_stands_on_the_record_without_what_was_graded(pair: Coders, desk: Sit) -> None:
    desk("rita").send(f"/case/{pair.case_id}/grading", GRADES)
    with pair.instance.database.reading() as uow:
        (deed,) = [one for one in entries(uow, pair.who("anna")) if one.action == "grade"]
    assert (deed.member, json.dumps(dict(deed.detail))) == ("rita", "{}")

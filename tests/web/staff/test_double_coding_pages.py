"""Three people at one page: the second coder is blind, the third sees both, and each is told what follows."""

import html
import re

import pytest

from intake.domain.coding import Coding
from intake.domain.review import State
from intake.services import record, review
from intake.web.staff.words import DEEDS
from tests.plugins.coders import ASSAULT, BEATING, SHOCKED, Coders, MakeCoders
from tests.plugins.sources import Testify
from tests.web.staff.conftest import Desk, Sit

NAMES = ("Sexual violence", "Electric shock", "Wires to the fingers", "the teacher")


@pytest.fixture
def pair(testify: Testify, coders: MakeCoders) -> Coders:
    return coders(testify())


def save(desk: Desk, pair: Coders, coding: Coding, revision: int = 0, **fields: str) -> str:
    """Send the coding page's form; return the page that follows."""
    form = {"draft": coding.to_json().decode(), "revision": str(revision), "do": "save", **fields}
    answer = desk.send(f"/case/{pair.case_id}/coding", form)
    if answer.status_code != 303:
        return html.unescape(answer.get_data(as_text=True))
    return html.unescape(desk.read(f"/case/{pair.case_id}"))


def test_a_coding_is_saved_and_handed_in_with_one_press(pair: Coders, desk: Sit) -> None:
    rita = desk("rita")
    assert "Save and hand in" in rita.read(f"/case/{pair.case_id}/coding")
    assert "without seeing yours" in save(rita, pair, ASSAULT, do="finish")
    assert pair.state is State.SECOND_CODING
    page = rita.read(f"/case/{pair.case_id}")
    assert "It is handed in." in page
    assert "Hand in the coding" not in page
    assert "This coding is handed in" in save(rita, pair, BEATING, 1)


def test_what_is_saved_is_handed_in_from_the_case(pair: Coders, desk: Sit) -> None:
    rita = desk("rita")
    save(rita, pair, ASSAULT)
    assert "Hand in the coding" in rita.read(f"/case/{pair.case_id}")
    rita.send(f"/case/{pair.case_id}/coding/finish", {})
    assert pair.state is State.SECOND_CODING


def test_the_second_coder_finds_nothing_of_the_first_on_any_page(pair: Coders, desk: Sit) -> None:
    pair.first(SHOCKED)
    ruslan = desk("ruslan")
    case = f"/case/{pair.case_id}"
    seen = [ruslan.read(path) for path in (case, "/queue")]
    coding = html.unescape(ruslan.read(f"{case}/coding"))
    assert "Second coding" in coding
    assert "on your own" in coding
    seen.append(coding.partition('id="codes"')[0])
    every_code = re.compile(r"<option.*?</option>", re.DOTALL)  # lists of all codes are everybody's
    seen = [every_code.sub("", page) for page in seen]
    assert not [name for page in seen for name in NAMES if name in page]
    assert "rita" not in coding
    for hidden in (f"{case}/coding/history", f"{case}/adjudication"):
        assert ruslan.get(hidden).status_code == 404


def test_two_who_agree_are_told_so(pair: Coders, desk: Sit) -> None:
    pair.first(ASSAULT)
    ruslan = desk("ruslan")
    assert "found the same" in save(ruslan, pair, ASSAULT, do="finish")
    assert pair.state is State.VERIFIED
    page = desk("anna").read(f"/case/{pair.case_id}")
    assert "Two people coded it without seeing each other and found the same." in page


@pytest.fixture
def differing(pair: Coders) -> Coders:
    pair.first(ASSAULT)
    pair.second(SHOCKED)
    return pair


def test_the_third_sees_both_side_by_side_and_what_differs(differing: Coders, desk: Sit) -> None:
    boris = desk("boris")
    assert "Compare and decide" in boris.read(f"/case/{differing.case_id}")
    page = html.unescape(boris.read(f"/case/{differing.case_id}/adjudication"))
    assert page.count("take-A1-A1") == 3
    assert page.count('name="take--A2"') == 2
    assert "<mark>Detention</mark>" in page
    assert "Does not have this act." in page
    for name in ("anna", "rita", "ruslan"):
        assert desk(name).get(f"/case/{differing.case_id}/adjudication").status_code == 404


def test_the_third_decides_with_a_reason(differing: Coders, desk: Sit) -> None:
    boris, path = desk("boris"), f"/case/{differing.case_id}/adjudication"
    some = boris.send(path, {"do": "save", "take-A1-A1": "second", "reason": "Told."})
    assert some.status_code == 422
    assert "Choose for each act" in some.get_data(as_text=True)
    both = {"take-A1-A1": "second", "take--A2": "second"}
    silent = boris.send(path, {"do": "save", **both})
    assert silent.status_code == 422
    assert "Say in a few words" in silent.get_data(as_text=True)
    assert silent.get_data(as_text=True).count("checked") == 2
    answer = boris.send(path, {"do": "save", "reason": "The shocks are told on page two.", **both})
    assert answer.status_code == 303
    assert differing.state is State.VERIFIED
    saved = review.open_case(differing.instance, differing.who("anna"), differing.case_id).coding
    assert saved is not None
    assert [act.code for act in saved.coding.acts] == ["tor_sexual_violence", "tor_electric_shock"]
    page = desk("anna").read(f"/case/{differing.case_id}")
    assert "The shocks are told on page two." in page
    shown = desk("rita").read(path)
    assert "A third person decided" in shown
    assert "take-A1-A1" not in shown


def test_the_third_can_change_the_result_first(differing: Coders, desk: Sit) -> None:
    boris, path = desk("boris"), f"/case/{differing.case_id}/adjudication"
    both = {"take-A1-A1": "first", "take--A2": "second", "reason": "Nearly."}
    page = boris.send(path, {"do": "edit", **both}).get_data(as_text=True)
    assert "Deciding between two codings" in page
    assert "Nearly." in page
    assert "Save and hand in" not in page
    assert "Say in a few words" in save(boris, differing, SHOCKED, 1, reason=" ")
    assert "What you decided is saved" in save(boris, differing, SHOCKED, 1, reason="Nearly.")
    assert differing.state is State.VERIFIED


def test_what_the_third_says_stays_while_acts_are_changed(differing: Coders, desk: Sit) -> None:
    page = save(desk("boris"), differing, SHOCKED, 1, do="open:A1", reason="Because.")
    assert ">Because.</textarea>" in page


def test_the_record_says_in_words_what_each_of_them_did(testify: Testify, coders: MakeCoders, desk: Sit) -> None:
    pair = coders(testify())
    pair.do_it_all()
    coders(testify()).first(BEATING)
    with pair.instance.database.reading() as uow:
        done = {deed.action for deed in record.entries(uow, pair.who("anna"))}
    assert done == {"assign", "code", "hand-in", "verify", "code-second", "hand-in-second", "adjudicate", "grade"}
    page = desk("anna").read("/record")
    assert all(str(DEEDS[one]) in page for one in done)

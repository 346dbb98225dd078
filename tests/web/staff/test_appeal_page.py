"""The urgent appeal: filled in from what is known, complete in minutes, ready to be sent, and followed."""

import html
import re

import pytest

from intake import clock
from intake.domain.coding import Act, Coding
from intake.services.code import save_coding
from intake.services.instance import Instance
from tests.plugins.custody import ask_and_decide
from tests.plugins.instances import Staff
from tests.plugins.sources import CONTACT, Testify, Told
from tests.web.staff.conftest import Desk, Sit

WHO = "Invented Person of Zarechny"


@pytest.fixture
def told(testify: Testify, instance: Instance, staff: Staff) -> Told:
    """Somebody tells on the path of two minutes that a person was taken; a reviewer coded it."""
    told = testify(
        "They took my brother from the yard.",
        urgent="1",
        consent_un="1",
        un_name="initials",
        role="relative",
        language="en",
        danger_who=WHO,
        danger_seen="1 March, in the yard at Lugavaya",
        danger_by="Three men in plain clothes",
        danger_medicine="He needs insulin",
        force_truncheon="1",
        complaint_where="At the station, on 2 March",
    )
    act = Act("lib_arbitrary_arrest", ("police",), "arrest", purpose=("silence",))
    save_coding(instance, staff.keyring(instance, "anna"), told.case_id, Coding((act,)), 0)
    return told


def areas(page: str) -> dict[str, str]:
    """What stands in each field of the form."""
    found = re.findall(r'<textarea id="(\w+)"\s+name="\w+".*?>\n?(.*?)</textarea>', page, re.DOTALL)
    return {name: html.unescape(text).strip() for name, text in found}


def write(anna: Desk, case_id: str, **more: str) -> None:
    fields = {**areas(anna.read(f"/case/{case_id}/appeal")), "after": "0", "do": "save", **more}
    assert anna.send(f"/case/{case_id}/appeal", fields).status_code == 303


def test_it_is_filled_in_and_says_what_is_missing(desk: Sit, told: Told) -> None:
    page = desk("anna").read(f"/case/{told.case_id}/appeal")
    filled = areas(page)
    assert filled["seized_when"] == "1 March, in the yard at Lugavaya"
    assert filled["forces"] == "Three men in plain clothes; Police"
    assert filled["injuries"] == "He needs insulin"
    assert filled["methods"] == "Truncheons"
    assert filled["account"].startswith("They took my brother from the yard.")
    assert "arrest" in filled["account"]
    assert not any(WHO in text for text in filled.values()), "no name is filled in"
    for name in ("risk", "author"):
        assert f'href="#{name}"' in page
    assert "agrees is not known" in page
    assert "initials only" in page


def test_what_is_asked_follows_the_addressees(desk: Sit, told: Told) -> None:
    anna = desk("anna")
    shown = anna.send(f"/case/{told.case_id}/appeal", {"do": "show", "after": "0", "to_torture": "1", "risk": "typed"})
    filled = areas(shown.get_data(as_text=True))
    assert filled["risk"] == "typed"
    assert "methods" in filled
    assert "search" not in filled
    nobody = anna.send(f"/case/{told.case_id}/appeal", {"do": "save", "after": "0", "risk": "typed"})
    assert nobody.status_code == 422
    assert "Choose at least one addressee" in nobody.get_data(as_text=True)
    nobody = anna.send(f"/case/{told.case_id}/appeal", {"do": "show", "after": "0"})
    assert "Choose at least one addressee" in nobody.get_data(as_text=True)


def test_a_letter_is_ready_in_english_and_followed_to_its_answer(desk: Sit, told: Told) -> None:
    anna, path = desk("anna"), f"/case/{told.case_id}/appeal"
    assert anna.get(f"{path}/torture").status_code == 404, "nothing is written yet"
    write(anna, told.case_id, to_torture="1", risk="He may be beaten again.")
    letter = html.unescape(anna.read(f"{path}/torture"))
    for words in ("Special Rapporteur on torture", "He may be beaten again.", "by initials only", "_____"):
        assert words in letter
    assert told.case_id not in re.sub(r"<a .*?</a>", "", letter.partition("<article")[2]), "no internal ids"
    today = clock.today().isoformat()
    assert anna.send(f"{path}/torture", {"do": "sent", "day": today}).status_code == 303
    assert anna.send(f"{path}/torture", {"do": "answered", "day": today, "note": "Received"}).status_code == 303
    page = anna.read(path)
    assert "It is noted." in page
    assert "Received" in page
    assert "answered on" in anna.read(f"/case/{told.case_id}")
    assert "noted an answer of the United Nations" in anna.read("/record")


@pytest.mark.parametrize("day", ["", "soon", "2999-01-01"])
def test_a_day_that_cannot_be_is_not_noted(desk: Sit, told: Told, day: str) -> None:
    anna, path = desk("anna"), f"/case/{told.case_id}/appeal"
    write(anna, told.case_id, to_torture="1")
    anna.send(f"{path}/torture", {"do": "sent", "day": day})
    assert "Nothing was noted" in anna.read(path)


def test_what_cannot_be_kept_comes_back(desk: Sit, told: Told) -> None:
    anna, path = desk("anna"), f"/case/{told.case_id}/appeal"
    fields = {"do": "save", "after": "0", "to_torture": "1"}
    for more, words in (
        ({"risk": told.codename}, "There is a codename in it"),
        ({"risk": "x" * 6001}, "too long"),
        ({"risk": "mine", "after": "7"}, "Somebody saved this appeal meanwhile"),
    ):
        refused = anna.send(path, {**fields, **more})
        assert refused.status_code == 422
        assert words in refused.get_data(as_text=True)
        assert areas(refused.get_data(as_text=True))["risk"] == more["risk"]
    assert anna.send(path, {**fields, "after": "x"}).status_code == 400
    anna.send(path, fields)
    noted = anna.send(f"{path}/torture", {"do": "answered", "day": clock.today().isoformat(), "note": told.codename})
    assert noted.status_code == 303
    assert "There is a codename in it" in anna.read(path)


def test_without_the_consent_there_is_no_page(desk: Sit, testify: Testify) -> None:
    told = testify(urgent="1")
    anna = desk("anna")
    assert "has not allowed that it is given to the United Nations" in anna.read(f"/case/{told.case_id}")
    for refused in (
        anna.get(f"/case/{told.case_id}/appeal"),
        anna.get(f"/case/{told.case_id}/appeal/torture"),
        anna.send(f"/case/{told.case_id}/appeal", {"do": "save", "after": "0", "to_torture": "1"}),
    ):
        assert refused.status_code == 403
    assert anna.get(f"/case/{told.case_id}/appeal/nobody").status_code == 404


def test_a_narrative_that_is_not_read_there_is_left_for_a_person(desk: Sit, testify: Testify) -> None:
    answers = {"still_held": "yes", "kinds_held": "1", "language": "be"}
    told = testify("Яны забралі майго брата.", urgent="1", consent_un="1", **answers)
    page = desk("anna").read(f"/case/{told.case_id}/appeal")
    assert areas(page)["account"] == ""
    assert "a language that is not read there" in page


def test_cases_without_danger_have_no_such_panel(desk: Sit, testify: Testify) -> None:
    told = testify(consent_un="1")
    assert "Urgent appeal" not in desk("anna").read(f"/case/{told.case_id}")


@pytest.mark.parametrize(
    ("who", "line"),
    [
        ({"role": "survivor", "un_name": "initials"}, "Name of the person: A. I."),
        ({"role": "survivor", "un_name": "full"}, "Name of the person: Alesia Invented"),
        ({"role": "relative", "un_name": "full"}, "Name of the informant, in confidence: Alesia Invented"),
    ],
)
def test_a_name_is_in_it_once_the_custodians_released_it(
    desk: Sit, instance: Instance, staff: Staff, testify: Testify, who: dict[str, str], line: str
) -> None:
    told = testify(**CONTACT, urgent="1", consent_un="1", language="en", **who)
    anna, path = desk("anna"), f"/case/{told.case_id}/appeal"
    write(anna, told.case_id, to_torture="1")
    before = anna.read(f"{path}/torture")
    assert "No name is in it" in before
    assert "Alesia" not in before
    ask_and_decide(instance, staff, told.case_id)
    after = anna.read(f"{path}/torture")
    assert line in after
    assert ("Alesia" in after) is (who["un_name"] == "full")
    write_again = desk("boris").read(f"{path}/torture")
    assert "No name is in it" in write_again, "it was released to anna alone"

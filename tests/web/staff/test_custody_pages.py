"""Asking for a name or a contact on the case page, and the custodians' pages: with scripts off, word by word."""

import re
from html import unescape

import pytest

from intake.domain.consent import Use
from intake.domain.identity import Identity
from intake.services import asking, custody, identity, switches
from intake.services.instance import Instance
from intake.web.staff.blueprint import short
from tests.plugins.instances import Staff
from tests.plugins.sources import CONTACT, Testify, Told, Visiting
from tests.web.staff.conftest import Desk, Sit

ALL = {f"consent_{use}": "y" for use in Use}
FORM = {"purpose": "un", "want": "both", "reason": "For the <letter>."}
SECRETS = ("Alesia Invented", "+1 202 555 0143", "linden")


@pytest.fixture
def told(testify: Testify) -> Told:
    return testify("They came at night.", **CONTACT, **ALL, language="be")


@pytest.fixture
def anna(desk: Sit) -> Desk:
    return desk("anna")


@pytest.fixture
def kira(desk: Sit) -> Desk:
    return desk("kira")


def request_of(page: str) -> str:
    """The address of the only request on the custodians' page."""
    (found,) = set(re.findall(r'href="(/custody/[0-9a-f]{32})"', page))
    return str(found)


def text(page: str) -> str:
    """What a reader sees, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def ask(anna: Desk, told: Told, **fields: str) -> None:
    answer = anna.send(f"/case/{told.case_id}/identity", {**FORM, **fields})
    assert (answer.status_code, answer.location) == (303, f"/case/{told.case_id}#identity")


class TestAsking:
    def test_offers_what_the_source_allows_and_names_what_is_missing(self, anna: Desk, testify: Testify) -> None:
        told = testify(**CONTACT, consent_un="y", consent_recontact="y")
        page = anna.read(f"/case/{told.case_id}/identity")
        assert re.findall(r'<option[^>]*value="(\w+)"', page)[:3] == ["recontact", "referral", "un"]
        assert 'value="prosecutor"' not in page
        shown = text(page)
        assert "Missing is: “It may be given to a prosecutor or a court”." in shown
        assert "Missing is: “My name may be published with it”. Missing is: “It may be given to journalists”." in shown
        assert "The source did not say that someone is in danger." in shown
        assert "You can ask the source" in shown

    def test_does_not_send_questions_to_who_wants_none(self, anna: Desk, testify: Testify) -> None:
        shown = text(anna.read(f"/case/{testify().case_id}/identity"))
        assert "The source allows nothing for which a name or a contact is needed." in shown
        assert "The source does not want to be asked more." in shown

    def test_waits_on_the_case_page_and_can_be_taken_back(self, anna: Desk, kira: Desk, told: Told) -> None:
        assert "Ask for a name or a contact" in anna.read(f"/case/{told.case_id}")
        ask(anna, told)
        page = anna.read(f"/case/{told.case_id}")
        assert "The custodians have your request." in page
        assert "No custodian has decided yet." in page
        (back,) = re.findall(r'action="([^"]+/take-back)"', page)
        assert anna.send(back, {}).status_code == 303
        assert "No custodian has decided yet." not in anna.read(f"/case/{told.case_id}")
        assert "Nobody asks for anything now." in kira.read("/custody")

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"reason": " "}, "There are no words in it yet."),
            ({"reason": "x" * 501}, "under 500 characters"),
            ({"purpose": "danger"}, "Not a valid choice"),
            ({"purpose": "curiosity"}, "Not a valid choice"),
            ({"want": "everything"}, "Not a valid choice"),
            ({"purpose": "recontact", "want": "name"}, "For this purpose, ask for: How to reach them"),
        ],
    )
    def test_gives_back_what_cannot_be_sent(self, anna: Desk, told: Told, fields: dict[str, str], words: str) -> None:
        answer = anna.send(f"/case/{told.case_id}/identity", {**FORM, **fields})
        assert answer.status_code == 422
        assert words in text(answer.text)
        assert unescape(fields.get("reason", FORM["reason"])) in unescape(answer.text)

    def test_catches_a_codename(self, anna: Desk, told: Told) -> None:
        answer = anna.send(f"/case/{told.case_id}/identity", {**FORM, "reason": told.codename})
        assert (answer.status_code, "There is a codename in it." in answer.text) == (422, True)

    def test_of_the_same_again_is_told_so(self, anna: Desk, told: Told) -> None:
        ask(anna, told)
        assert anna.send(f"/case/{told.case_id}/identity", FORM).status_code == 409

    def test_a_consent_turned_off_meanwhile_is_named_in_the_source_s_words(
        self, anna: Desk, instance: Instance, told: Told, visit: Visiting, kira: Desk
    ) -> None:
        ask(anna, told)
        where = request_of(kira.read("/custody"))
        kira.send(f"{where}/release", {})
        switches.change(instance, visit(told.codename), {Use.UN: False}, language="be")
        answer = anna.send(f"/case/{told.case_id}/identity/{where[9:]}", {})
        assert answer.status_code == 403
        assert "Missing is: “It may be given to the United Nations”." in answer.text
        assert re.search("The source read it as: “[^”]*ААН", answer.text)
        assert "can ask the source" in answer.text
        assert "Alesia" not in answer.text


class TestDeciding:
    @pytest.fixture
    def where(self, anna: Desk, kira: Desk, told: Told) -> str:
        ask(anna, told)
        return request_of(kira.read("/custody"))

    def test_shows_the_request_and_the_consent_and_nothing_else(self, kira: Desk, told: Told, where: str) -> None:
        home = kira.read("/custody")
        page = kira.read(where)
        shown = text(page)
        for words in ("For a communication to the United Nations", "anna", short(told.case_id)):
            assert words in home
            assert words in page
        assert "For the &lt;letter&gt;." in page
        assert "in the words of version 2, Belarusian" in shown
        assert "initials only" in shown
        for hidden in (*SECRETS, "They came at night"):
            assert hidden not in home + page

    def test_opens_who_the_source_is_only_by_a_click(self, kira: Desk, where: str) -> None:
        assert kira.get(f"{where}/look").status_code == 405
        answer = kira.send(f"{where}/look", {})
        assert answer.status_code == 200
        assert all(secret in answer.text for secret in SECRETS)
        assert "That you looked at it is on the record." in answer.text
        assert kira.send(f"{where}/look", {}, token="forged").status_code == 400

    def test_releases_it_to_be_read_by_who_asked(
        self, anna: Desk, kira: Desk, told: Told, where: str, instance: Instance, visit: Visiting
    ) -> None:
        answer = kira.send(f"{where}/release", {})
        assert (answer.status_code, answer.location) == (303, "/custody")
        home = kira.read("/custody")
        assert "It is released, and destroyed again on" in home
        assert "Released by kira" in home
        page = anna.read(f"/case/{told.case_id}")
        assert "Released by kira until" in page
        assert not any(secret in page for secret in SECRETS)
        read = anna.send(f"/case/{told.case_id}/identity/{where[9:]}", {})
        shown = text(read.text)
        assert all(secret in shown for secret in SECRETS)
        assert shown.index("linden") < shown.index("after seven") < shown.index("+1 202 555 0143")
        assert "Others can see or use this phone or address." in shown
        assert "nobody can make you forget" in shown
        assert "initials only" in shown
        identity.replace(instance, visit(told.codename), Identity())
        assert "Out of date" in anna.read(f"/case/{told.case_id}")
        over = anna.send(f"/case/{told.case_id}/identity/{where[9:]}", {})
        assert (over.status_code, "not shown any more" in over.text) == (409, True)

    def test_refuses_it_with_a_reason(self, anna: Desk, kira: Desk, told: Told, where: str) -> None:
        assert kira.send(f"{where}/refuse", {"reason": ""}).status_code == 422
        assert kira.send(f"{where}/refuse", {"reason": told.codename}).status_code == 422
        assert kira.send(f"{where}/refuse", {"reason": "Initials are <enough>."}).status_code == 303
        assert "Refused by kira" in kira.read("/custody")
        assert "Initials are &lt;enough&gt;." in anna.read(f"/case/{told.case_id}")

    @pytest.mark.parametrize("first", ["release", "refuse"])
    def test_tells_the_second_custodian(self, desk: Sit, kira: Desk, where: str, first: str) -> None:
        kosta = desk("kosta")
        kosta.read(where)
        kira.send(f"{where}/{first}", {"reason": "No."})
        for deed in ("release", "look", "refuse"):
            answer = kosta.send(f"{where}/{deed}", {"reason": "No."})
            assert (answer.status_code, answer.location) == (303, "/custody")
            assert f"kira has {first}" in kosta.read("/custody")

    def test_says_what_keeps_it_from_being_released(
        self, kira: Desk, instance: Instance, told: Told, visit: Visiting, where: str
    ) -> None:
        switches.change(instance, visit(told.codename), {Use.UN: False})
        page = kira.read(where)
        assert "It cannot be released now" in page
        assert "Release it" not in page
        answer = kira.send(f"{where}/release", {})
        assert (answer.status_code, "Missing is" in answer.text) == (403, True)

    def test_says_when_there_is_nothing_to_release(self, anna: Desk, kira: Desk, testify: Testify) -> None:
        told = testify(**ALL)
        ask(anna, told)
        where = request_of(kira.read("/custody"))
        assert kira.send(f"{where}/release", {}).location == where
        assert "The source gave nothing of what is asked for." in kira.read(where)
        assert "The source gave nothing of what is asked for." in kira.send(f"{where}/look", {}).text

    def test_is_not_there_for_made_up_addresses(self, kira: Desk) -> None:
        for made_up in ("0" * 32, "x", "..%2f.."):
            assert kira.get(f"/custody/{made_up}").status_code == 404

    @pytest.mark.parametrize("username", ["anna", "rita", "alena", "adam", "ilona"])
    def test_is_for_custodians(self, desk: Sit, where: str, username: str) -> None:
        for path in ("/custody", where):
            assert desk(username).get(path).status_code == 403
        assert desk(username).send(f"{where}/release", {}).status_code == 403


def test_the_person_in_danger_comes_first_of_all(
    anna: Desk, kira: Desk, testify: Testify, instance: Instance, staff: Staff
) -> None:
    told = testify(**CONTACT, urgent="1")
    ask(anna, told, purpose="danger")
    page = kira.read(request_of(kira.read("/custody")))
    assert "someone is in danger" in text(page)
    assert custody.desk(instance, staff.keyring(instance, "kira")).waiting
    assert asking.own(instance, staff.keyring(instance, "anna"), told.case_id).waiting

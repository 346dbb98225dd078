"""A session that ends while somebody types loses nothing of what they typed, and lets nobody smuggle a form in."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest

from intake import clock
from intake.services import review
from intake.services.instance import Instance
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify
from tests.web.staff.conftest import TOKEN, Desk, Sit

TYPED = "Дзякуй <b>вам</b>.\nWe read it \"twice\" & 'slowly'."
HIDDEN = re.compile(r'<input type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"')


def hidden_fields(page: str) -> dict[str, str]:
    return {html.unescape(name): html.unescape(value) for name, value in HIDDEN.findall(page)}


class Hands:
    def __init__(self) -> None:
        self.time = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    moved = Hands()
    monkeypatch.setattr(clock, "read", lambda: moved.time)
    return moved


def replies(instance: Instance, staff: Staff, case_id: str) -> list[str]:
    view = review.open_case(instance, staff.keyring(instance, "anna"), case_id)
    return [said.text for said in view.conversation]


class TestTyping:
    def test_comes_back_and_is_sent_after_signing_in(
        self, desk: Sit, instance: Instance, staff: Staff, testify: Testify, hands: Hands
    ) -> None:
        told = testify()
        anna = desk("anna")
        token = anna.token()
        hands.time += timedelta(hours=3)
        path = f"/case/{told.case_id}/reply"

        ended = anna.send(path, {"message": TYPED}, token=token)
        assert ended.status_code == 401
        page = ended.get_data(as_text=True)
        assert "What you typed is kept" in page
        assert replies(instance, staff, told.case_id) == []

        wrong = anna.send("/sign-in", {**hidden_fields(page), "username": "anna", "passphrase": "no", "next": path})
        assert wrong.status_code == 422
        page = wrong.get_data(as_text=True)

        fields = {**hidden_fields(page), "username": "anna", "passphrase": staff.passphrase("anna"), "next": path}
        offered = anna.send("/sign-in", fields, token=fields["csrf_token"])
        assert offered.status_code == 200
        page = offered.get_data(as_text=True)
        assert "Not sent yet" in page
        assert html.escape(TYPED, quote=False).split("\n")[0] in page.replace("&#34;", '"').replace("&#39;", "'")
        assert f'action="{path}"' in page

        fields = hidden_fields(page)
        assert anna.send(path, fields, token=fields["csrf_token"]).status_code == 303
        assert replies(instance, staff, told.case_id) == [TYPED]

    def test_carries_every_field_of_a_coding(self, desk: Sit, testify: Testify, hands: Hands) -> None:
        told = testify()
        anna = desk("anna")
        token = anna.token()
        hands.time += timedelta(hours=3)
        fields = {
            "revision": "0",
            "acts-0-code": "lib_arbitrary_arrest",
            "acts-0-perpetrator_types": ["police", "court"],
            "acts-0-stage": "arrest",
            "do": "save",
        }
        path = f"/case/{told.case_id}/coding"
        page = anna.send(path, fields, token=token).get_data(as_text=True)
        kept = [(name, html.unescape(value)) for name, value in HIDDEN.findall(page) if name.startswith("kept:")]
        assert sorted(kept) == sorted(
            (f"kept:{name}", value)
            for name, values in fields.items()
            for value in ([values] if isinstance(values, str) else values)
        )

    def test_of_a_forged_form_is_shown_but_not_offered(self, desk: Sit, testify: Testify, hands: Hands) -> None:
        told = testify()
        anna = desk("anna")
        hands.time += timedelta(hours=3)
        response = anna.send(f"/case/{told.case_id}/reply", {"message": "two words"}, token="forged")
        assert response.status_code == 400
        page = response.get_data(as_text=True)
        assert "two words" in page
        assert "kept:" not in page
        assert 'method="post"' not in page

    def test_with_a_forged_token_is_not_lost_and_not_sent(
        self, desk: Sit, instance: Instance, staff: Staff, testify: Testify
    ) -> None:
        told = testify()
        response = desk("anna").send(f"/case/{told.case_id}/reply", {"message": "two <i>words"}, token="forged")
        assert response.status_code == 400
        assert "two &lt;i&gt;words" in response.get_data(as_text=True)
        assert replies(instance, staff, told.case_id) == []

    def test_of_another_session_is_refused(self, desk: Sit, instance: Instance, staff: Staff, testify: Testify) -> None:
        told = testify()
        token = desk("boris").token()
        assert (
            desk("anna").send(f"/case/{told.case_id}/reply", {"message": "two words"}, token=token).status_code == 400
        )
        assert replies(instance, staff, told.case_id) == []

    def test_leads_only_to_forms_of_our_own(self, nobody: Desk, staff: Staff) -> None:
        for path in ("https://evil.example/", "//evil.example/", "/nothing", "/queue"):
            page = nobody.read("/sign-in")
            token = TOKEN.search(page)
            assert token
            fields = {"username": "anna", "passphrase": staff.passphrase("anna"), "kept:message": "two words"}
            page = nobody.send("/sign-in", {**fields, "next": path}, token=token[1]).get_data(as_text=True)
            assert "two words" in page
            assert re.findall(r'action="([^"]+)"', page) == ["/sign-out"]
            nobody.send("/sign-out", {})


class TestSession:
    def test_leads_back_to_the_page_that_was_asked_for(self, desk: Sit, testify: Testify, hands: Hands) -> None:
        told = testify()
        anna = desk("anna")
        hands.time += timedelta(hours=3)
        assert anna.get(f"/case/{told.case_id}").location == f"/sign-in?next=/case/{told.case_id}"

    def test_a_sign_of_life_keeps_it(self, desk: Sit, hands: Hands) -> None:
        anna = desk("anna")
        for _ in range(4):
            hands.time += timedelta(minutes=20)
            response = anna.get("/still-here")
            assert (response.status_code, response.data) == (204, b"")
        hands.time += timedelta(minutes=31)
        assert anna.get("/still-here").status_code == 303

    def test_a_sign_of_life_from_nobody_is_none(self, nobody: Desk) -> None:
        assert nobody.get("/still-here").status_code == 303

    def test_pages_say_when_it_ends_without_a_script(self, desk: Sit) -> None:
        assert "signed out after 30 minutes" in desk("anna").read("/queue")

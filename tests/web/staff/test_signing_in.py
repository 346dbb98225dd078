"""Signing in over HTTP tells nothing about names, is bounded, and leads only to pages of our own."""

import re

import pytest
from werkzeug.test import TestResponse

from intake.services import sign_in as service
from intake.services.errors import BadSignIn
from intake.services.instance import Instance
from intake.services.sign_in import FREE_TRIES
from tests.plugins.instances import Staff
from tests.web.staff.conftest import TOKEN, Desk, Sit


def try_to_enter(nobody: Desk, username: str, passphrase: str, **more: str) -> TestResponse:
    page = nobody.read("/sign-in")
    token = TOKEN.search(page)
    assert token
    return nobody.send("/sign-in", {"username": username, "passphrase": passphrase, **more}, token=token[1])


def cookies_of(nobody: Desk) -> dict[str, str]:
    return {name: nobody.client.get_cookie(name).value for name in ("desk", "device") if nobody.client.get_cookie(name)}  # type: ignore[union-attr]


class TestEntering:
    def test_leads_to_the_work(self, nobody: Desk, staff: Staff) -> None:
        response = try_to_enter(nobody, "anna", staff.passphrase("anna"))
        assert (response.status_code, response.location) == (303, "/")
        assert nobody.get("/").location == "/queue"
        assert "anna" in nobody.read("/queue")

    def test_leads_back_to_where_one_was_going(self, nobody: Desk, staff: Staff) -> None:
        sent_away = nobody.get("/queue?page=2")
        assert sent_away.status_code == 303
        assert sent_away.location == "/sign-in?next=/queue?page%3D2"
        assert 'value="/queue?page=2"' in nobody.read(sent_away.location)
        response = try_to_enter(nobody, "anna", staff.passphrase("anna"), next="/queue?page=2")
        assert response.location == "/queue?page=2"

    @pytest.mark.parametrize(
        "elsewhere",
        [
            "//evil.example",
            "//queue",
            "///queue",
            "https://evil.example/queue",
            "/\\evil.example",
            "queue",
            "/nothing",
            "/sign-out",
            "/%0d%0a",
        ],
    )
    def test_leads_nowhere_else(self, nobody: Desk, staff: Staff, elsewhere: str) -> None:
        assert try_to_enter(nobody, "anna", staff.passphrase("anna"), next=elsewhere).location == "/"

    def test_who_is_signed_in_is_not_asked_again(self, desk: Sit) -> None:
        assert desk("anna").get("/sign-in").location == "/"

    def test_forgets_what_an_earlier_visitor_left_in_the_cookie(self, nobody: Desk, staff: Staff) -> None:
        with nobody.client.session_transaction(base_url=nobody.site) as session:
            session["noted"] = ["planted"]
        try_to_enter(nobody, "anna", staff.passphrase("anna"))
        with nobody.client.session_transaction(base_url=nobody.site) as session:
            assert "noted" not in session

    def test_keeps_no_passphrase_and_no_seed_in_the_cookie(
        self, nobody: Desk, instance: Instance, staff: Staff
    ) -> None:
        try_to_enter(nobody, "anna", staff.passphrase("anna"))
        with nobody.client.session_transaction(base_url=nobody.site) as session:
            kept = str(dict(session)) + str(cookies_of(nobody))
        seed = staff.keyring(instance, "anna").identity.seed
        for secret in (staff.passphrase("anna").split()[0], seed.hex(), repr(seed)):
            assert secret not in kept

    def test_cookies_are_closed_to_scripts_and_other_sites(self, nobody: Desk, staff: Staff) -> None:
        set_cookies = try_to_enter(nobody, "anna", staff.passphrase("anna")).headers.getlist("Set-Cookie")
        assert len(set_cookies) == 2
        for cookie in set_cookies:
            assert "HttpOnly" in cookie
            assert "SameSite=Strict" in cookie
            assert "Path=/" in cookie


class TestRefusing:
    def test_says_the_same_of_known_and_unknown_names(self, nobody: Desk) -> None:
        pages = []
        for name in ("anna", "nobody"):
            response = try_to_enter(nobody, name, "wrong words")
            assert response.status_code == 422
            page = TOKEN.sub("", response.get_data(as_text=True)).replace(f'value="{name}"', "")
            pages.append(page)
        assert pages[0] == pages[1]
        assert "do not match" in pages[0]

    def test_keeps_the_name_and_forgets_the_passphrase(self, nobody: Desk) -> None:
        page = try_to_enter(nobody, "anna", "wrong words").get_data(as_text=True)
        assert 'value="anna"' in page
        assert "wrong words" not in page

    @pytest.mark.parametrize("name", ["anna", "nobody"])
    def test_says_how_long_to_wait(self, nobody: Desk, name: str) -> None:
        for _ in range(FREE_TRIES):
            assert try_to_enter(nobody, name, "wrong words").status_code == 422
        response = try_to_enter(nobody, name, "wrong words")
        assert response.status_code == 429
        assert "wait a minute" in response.get_data(as_text=True)

    def test_a_known_device_still_enters(self, nobody: Desk, instance: Instance, staff: Staff) -> None:
        try_to_enter(nobody, "anna", staff.passphrase("anna"))
        nobody.send("/sign-out", {})
        for _ in range(FREE_TRIES):
            with pytest.raises(BadSignIn):
                service.sign_in(instance, "anna", "a stranger's guess", known_device=False)
        assert try_to_enter(nobody, "anna", staff.passphrase("anna")).status_code == 303

    def test_a_device_known_for_one_member_is_not_known_for_another(
        self, nobody: Desk, instance: Instance, staff: Staff
    ) -> None:
        try_to_enter(nobody, "rita", staff.passphrase("rita"))
        nobody.send("/sign-out", {})
        for _ in range(FREE_TRIES):
            with pytest.raises(BadSignIn):
                service.sign_in(instance, "anna", "a stranger's guess", known_device=False)
        assert try_to_enter(nobody, "anna", staff.passphrase("anna")).status_code == 429

    def test_a_made_up_device_is_not_known(self, nobody: Desk, instance: Instance) -> None:
        nobody.client.set_cookie("device", "0" * 64, domain="localhost")
        for _ in range(FREE_TRIES):
            with pytest.raises(BadSignIn):
                service.sign_in(instance, "anna", "a stranger's guess", known_device=False)
        assert try_to_enter(nobody, "anna", "x").status_code == 429

    def test_a_form_without_its_token_begins_again(self, nobody: Desk, staff: Staff) -> None:
        fields = {"username": "anna", "passphrase": staff.passphrase("anna")}
        response = nobody.send("/sign-in", fields, token="forged")
        assert (response.status_code, response.location) == (303, "/sign-in")
        assert nobody.get("/queue").status_code == 303


class TestLeaving:
    def test_erases_the_session(self, desk: Sit, instance: Instance) -> None:
        anna = desk("anna")
        kept = anna.client.get_cookie("desk")
        assert kept
        assert anna.send("/sign-out", {}).location == "/sign-in"
        assert "You are signed out." in anna.read("/sign-in")
        with instance.database.reading() as uow:
            assert uow.staff_sessions.count() == 0
        anna.client.set_cookie("desk", kept.value, domain="localhost")
        assert anna.get("/queue").location.startswith("/sign-in")

    def test_takes_more_than_a_link(self, desk: Sit) -> None:
        anna = desk("anna")
        assert anna.get("/sign-out").status_code == 405
        anna.send("/sign-out", {}, token="forged")
        assert anna.get("/queue").status_code == 200


class TestForms:
    """What comes in is read within bounds, whoever sends it."""

    def test_other_encodings_are_refused(self, nobody: Desk) -> None:
        response = nobody.client.post("/sign-in", data=b"{}", content_type="application/json", base_url=nobody.site)
        assert response.status_code == 415

    def test_a_form_without_a_length_is_refused(self, nobody: Desk) -> None:
        response = nobody.client.post(
            "/sign-in",
            content_type="application/x-www-form-urlencoded",
            base_url=nobody.site,
            environ_overrides={"HTTP_TRANSFER_ENCODING": "chunked"},
        )
        assert response.status_code in {400, 411}

    def test_too_many_fields_are_refused(self, nobody: Desk) -> None:
        assert nobody.send("/sign-in", {f"f{n}": "" for n in range(6000)}, token="x").status_code == 413

    def test_too_much_text_is_refused(self, nobody: Desk, instance: Instance) -> None:
        text = "x" * (instance.settings.limits.fields_bytes + 1)
        assert nobody.send("/sign-in", {"username": text}, token="x").status_code == 413

    def test_strange_names_are_refused(self, nobody: Desk) -> None:
        assert nobody.send("/sign-in", {"a\x00b": "1"}, token="x").status_code == 400

    def test_a_session_of_nonsense_is_nobody(self, nobody: Desk) -> None:
        for halves in ({"i": "x", "h": "not base64!"}, {"i": "x"}, {"i": "x", "h": ""}, {"i": 7, "h": 7}):
            with nobody.client.session_transaction(base_url=nobody.site) as session:
                session.clear()
                session.update(halves)
            assert nobody.get("/queue").location.startswith("/sign-in")


def test_each_role_begins_where_its_work_is(desk: Sit) -> None:
    homes = {"anna": "/queue", "rita": "/queue", "alena": "/releases", "kira": "/custody", "ilona": "/interview"}
    for username, path in {**homes, "adam": "/admin"}.items():
        member = desk(username)
        assert member.get("/").location == path
        assert member.get(path).status_code == 200


def test_who_holds_a_role_without_its_key_begins_at_their_account(desk: Sit, instance: Instance) -> None:
    with instance.database.writing() as uow:
        uow.role_keys.delete(role="custodian")
        uow.commit()
    assert desk("kira").get("/").location == "/account"
    assert desk("kira").get("/custody").status_code == 403


def test_every_link_in_the_header_leads_to_a_page(desk: Sit) -> None:
    for username in ("anna", "rita", "alena", "kira", "ilona", "adam"):
        member = desk(username)
        page = member.read("/account")
        places = re.findall(r'<a href="(/[a-z]+)"', page)
        assert len(places) >= 2
        for path in places:
            assert member.get(path).status_code == 200, path

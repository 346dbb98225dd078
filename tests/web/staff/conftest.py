"""Members at their desks: clients with a session, opened as signing in does, without the cost of Argon2id."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from playwright.sync_api import Page, expect
from werkzeug.test import TestResponse

from intake.app import create_staff_app
from intake.services import sign_in as service
from intake.services.instance import Instance
from intake.web.staff import visit
from tests.plugins.instances import Staff
from tests.plugins.serving import moved, serving

TOKEN = re.compile(r'name="csrf_token"\s+value="([^"]+)"')


@dataclass(frozen=True)
class Desk:
    """A member's browser with scripts off."""

    client: FlaskClient
    site: str

    def get(self, path: str, **more: object) -> TestResponse:
        return self.client.get(path, base_url=self.site, **more)

    def read(self, path: str) -> str:
        """Get a page that must be there."""
        response = self.get(path)
        assert response.status_code == 200, response.status
        return response.get_data(as_text=True)

    def token(self) -> str:
        """The token that every form of this session carries."""
        found = TOKEN.search(self.get("/account", follow_redirects=True).get_data(as_text=True))
        assert found
        return found[1]

    def send(self, path: str, fields: Mapping[str, object], *, token: str | None = None) -> TestResponse:
        """Send a form as its page would."""
        data = {"csrf_token": self.token() if token is None else token, **fields}
        return self.client.post(path, data=data, base_url=self.site)


Sit = Callable[[str], Desk]
SignIn = Callable[[Page, str], None]


@pytest.fixture
def staff_app(instance: Instance) -> Flask:
    return create_staff_app(instance)


@pytest.fixture
def nobody(staff_app: Flask, instance: Instance) -> Desk:
    """A browser without a session."""
    return Desk(staff_app.test_client(), instance.settings.staff_url)


def signer(app: Flask) -> URLSafeTimedSerializer:
    """Return what signs the session cookie of an application."""
    assert isinstance(app.session_interface, SecureCookieSessionInterface)
    serializer = app.session_interface.get_signing_serializer(app)
    assert serializer is not None
    return serializer


@pytest.fixture
def desk(staff_app: Flask, instance: Instance, staff: Staff) -> Sit:
    """Sit down at the desk of a member, signed in."""

    def sit(username: str) -> Desk:
        keyring = staff.keyring(instance, username)
        with instance.database.writing() as uow:
            (member,) = uow.members.find(username=username)
            ticket = service._open_session(uow, instance, member, keyring.identity, "none")
            uow.commit()
        client = staff_app.test_client()
        with staff_app.test_request_context(base_url=instance.settings.staff_url) as context:
            visit.enter(ticket)
            cookie = signer(staff_app).dumps(dict(context.session))
        client.set_cookie(staff_app.config["SESSION_COOKIE_NAME"], str(cookie), domain="localhost")
        return Desk(client, instance.settings.staff_url)

    return sit


@pytest.fixture
def site(instance: Instance) -> Iterator[str]:
    """The address of a staff app of its own."""
    with serving(lambda address: create_staff_app(moved(instance, staff_url=address))) as address:
        yield address


@pytest.fixture
def sign_in(site: str, staff: Staff) -> SignIn:
    def enter(page: Page, username: str) -> None:
        page.goto(f"{site}/sign-in")
        page.fill("#username", username)
        page.fill("#passphrase", staff.passphrase(username))
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("button", name="Sign out").first).to_be_visible()

    return enter

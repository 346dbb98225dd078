"""Auditors who signed in, and a release that was drawn."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from intake.domain.draw import Draw
from intake.services import release
from intake.services.instance import Instance
from tests.plugins.drawing import draw
from tests.plugins.instances import Staff
from tests.web.audit.drawn import Shows, view_of

SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def anybody(staff_client: Any) -> Callable[[], Any]:
    """Open a browser of somebody who is not signed in."""

    def come() -> Any:
        client = staff_client.application.test_client()
        client.site = staff_client.site
        return client

    return come


@pytest.fixture
def as_member(anybody: Callable[[], Any], staff: Staff) -> SignIn:
    """Sign in through the pages."""

    def enter(who: str) -> FlaskClient:
        client: FlaskClient = anybody()
        answer = post(client, "/sign-in", "/sign-in", username=who, passphrase=staff.passphrase(who))
        assert answer.status_code == 303
        return client

    return enter


@pytest.fixture
def shows(monkeypatch: pytest.MonkeyPatch) -> Shows:
    """Let the pages show an invented draw of a size."""

    def show(size: str, persons: int) -> Draw:
        view = view_of(size, persons)
        monkeypatch.setattr(release, "get", lambda *_: view)
        assert view.draw is not None
        return view.draw

    return show


def post(client: FlaskClient, page: str, path: str, **fields: str) -> Any:
    """Post the form as the page offers it, with its token."""
    token = re.search(r'name="csrf_token"\s+value="([^"]+)"', client.get(page).text)
    assert token is not None
    return client.post(path, data={"csrf_token": token[1], **fields})


def drawn_release(instance: Instance, staff: Staff) -> Draw:
    return draw(instance, staff)

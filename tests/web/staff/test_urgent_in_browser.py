"""What is urgent, in a real browser: for everyone, on every screen, with scripts off."""

from datetime import UTC, datetime, time, timedelta

import pytest
from playwright.sync_api import Page

from intake import clock
from tests.plugins.browser import shot
from tests.plugins.looks import assert_for_everyone
from tests.plugins.sources import Testify
from tests.web.staff.conftest import SignIn


@pytest.mark.parametrize("viewport", ["phone", "desktop"], indirect=True)
def test_people_in_danger_stand_on_top(
    plain_page: Page, viewport: str, site: str, sign_in: SignIn, testify: Testify, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = datetime.combine(clock.today(), time(9), UTC)
    monkeypatch.setattr(clock, "read", lambda: day)
    for _ in range(6):
        testify(urgent="1")
    monkeypatch.setattr(clock, "read", lambda: day + timedelta(days=1))
    testify(urgent="1")
    for username, path in (("anna", "/members"), ("kira", "/custody")):
        plain_page.context.clear_cookies()
        sign_in(plain_page, username)
        plain_page.goto(site + path)
        shot(plain_page, f"alarm-{username}-{viewport}")
        assert_for_everyone(plain_page)

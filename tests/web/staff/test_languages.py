"""Staff pages are in the member's language: what the browser asks for at the door, then what the member chose."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from flask_babel import force_locale

from intake import clock as clock_of_tests
from intake.languages import STAFF
from intake.web import shown
from intake.web.staff.blueprint import clock, iso_day, moment
from tests.plugins.instances import Staff
from tests.web.staff.conftest import TOKEN, Desk, Sit


def language_of(page: str) -> str:
    found = re.search(r'<html lang="([^"]+)" dir="ltr">', page)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("be-BY,be;q=0.9", "be"), ("de, ru;q=0.5", "ru"), ("uk", "en"), ("", "en"), ("ru;q=0, en", "en")],
)
def test_the_door_speaks_what_the_browser_asks_for(nobody: Desk, asked: str, shown: str) -> None:
    page = nobody.get("/sign-in", headers={"Accept-Language": asked}).get_data(as_text=True)
    assert language_of(page) == shown


def test_the_door_offers_every_language_and_keeps_where_one_was_going(nobody: Desk) -> None:
    page = nobody.read("/sign-in?next=/record")
    links = re.findall(r'<a href="(/sign-in[^"]+)"\s+lang="(\w+)"', page)
    assert {code for _address, code in links} == set(STAFF) - {"en"}
    for address, code in links:
        chosen = nobody.read(address.replace("&amp;", "&"))
        assert language_of(chosen) == code
        assert 'value="/record"' in chosen


def test_what_was_chosen_at_the_door_goes_along_and_stays_after_signing_out(nobody: Desk, staff: Staff) -> None:
    token = TOKEN.search(nobody.read("/sign-in?language=ru"))
    assert token
    fields = {"username": "anna", "passphrase": staff.passphrase("anna")}
    assert nobody.send("/sign-in", fields, token=token[1]).status_code == 303
    assert language_of(nobody.read("/queue")) == "ru"
    nobody.send("/sign-out", {})
    assert language_of(nobody.read("/sign-in")) == "ru"


def test_a_form_that_waits_for_the_sign_in_is_not_lost_by_a_link(desk: Sit, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = desk("anna")
    token = anna.token()
    later = clock_of_tests.now() + timedelta(hours=3)
    monkeypatch.setattr(clock_of_tests, "read", lambda: later)
    page = anna.send("/case/0123/reply", {"message": "two words"}, token=token).get_data(as_text=True)
    assert "two words" in page
    assert "hreflang" not in page
    assert "hreflang" in anna.read("/sign-in")


def test_a_member_chooses(desk: Sit) -> None:
    anna = desk("anna")
    assert language_of(anna.read("/account")) == "en"
    assert anna.send("/account/language", {"language": "be"}).location == "/account#language"
    page = anna.read("/account")
    assert language_of(page) == "be"
    assert re.search(r'value="be"\s+autocomplete="off" checked', page)


def test_a_language_that_staff_pages_do_not_have_changes_nothing(desk: Sit) -> None:
    anna = desk("anna")
    anna.send("/account/language", {"language": "fa"})
    assert language_of(anna.read("/account")) == "en"


@pytest.fixture(params=STAFF)
def tongue(request: pytest.FixtureRequest, staff_app: Flask) -> Iterator[str]:
    with staff_app.test_request_context(), force_locale(request.param):
        yield request.param


def test_days_and_times_are_written_as_the_language_does(tongue: str) -> None:
    days = {"en": "9 Aug 2020", "be": "9 жні 2020", "ru": "9 авг. 2020"}
    assert iso_day("2020-08-09T23:04:05+00:00") == days[tongue]
    assert clock("2020-08-09T23:04:05+00:00").startswith("23:04")
    assert moment("2020-08-09T23:04:05+00:00") == f"{days[tongue]}, {clock('2020-08-09T23:04:05+00:00')}"
    assert moment("2020-08-09") == days[tongue]


@pytest.mark.usefixtures("tongue")
def test_a_sentence_can_end_in_a_day() -> None:
    """Belarusian and Russian dates end in a dot of their own where nothing takes it away."""
    for written in (shown.day, shown.short_day, shown.month):
        assert not written(date(2020, 8, 9)).endswith(".")

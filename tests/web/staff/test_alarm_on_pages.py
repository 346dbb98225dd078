"""People in danger who wait too long stand on top of every page of the circle and of the custodians."""

from datetime import UTC, datetime, time, timedelta

import pytest

from intake import clock
from intake.services import alarm
from tests.plugins.sources import Testify
from tests.web.staff.conftest import Sit

LATE = "person in danger has waited longer than 4 hours"
PERHAPS = "person in danger may have waited longer than 4 hours"


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    noon = datetime.combine(clock.today(), time(12), UTC)
    monkeypatch.setattr(clock, "read", lambda: noon)


def test_on_every_page_of_the_circle(desk: Sit, testify: Testify) -> None:
    case_id = testify(urgent="1").case_id
    anna = desk("anna")
    for path in ("/members", "/record", "/account", "/case/nothing", f"/case/{case_id}"):
        page = anna.get(path).get_data(as_text=True)
        assert PERHAPS in page, path
        assert f'href="/case/{case_id}"' in page, path
    anna.read("/queue")
    assert PERHAPS not in anna.read("/members"), "since the queue showed it, its clock runs from there"


def test_a_case_that_is_late_is_said_to_be(desk: Sit, testify: Testify, monkeypatch: pytest.MonkeyPatch) -> None:
    testify(urgent="1")
    later = clock.now() + timedelta(hours=17)
    monkeypatch.setattr(clock, "read", lambda: later)
    page = desk("boris").read("/members")
    assert LATE in page
    assert PERHAPS not in page


def test_custodians_read_what_to_do_and_no_link(desk: Sit, testify: Testify) -> None:
    case_id = testify(urgent="1").case_id
    page = desk("kira").read("/members")
    assert PERHAPS in page
    assert "tell somebody of the intake circle now" in page
    assert case_id not in page


@pytest.mark.parametrize("username", ["rita", "alena", "ilona", "adam"])
def test_nobody_else_reads_it(desk: Sit, testify: Testify, username: str) -> None:
    testify(urgent="1")
    assert "in danger" not in desk(username).read("/members")


def test_more_than_the_line_lists_are_in_the_queue(desk: Sit, testify: Testify) -> None:
    for _ in range(alarm.LISTED + 1):
        testify(urgent="1")
    assert "all in the queue" in desk("anna").read("/members")

"""The queue shows what waits, urgent first, and to a reviewer only what is theirs."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from intake import clock
from intake.services import assignment, holding
from intake.services import queue as service
from intake.services.instance import Instance
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify
from tests.web.staff.conftest import Sit

CASE = re.compile(r'class="case"\s+href="/case/([0-9a-f]{32})"')


def assign(instance: Instance, staff: Staff, case_id: str, username: str) -> None:
    member = staff.keyring(instance, username).person
    assignment.assign(instance, staff.keyring(instance, "anna"), case_id, member.id)


def test_nothing_waits(desk: Sit) -> None:
    assert "Nothing waits for you." in desk("anna").read("/queue")
    assert "Cases assigned to you" in desk("rita").read("/queue")


def test_urgent_cases_come_first_with_the_hours_since_staff_could_see_them(
    desk: Sit, testify: Testify, monkeypatch: pytest.MonkeyPatch
) -> None:
    time = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
    monkeypatch.setattr(clock, "read", lambda: time)
    calm, urgent = testify(), testify(urgent="1")
    assert "waiting for less than an hour" in desk("anna").read("/queue")
    time += timedelta(hours=26)
    page = desk("boris").read("/queue")
    assert CASE.findall(page) == [urgent.case_id, calm.case_id]
    assert "waiting for 26 hours" in page
    assert "Someone may be in danger" in page
    assert "1 Mar 2026" in page


def test_a_slip_says_what_to_expect_without_opening(desk: Sit, testify: Testify) -> None:
    testify(
        "The story itself.", files={"a.jpg": b"1"}, role="relative", stage="remand", where="<Zarechny>", language="be"
    )
    page = desk("anna").read("/queue")
    for words in ("Someone close to the survivor", "In remand or prison", "&lt;Zarechny&gt;", "be", "pictures"):
        assert words in page
    assert "The story itself" not in page


def test_states_have_their_own_headings_and_names(
    desk: Sit, instance: Instance, staff: Staff, testify: Testify
) -> None:
    new, given, closed = testify(), testify(), testify()
    for told in (given, closed):
        assign(instance, staff, told.case_id, "rita")
    holding.close(instance, staff.keyring(instance, "anna"), closed.case_id, "Nothing more to do.")
    page = desk("anna").read("/queue")
    assert CASE.findall(page) == [new.case_id, given.case_id, closed.case_id]
    assert re.findall(r"<h2[^>]*>([^<]*)", page) == ["New", "Looked at, not coded yet", "Closed"]
    assert page.count("nobody yet") == 1
    assert page.count('<bdi translate="no">rita</bdi>') == 2


def test_a_closed_case_is_not_urgent_any_more(desk: Sit, instance: Instance, staff: Staff, testify: Testify) -> None:
    told = testify(urgent="1")
    assign(instance, staff, told.case_id, "rita")
    holding.close(instance, staff.keyring(instance, "anna"), told.case_id, "Nothing more to do.")
    assert "in danger" not in desk("anna").read("/queue")


def test_a_reviewer_sees_only_what_is_assigned(desk: Sit, instance: Instance, staff: Staff, testify: Testify) -> None:
    mine, other = testify(where="Mine"), testify(where="Zarechny")
    assign(instance, staff, mine.case_id, "rita")
    page = desk("rita").read("/queue")
    assert CASE.findall(page) == [mine.case_id]
    assert "Zarechny" not in page
    assert CASE.findall(desk("ruslan").read("/queue")) == []
    assert len(CASE.findall(desk("anna").read("/queue"))) == len([mine, other])


def test_a_long_queue_comes_in_pages(desk: Sit, testify: Testify, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "PAGE", 2)
    told = {testify().case_id for _ in range(5)}
    anna = desk("anna")
    shown = [CASE.findall(anna.read(f"/queue?page={page}")) for page in (1, 2, 3)]
    assert [len(some) for some in shown] == [2, 2, 1]
    assert {case for some in shown for case in some} == told
    assert 'rel="next"' in anna.read("/queue")
    assert 'rel="next"' not in anna.read("/queue?page=3")
    assert 'rel="prev"' in anna.read("/queue?page=3")
    assert "Page 2 of 3" in anna.read("/queue?page=2")


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 5000, "", "1.5", "٣"])
def test_a_page_that_is_none_shows_the_first_or_the_last(desk: Sit, testify: Testify, page: str) -> None:
    told = testify()
    assert told.case_id in desk("anna").get("/queue", query_string={"page": page}).get_data(as_text=True)


@pytest.mark.parametrize("username", ["alena", "kira", "ilona", "adam"])
def test_others_have_no_queue(desk: Sit, username: str) -> None:
    assert desk(username).get("/queue").status_code == 403

"""Referrals on the page of a case: offered from the instance's list or by name, and followed."""

from dataclasses import replace

import pytest

from intake import clock
from intake.domain.contacts import Contacts, Helper, Support
from intake.services import assignment
from intake.services.instance import Instance
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify
from tests.web.staff.conftest import Sit


@pytest.fixture
def instance(instance: Instance) -> Instance:
    """An instance that names a doctor."""
    helper = Helper(Support.DOCTOR, "Linden House", "+1 202 555 0101", (), {})
    return replace(instance, settings=replace(instance.settings, contacts=Contacts(support=(helper,))))


def test_from_the_list_to_the_end(desk: Sit, testify: Testify) -> None:
    case_id, anna = testify().case_id, desk("anna")
    page = f"/case/{case_id}"
    assert "Nobody was named to the source yet." in anna.read(page)
    path = f"{page}/referrals"
    anna.send(path, {"do": "offer", "helper": "listed:0", "note": "by phone", "ask_by": "2000-01-01"})
    shown = anna.read(page)
    for words in ("It is noted.", "Doctor: <bdi", "Linden House", "offered, <bdi", "by phone", "They accepted"):
        assert words in shown
    anna.send(path, {"do": "accepted", "name": "R1", "ask_by": clock.today().replace(year=2999).isoformat()})
    assert "2999" in anna.read(page)
    anna.send(path, {"do": "done", "name": "R1"})
    shown = anna.read(page)
    assert "Ask again on" not in shown
    assert "noted that a referral is done" in anna.read("/record")


def test_by_name(desk: Sit, testify: Testify) -> None:
    case_id, anna = testify().case_id, desk("anna")
    anna.send(f"/case/{case_id}/referrals", {"do": "offer", "helper": "shelter", "whom": "Riverside <b>"})
    assert "Riverside &lt;b&gt;" in anna.read(f"/case/{case_id}")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"do": "offer", "helper": "lawyer", "whom": ""}, "Nothing was noted."),
        ({"do": "done", "name": "R1"}, "Nothing was noted."),
    ],
)
def test_what_cannot_be_noted(desk: Sit, testify: Testify, fields: dict[str, str], words: str) -> None:
    case_id, anna = testify().case_id, desk("anna")
    assert anna.send(f"/case/{case_id}/referrals", fields).status_code == 303
    assert words in anna.read(f"/case/{case_id}")


@pytest.mark.parametrize(
    "fields", [{"do": "offer", "helper": "listed:1"}, {"do": "offer", "helper": "friend"}, {"do": "forget"}]
)
def test_what_no_page_sends_is_refused(desk: Sit, testify: Testify, fields: dict[str, str]) -> None:
    assert desk("anna").send(f"/case/{testify().case_id}/referrals", fields).status_code == 400


def test_a_codename_is_not_kept(desk: Sit, testify: Testify) -> None:
    told, anna = testify(), desk("anna")
    anna.send(f"/case/{told.case_id}/referrals", {"do": "offer", "helper": "other", "whom": told.codename})
    assert "There is a codename in it" in anna.read(f"/case/{told.case_id}")


def test_a_reviewer_follows_them_too(desk: Sit, testify: Testify, instance: Instance, staff: Staff) -> None:
    case_id = testify().case_id
    assignment.assign(instance, staff.keyring(instance, "anna"), case_id, staff.keyring(instance, "rita").person.id)
    rita = desk("rita")
    rita.send(f"/case/{case_id}/referrals", {"do": "offer", "helper": "listed:0"})
    assert "Linden House" in desk("anna").read(f"/case/{case_id}")

"""Reaching a source in danger: one deliberate click for the circle, nothing at all for anybody else."""

import pytest

from intake.services import assignment, record
from intake.services.instance import Instance
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify
from tests.web.staff.conftest import Sit

GIVEN = {
    "contact_name": "Alesia Invented",
    "contact_channel": "signal",
    "contact_address": "+1 202 555 0143",
    "contact_hours": "after seven",
    "contact_word": "linden",
    "contact_shared": "1",
}
BUTTON = "Show how to reach them"
SECRETS = ("Alesia", "555 0143", "after seven", "linden")


def deeds(instance: Instance, staff: Staff) -> list[str]:
    with instance.database.reading() as uow:
        return [one.action for one in record.entries(uow, staff.keyring(instance, "anna"))]


def test_the_circle_opens_it_by_one_click_that_is_on_the_record(
    desk: Sit, instance: Instance, staff: Staff, testify: Testify
) -> None:
    case = f"/case/{testify(**GIVEN, contact_now='1').case_id}"
    anna = desk("anna")
    page = anna.read(case)
    assert BUTTON in page
    assert not any(secret in page for secret in SECRETS)
    assert "open-contact" not in deeds(instance, staff)
    shown = anna.send(f"{case}/contact", {}).get_data(as_text=True)
    order = [shown.index(text) for text in ("linden", "after seven", "Leave no message", "Alesia", "By Signal", "0143")]
    assert order == sorted(order)
    assert deeds(instance, staff)[0] == "open-contact"
    assert "opened name and contact" in anna.read("/record")


def test_what_was_not_said_is_said_to_be_missing(desk: Sit, testify: Testify) -> None:
    told = testify(contact_name="Alesia", contact_address="+1 202 555 0143", contact_now="1")
    shown = desk("anna").send(f"/case/{told.case_id}/contact", {}).get_data(as_text=True)
    assert "They gave no word" in shown
    assert "They chose no way to be contacted" in shown
    assert "555 0143" not in shown
    assert "Leave no message" not in shown


@pytest.mark.parametrize("fields", [{}, {"urgent": "1"}], ids=["calm", "urgent"])
def test_without_the_wish_there_is_no_button_and_no_answer(
    desk: Sit, instance: Instance, staff: Staff, testify: Testify, fields: dict[str, str]
) -> None:
    case = f"/case/{testify(**GIVEN, **fields).case_id}"
    anna = desk("anna")
    assert BUTTON not in anna.read(case)
    response = anna.send(f"{case}/contact", {})
    assert response.status_code == 403
    assert "Alesia" not in response.get_data(as_text=True)
    assert "open-contact" not in deeds(instance, staff)


@pytest.mark.parametrize("username", ["rita", "kira", "alena", "ilona", "adam"])
def test_nobody_else_is_shown_anything(
    desk: Sit, instance: Instance, staff: Staff, testify: Testify, username: str
) -> None:
    told = testify(**GIVEN, contact_now="1")
    assignment.assign(
        instance, staff.keyring(instance, "anna"), told.case_id, staff.keyring(instance, "rita").person.id
    )
    member = desk(username)
    page = member.get(f"/case/{told.case_id}").get_data(as_text=True)
    assert BUTTON not in page
    assert "asked to be reached" not in page
    response = member.send(f"/case/{told.case_id}/contact", {})
    assert response.status_code == 403
    assert not any(secret in response.get_data(as_text=True) for secret in SECRETS)


def test_a_link_from_elsewhere_opens_nothing(desk: Sit, instance: Instance, staff: Staff, testify: Testify) -> None:
    case = f"/case/{testify(**GIVEN, contact_now='1').case_id}"
    assert desk("anna").get(f"{case}/contact").status_code == 405
    assert desk("anna").send(f"{case}/contact", {}, token="forged").status_code == 400
    assert "open-contact" not in deeds(instance, staff)

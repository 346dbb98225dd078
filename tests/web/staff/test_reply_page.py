"""Writing to the source: sealed for both, signed, and never lost on the way."""

import pytest

from intake.services import assignment, holding, mailbox, review
from intake.services.instance import Instance
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify, Visiting
from tests.web.staff.conftest import Sit


def test_reaches_the_source(desk: Sit, instance: Instance, testify: Testify, visit: Visiting) -> None:
    told = testify()
    path = f"/case/{told.case_id}"
    anna = desk("anna")
    done = anna.send(f"{path}/reply", {"message": "Дзякуй.\r\nWe read it."})
    assert (done.status_code, done.location) == (303, f"{path}#conversation")
    page = anna.read(path)
    assert "Your message is sealed" in page
    assert "Дзякуй.\nWe read it." in page
    (reply,) = mailbox.replies(instance, visit(told.codename))
    assert (reply.text, reply.author) == ("Дзякуй.\nWe read it.", "anna")


@pytest.mark.parametrize("message", ["", "   ", "\n\t ", "\x00\x07"])
def test_without_words_is_not_sent(desk: Sit, instance: Instance, staff: Staff, testify: Testify, message: str) -> None:
    told = testify()
    response = desk("anna").send(f"/case/{told.case_id}/reply", {"message": message})
    assert response.status_code == 422
    assert "There are no words in it yet." in response.get_data(as_text=True)
    assert not review.open_case(instance, staff.keyring(instance, "anna"), told.case_id).conversation


def test_with_a_codename_comes_back_to_be_mended(desk: Sit, instance: Instance, staff: Staff, testify: Testify) -> None:
    told = testify()
    response = desk("anna").send(f"/case/{told.case_id}/reply", {"message": f"Is it <{told.codename}>?"})
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert "There is a codename in it." in page
    assert f"Is it &lt;{told.codename}&gt;?" in page
    assert not review.open_case(instance, staff.keyring(instance, "anna"), told.case_id).conversation


def test_shows_what_was_said_before(desk: Sit, instance: Instance, testify: Testify, visit: Visiting) -> None:
    told = testify()
    mailbox.add_message(instance, visit(told.codename), "Is it safe?")
    assert "Is it safe?" in desk("anna").read(f"/case/{told.case_id}/reply")


def test_reminds_of_what_was_not_allowed(desk: Sit, testify: Testify) -> None:
    anna = desk("anna")
    words = "has not allowed being asked more questions"
    assert words in anna.read(f"/case/{testify().case_id}/reply")
    assert words not in anna.read(f"/case/{testify(consent_recontact='1').case_id}/reply")


def test_to_a_withdrawn_case_is_refused(desk: Sit, instance: Instance, testify: Testify, visit: Visiting) -> None:
    told = testify()
    mailbox.withdraw(instance, visit(told.codename))
    response = desk("anna").send(f"/case/{told.case_id}/reply", {"message": "We read it."})
    assert response.status_code == 409
    assert "We read it." in response.get_data(as_text=True)


def test_works_in_every_state_that_the_page_offers_it(
    desk: Sit, instance: Instance, staff: Staff, testify: Testify
) -> None:
    told = testify()
    anna = desk("anna")
    for _ in range(2):
        assert "Seal and send" in anna.read(f"/case/{told.case_id}/reply")
        assert anna.send(f"/case/{told.case_id}/reply", {"message": "We read it."}).status_code == 303
        holding.close(instance, staff.keyring(instance, "anna"), told.case_id, "Nothing more to do.")
        holding.reopen(instance, staff.keyring(instance, "anna"), told.case_id, "News came.")
    holding.close(instance, staff.keyring(instance, "anna"), told.case_id, "Nothing more to do.")
    assert anna.send(f"/case/{told.case_id}/reply", {"message": "Goodbye."}).status_code == 303


def test_by_a_reviewer_to_an_assigned_case(
    desk: Sit, instance: Instance, staff: Staff, testify: Testify, visit: Visiting
) -> None:
    told = testify()
    rita = staff.keyring(instance, "rita").person
    assignment.assign(instance, staff.keyring(instance, "anna"), told.case_id, rita.id)
    assert desk("rita").send(f"/case/{told.case_id}/reply", {"message": "We read it."}).status_code == 303
    assert [one.author for one in mailbox.replies(instance, visit(told.codename))] == ["rita"]

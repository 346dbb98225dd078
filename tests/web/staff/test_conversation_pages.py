"""Ready words in the source's language, what waits for an answer, thanks and closing, what is new."""

import re

import pytest

from intake.domain.letters import Letter, written
from intake.services import mailbox, review
from intake.services.instance import Instance
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify, Told, Visiting
from tests.web.staff.conftest import Desk, Sit


@pytest.fixture
def anna(desk: Sit) -> Desk:
    return desk("anna")


def typed_in(page: str) -> str:
    found = re.search(r'<textarea[^>]*id="message"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert found
    return found[1].strip()


class TestReadyWords:
    @pytest.mark.parametrize("language", ["be", "fa", "uk", "en"])
    def test_come_in_the_sources_language_with_our_own_beside_them(
        self, anna: Desk, testify: Testify, language: str
    ) -> None:
        told = testify(language=language)
        page = anna.read(f"/case/{told.case_id}/reply?letter=read")
        assert typed_in(page) == written(Letter.READ, language, {})
        assert f'lang="{language}"' in page
        assert (written(Letter.READ, "en", {}).split("\n")[0] in page.split("<textarea")[0]) == (language != "en")

    def test_are_put_below_what_is_typed(self, anna: Desk, testify: Testify) -> None:
        told = testify(language="ru")
        fields = {"do": "letter", "letter": "safe", "message": "My own words."}
        page = anna.send(f"/case/{told.case_id}/reply", fields).get_data(as_text=True)
        assert typed_in(page) == f"My own words.\n\n{written(Letter.SAFE, 'ru', {})}"

    def test_ask_for_a_switch_by_its_name_in_the_sources_language(self, anna: Desk, testify: Testify) -> None:
        told = testify(language="es", consent_recontact="y")
        page = anna.read(f"/case/{told.case_id}/reply?letter=consent&use=quote")
        assert "Se pueden citar frases mías sin mi nombre" in typed_in(page)
        assert "Sentences of mine may be quoted without my name" in page.split("<textarea")[0]

    def test_ask_nothing_of_who_does_not_want_to_be_asked(self, anna: Desk, testify: Testify) -> None:
        told = testify()
        page = anna.read(f"/case/{told.case_id}/reply?letter=when_where")
        assert typed_in(page) == ""
        assert 'value="when_where"' not in page
        assert 'value="thanks"' in page

    def test_an_unknown_letter_or_language_does_no_harm(self, anna: Desk, testify: Testify) -> None:
        told = testify(language="xx")
        assert typed_in(anna.read(f"/case/{told.case_id}/reply?letter=nothing&use=nothing")) == ""
        assert typed_in(anna.read(f"/case/{told.case_id}/reply?letter=read")) == written(Letter.READ, "en", {})


def test_thanks_and_closing_are_one_press(anna: Desk, testify: Testify, visit: Visiting, instance: Instance) -> None:
    told = testify()
    path = f"/case/{told.case_id}/reply"
    anna.send(path, {"message": "We have read it.", "do": "send"})
    assert f"{path}?letter=thanks" in anna.read(f"/case/{told.case_id}")
    page = anna.read(f"{path}?letter=thanks")
    assert anna.send(path, {"message": typed_in(page), "do": "close"}).location == f"/case/{told.case_id}#conversation"
    assert "The case is closed." in anna.read(f"/case/{told.case_id}")
    assert len(mailbox.replies(instance, visit(told.codename))) == 2


class TestWhatWaits:
    @pytest.fixture
    def told(self, testify: Testify, visit: Visiting, instance: Instance) -> Told:
        told = testify()
        mailbox.add_message(instance, visit(told.codename), "Did it arrive?")
        return told

    def test_stands_on_the_case_until_somebody_says_otherwise(self, anna: Desk, told: Told) -> None:
        page = anna.read(f"/case/{told.case_id}")
        assert "1 message of the source waits for an answer." in page
        message = re.search(r'name="message"\s+value="(\w+)"', page)
        assert message
        sent = anna.send(f"/case/{told.case_id}/settle", {"message": message[1], "how": "no-answer"})
        assert sent.location == f"/case/{told.case_id}#conversation"
        assert "waits for an answer." not in anna.read(f"/case/{told.case_id}")

    def test_a_made_up_word_is_refused(self, anna: Desk, told: Told) -> None:
        assert anna.send(f"/case/{told.case_id}/settle", {"message": "0" * 32, "how": "maybe"}).status_code == 400
        assert anna.send(f"/case/{told.case_id}/settle", {"message": "0" * 32, "how": "open"}).status_code == 404

    def test_what_is_new_is_marked_for_each_reader(
        self, anna: Desk, told: Told, visit: Visiting, instance: Instance, staff: Staff
    ) -> None:
        review.open_case(instance, staff.keyring(instance, "anna"), told.case_id)
        assert "New since you last looked" not in anna.read(f"/case/{told.case_id}")
        mailbox.add_message(instance, visit(told.codename), "Are you there?")
        page = anna.read(f"/case/{told.case_id}")
        assert "New since you last looked" in page
        assert "1 message from the source" in page

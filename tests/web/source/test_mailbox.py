"""The mailbox: messages are not lost, forged answers are not shown, and leaving erases."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from intake.app import create_source_app
from intake.domain.entities import Box
from intake.services import mailbox, retain, review
from intake.services.instance import Instance
from tests.plugins.instances import Staff
from tests.web.source.conftest import TOLD, Source, count

PHOTO = ("photo.jpg", b"\xff\xd8 a small photo")
MESSAGE = "They came to my mother yesterday."


@pytest.fixture
def codename(source: Source) -> str:
    return source.told()


def test_without_a_codename_the_way_in_is_asked_for(source: Source) -> None:
    tab = source.get("/mailbox")
    assert tab.status == 403
    assert "Type your codename" in tab.text
    assert source.get("/evidence?to=mailbox").status == 403


def test_an_empty_message_is_not_sent(source: Source, instance: Instance, codename: str) -> None:
    tab = source.come_back(codename)
    assert source.post("/mailbox", {**tab.fields, "message": "  "}).status == 422
    assert count(instance, "documents") == 1


def test_a_codename_in_a_message_is_not_stored(source: Source, instance: Instance, codename: str) -> None:
    tab = source.come_back(codename)
    tab = source.post("/mailbox", {**tab.fields, "message": f"It is me: {codename}"})
    assert tab.status == 422
    assert "A codename stands in your text" in tab.text
    assert codename in tab.fields["message"]
    assert count(instance, "documents") == 1


@pytest.mark.parametrize("token", ["", "forged"])
def test_a_message_without_the_token_stays_in_the_field(
    source: Source, instance: Instance, codename: str, token: str
) -> None:
    source.come_back(codename)
    tab = source.post("/mailbox", {"csrf_token": token, "message": MESSAGE})
    assert tab.status == 400
    assert tab.fields["message"] == MESSAGE
    assert "Your message arrived" in source.post("/mailbox", tab.fields).text
    assert count(instance, "documents") == 2


def test_a_message_outlives_the_mailbox_session(
    source: Source, instance: Instance, codename: str, later: Callable[..., None]
) -> None:
    fields = {**source.come_back(codename).fields, "message": MESSAGE}
    later(hours=1)
    retain.sweep(instance)
    tab = source.post("/mailbox", fields)
    assert tab.status == 403
    assert MESSAGE in tab.text
    tab = source.post("/return", {**tab.fields, "codename": "some wrong words"})
    tab = source.post("/return", {**tab.fields, "codename": codename})
    assert tab.fields["message"] == MESSAGE
    assert "Your message arrived" in source.post("/mailbox", tab.fields).text
    assert count(instance, "drafts") == 1  # the finished one of the testimony; the message's is gone


def test_a_message_outlives_the_cookie(source: Source, new_source: Callable[[], Source], codename: str) -> None:
    fields = {**source.come_back(codename).fields, "message": MESSAGE}
    reopened = new_source()
    tab = reopened.post("/mailbox", fields)
    assert tab.status == 400
    assert MESSAGE in tab.text
    tab = reopened.post("/return", {**tab.fields, "codename": codename})
    assert tab.fields["message"] == MESSAGE


def test_a_codename_in_a_message_that_cannot_be_sent_is_shown_and_not_stored(
    source: Source, instance: Instance, codename: str, later: Callable[..., None]
) -> None:
    tab = source.come_back(codename)
    later(hours=1)
    tab = source.post("/mailbox", {**tab.fields, "message": f"{MESSAGE} {codename}"})
    assert tab.status == 422
    assert codename in tab.text
    assert "It is not kept anywhere" in tab.text
    with instance.database.reading() as uow:
        assert not [draft for draft in uow.drafts.find() if draft.text]


def test_a_message_put_aside_is_not_taken_for_a_testimony(
    source: Source, codename: str, later: Callable[..., None]
) -> None:
    fields = {**source.come_back(codename).fields, "message": MESSAGE}
    later(hours=1)
    source.post("/mailbox", fields)
    assert "You began before" not in source.get("/testify").text


def test_a_failure_of_ours_keeps_the_message(
    source: Source, instance: Instance, codename: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    tab = source.come_back(codename)
    monkeypatch.setattr(mailbox, "add_message", fail)
    assert source.post("/mailbox", {**tab.fields, "message": MESSAGE}).status == 500
    assert count(instance, "drafts") == 2


def test_a_long_message_is_kept_as_far_as_it_goes(narrow: Callable[..., Source]) -> None:
    source = narrow(field_bytes=4096)
    tab = source.come_back(source.told())
    tab = source.post("/mailbox", {**tab.fields, "message": "m" * 5000})
    assert tab.status == 413
    assert tab.fields["message"] == "m" * 4096


def test_nothing_is_added_while_a_withdrawal_waits(source: Source, instance: Instance, codename: str) -> None:
    tab = source.come_back(codename)
    source.post("/withdraw", {**tab.fields, "confirm": "1"})
    tab = source.post("/mailbox", {**tab.fields, "message": MESSAGE})
    assert tab.status == 409
    assert tab.fields["message"] == MESSAGE
    evidence = source.get("/evidence?to=mailbox").fields
    assert source.post("/evidence", evidence, [PHOTO]).status == 409
    assert count(instance, "documents") == 1
    assert count(instance, "blobs") == 0


def test_withdrawing_without_the_token_does_nothing(source: Source, instance: Instance, codename: str) -> None:
    source.come_back(codename)
    assert source.post("/withdraw", {"confirm": "1"}).status == 400
    with instance.database.reading() as uow:
        assert uow.cases.find()[0].destroy_on is None


def test_withdrawing_without_a_mailbox_asks_for_the_codename(source: Source) -> None:
    fields = source.get("/return").fields
    assert source.post("/withdraw", {**fields, "confirm": "1"}).status == 403


def test_what_was_taken_back_promises_no_answer(source: Source, codename: str) -> None:
    tab = source.come_back(codename)
    waits = ("There is no answer yet", "Look in again every few days", "Answers to you")
    assert all(words in tab.text for words in waits)
    source.post("/withdraw", {**tab.fields, "confirm": "1"})
    after = source.get("/mailbox")
    assert "You have taken your testimony back" in after.text
    assert not [words for words in waits if words in after.text]
    source.post("/withdraw", {**after.fields, "undo": "1"})
    assert all(words in source.get("/mailbox").text for words in waits)


def test_undoing_what_was_not_done_is_a_page(source: Source, codename: str) -> None:
    tab = source.come_back(codename)
    assert source.post("/withdraw", {**tab.fields, "undo": "1"}).status == 409


def test_a_destroyed_case_opens_no_mailbox(
    source: Source, instance: Instance, codename: str, later: Callable[..., None]
) -> None:
    tab = source.come_back(codename)
    source.post("/withdraw", {**tab.fields, "confirm": "1"})
    later(days=8)
    retain.sweep(instance)
    retain.destroy_due(instance)
    assert source.come_back(codename).status == 404


def test_forged_answers_are_not_shown_and_the_rest_works(
    source: Source, instance: Instance, staff: Staff, codename: str
) -> None:
    with instance.database.reading() as uow:
        case_id = uow.cases.find()[0].id
    review.reply(instance, staff.keyring(instance, "anna"), case_id, "A true answer.")
    with instance.database.writing() as uow:
        (answer,) = uow.documents.find(box=Box.MAILBOX)
        changed = bytes([answer.sealed_header[0], *answer.sealed_header[1:-1], answer.sealed_header[-1] ^ 1])
        uow.documents.change(answer.id, sealed_header=changed)
        uow.commit()
    tab = source.come_back(codename)
    assert tab.status == 200
    assert "The answers cannot be shown" in tab.text
    assert "A true answer." not in tab.text
    assert "Your message arrived" in source.post("/mailbox", {**tab.fields, "message": MESSAGE}).text


def test_evidence_needs_a_file(source: Source, codename: str) -> None:
    source.come_back(codename)
    form = source.get("/evidence?to=mailbox").fields
    assert source.post("/evidence", form).status == 422


def test_evidence_without_the_token_stores_nothing(source: Source, instance: Instance, codename: str) -> None:
    source.come_back(codename)
    form = {**source.get("/evidence?to=mailbox").fields, "csrf_token": "forged"}
    assert source.post("/evidence", form, [PHOTO]).status == 400
    assert count(instance, "blobs") == 0


def test_a_file_over_the_limit_is_said_and_the_others_counted(narrow: Callable[..., Source]) -> None:
    source = narrow(file_bytes=100)
    source.come_back(source.told())
    tab = source.post("/evidence", source.get("/evidence?to=mailbox").fields, [PHOTO, ("long.mov", bytes(101))])
    assert tab.status == 413
    assert "1 file arrived" in tab.text


def test_evidence_for_the_draft_in_this_browser(source: Source) -> None:
    form = source.get("/testify").fields
    source.post("/testify", {**form, "narrative": TOLD, "consent_quote": "1", "save": "1"})
    tab = source.get("/evidence")
    tab = source.post("/evidence", {**tab.fields, "send": "1"}, [PHOTO])
    assert tab.received == ["photo.jpg"]
    assert source.post("/evidence", {**tab.fields, "remove": tab.removals[0]}).received == []
    tab = source.get(f"/testify?draft={form['draft']}")
    assert tab.fields["narrative"] == TOLD  # adding files leaves the text and the boxes alone
    assert tab.fields["consent_quote"] == "1"


def test_evidence_without_a_place_offers_both(source: Source) -> None:
    tab = source.get("/evidence")
    assert tab.status == 200
    assert "add to one that you sent before" in tab.text


def test_evidence_for_a_finished_draft_is_refused(source: Source, instance: Instance) -> None:
    form = source.get("/testify").fields
    source.post("/sealed", source.tell().fields)
    done = source.last[-1].request.url.partition("draft=")[2]
    tab = source.post("/evidence", {**form, "to": "draft", "draft": done, "send": "1"}, [PHOTO])
    assert tab.status == 409
    assert count(instance, "blobs") == 0


def test_leaving_erases_drafts_and_mailbox(source: Source, instance: Instance, codename: str) -> None:
    source.come_back(codename)
    form = source.get("/testify").fields
    source.post("/testify", {**form, "narrative": TOLD, "save": "1"}, [PHOTO])
    tab = source.get("/leave")
    assert tab.status == 200
    assert "Holas" not in tab.answer.text
    assert tab.answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert source.cookie() == ""
    assert count(instance, "blobs") == 0
    assert count(instance, "mailbox_sessions") == 0
    with instance.database.reading() as uow:
        assert not uow.drafts.find(id=form["draft"])
    assert list(instance.blobs.names()) == []


def test_leaving_hides_a_codename_and_keeps_the_case(source: Source) -> None:
    tab = source.tell()
    source.get("/leave")
    assert source.get(f"/sealed?draft={tab.fields['draft']}").status in {200, 404}
    assert 'id="codename"' not in source.get(f"/sealed?draft={tab.fields['draft']}").answer.text
    assert "Your mailbox" in source.come_back(tab.codename).text


def test_leaving_may_lead_elsewhere(instance: Instance) -> None:
    settings = replace(instance.settings, leave_url="https://weather.example")
    source = Source(create_source_app(replace(instance, settings=settings)), settings.source_url)
    answer = source.client.get("/en/leave", base_url=source.site)
    assert (answer.status_code, answer.location) == (303, "https://weather.example")


def test_an_answer_is_new_until_it_was_shown(source: Source, instance: Instance, staff: Staff, codename: str) -> None:
    with instance.database.reading() as uow:
        case_id = uow.cases.find()[0].id
        before = uow.mailboxes.find()[0].state
    assert "new answer" not in source.come_back(codename).text
    for text in ("First answer.", "Second answer."):
        review.reply(instance, staff.keyring(instance, "anna"), case_id, text)
    assert "2 new answers" in source.come_back(codename).text
    tab = source.come_back(codename)
    assert "new answer" not in tab.text
    assert "Second answer." in tab.text
    review.reply(instance, staff.keyring(instance, "anna"), case_id, "Third answer.")
    assert "1 new answer since" in source.come_back(codename).text
    with instance.database.reading() as uow:
        assert len(uow.mailboxes.find()[0].state) == len(before)

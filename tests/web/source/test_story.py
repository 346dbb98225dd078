"""A source's whole way: tell, keep the codename, come back, read, add, withdraw, undo, leave."""

import re
from collections.abc import Callable

import pytest

from intake.domain.consent import Use
from intake.domain.occurrences import Occurrence
from intake.services import review
from intake.services.errors import Withdrawn
from intake.services.instance import Instance
from intake.services.review import CaseView
from tests.plugins.instances import Staff
from tests.web.source.conftest import TOLD, Source

PHOTO = ("Фото 1.jpg", b"\xff\xd8 a small photo")


def only_case(instance: Instance) -> str:
    with instance.database.reading() as uow:
        (case,) = uow.cases.find()
        return case.id


def as_read(instance: Instance, staff: Staff, username: str = "anna") -> CaseView:
    return review.open_case(instance, staff.keyring(instance, username), only_case(instance))


def test_first_page_says_what_it_is(source: Source) -> None:
    tab = source.get("/")
    assert tab.status == 200
    assert "You can tell what happened" in tab.text
    assert "Not an emergency line" in tab.text


def test_tell_and_keep_the_codename(source: Source) -> None:
    tab = source.tell()
    assert tab.status == 200
    assert len(tab.codename.split()) == 9
    kept = source.post("/sealed", tab.fields)
    assert "You have kept it" in kept.text
    assert " ".join(tab.codename.split()[:2]) not in kept.text


def test_what_was_told_reaches_the_intake_circle(source: Source, instance: Instance, staff: Staff) -> None:
    choices = {"role": "relative", "age_band": "30_44", "stage": "remand", "when": "spring", "where": "a town"}
    source.tell(TOLD, [PHOTO], consent_quote="1", urgent="1", **choices)
    case = as_read(instance, staff)
    assert case.testimony.narrative == TOLD
    assert (case.testimony.said("role"), case.testimony.said("age_band")) == ("relative", "30_44")
    assert case.testimony.occurrences == (Occurrence("spring", "a town", "remand"),)
    assert case.testimony.language == "en"
    assert case.urgent
    assert {use for use, on in case.consents.items() if on} == {Use.READ, Use.QUOTE}
    (piece,) = [one for one in case.pieces if one.header.name == PHOTO[0]]
    opened = review.read_document(instance, staff.keyring(instance, "anna"), case.case_id, piece.id)
    assert b"".join(opened.stream(0, opened.size)) == PHOTO[1]


def test_answers_wait_in_the_mailbox(source: Source, instance: Instance, staff: Staff) -> None:
    codename = source.told()
    review.reply(instance, staff.keyring(instance, "anna"), only_case(instance), "We believe you. <b>Thank you</b>")
    tab = source.come_back(codename)
    assert tab.status == 200
    assert "We believe you. <b>Thank you</b>" in tab.text
    assert re.search(r"anna\s+· \d+ \w+ \d{4}", tab.text)
    assert ":" not in re.search(r"anna\s+· ([^\n]*)", tab.text).group(1)  # type: ignore[union-attr] # the day, no hour


def test_nothing_sent_before_is_shown_again(source: Source) -> None:
    codename = source.told(TOLD, [PHOTO])
    tab = source.come_back(codename)
    tab = source.post("/mailbox", {**tab.fields, "message": "One more thing about the cell."})
    assert "Your message arrived" in tab.text
    for page in (tab, source.get("/mailbox"), source.get("/evidence?to=mailbox"), source.get("/testify")):
        assert TOLD not in page.text
        assert PHOTO[0] not in page.text
        assert "about the cell" not in page.text


def test_message_and_evidence_from_the_mailbox_reach_the_case(source: Source, instance: Instance, staff: Staff) -> None:
    tab = source.come_back(source.told())
    source.post("/mailbox", {**tab.fields, "message": "A second message."})
    form = source.get("/evidence?to=mailbox").fields
    tab = source.post("/evidence", {**form, "send": "1"}, [PHOTO, ("b.pdf", b"%PDF-")])
    assert "2 files arrived" in tab.text
    case = as_read(instance, staff)
    assert [said.text for said in case.conversation] == ["A second message."]
    assert [piece.header.name for piece in case.pieces] == [PHOTO[0], "b.pdf"]


def test_withdrawing_and_undoing(source: Source, instance: Instance, staff: Staff) -> None:
    codename = source.told()
    tab = source.come_back(codename)
    asked = source.post("/withdraw", {**tab.fields, "ask": "1"})
    assert "Take your testimony back?" in asked.text
    assert as_read(instance, staff).testimony.narrative == TOLD  # asking does nothing yet

    tab = source.post("/withdraw", {**asked.fields, "confirm": "1"})
    assert "None of us can open it" in tab.text
    with pytest.raises(Withdrawn):
        as_read(instance, staff)

    tab = source.come_back(codename)
    assert "Undo" in tab.text
    tab = source.post("/withdraw", {**tab.fields, "undo": "1"})
    assert "can open it again" in tab.text
    assert as_read(instance, staff).testimony.narrative == TOLD


def test_two_sources_share_nothing(new_source: Callable[[], Source], instance: Instance) -> None:
    first, second = new_source(), new_source()
    one, other = first.told("First."), second.told("Second.")
    assert one != other
    with instance.database.reading() as uow:
        assert uow.cases.count() == 2

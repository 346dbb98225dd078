"""How a source may be reached: a step of the form, and a page of the mailbox that never shows what was given."""

from collections.abc import Callable

import pytest

from intake.domain.identity import Identity
from intake.services import identity, queue, retain
from intake.services.instance import Instance
from tests.plugins.custody import kept
from tests.plugins.instances import Staff
from tests.plugins.sources import CONTACT
from tests.web.source.conftest import TOLD, Source, Tab

ALESIA = Identity.from_fields(CONTACT)


def given(instance: Instance, staff: Staff) -> Identity:
    """What a custodian finds of the only case."""
    with instance.database.reading() as uow:
        (case,) = uow.cases.find()
    return kept(instance, staff, case.id)


def at_step(source: Source, fields: dict[str, str] | None = None) -> Tab:
    """Come to the step of an open draft, after filling it in."""
    first = source.get("/testify").fields
    source.post("/testify", {**first, "narrative": TOLD, "consent_read": "1", "next": "1"})
    address = f"/testify/contact?draft={first['draft']}"
    if fields:
        source.post("/testify/contact", {**source.get(address).fields, **fields, "back": "1"})
    return source.get(address)


@pytest.fixture
def codename(source: Source) -> str:
    return source.told()


def test_the_step_keeps_what_was_filled_in_and_sends_it(source: Source, instance: Instance, staff: Staff) -> None:
    tab = at_step(source, CONTACT)
    assert tab.fields.items() >= CONTACT.items()
    assert "We never call, write or visit unless you choose it here." in tab.text
    assert source.post("/testify/contact", {**tab.fields, "seal": "1"}).codename
    assert given(instance, staff) == ALESIA
    (item,) = queue.queue(instance, staff.keyring(instance, "anna")).items
    assert not item.urgent


def test_a_box_that_was_taken_off_again_is_off(source: Source, instance: Instance, staff: Staff) -> None:
    fields = at_step(source, {**CONTACT, "contact_now": "1"}).fields
    for box in ("contact_now", "contact_shared"):
        fields.pop(box)
    source.post("/testify/contact", {**fields, "next": "1"})
    source.post("/testify/contact", {**source.get(f"/testify/contact?draft={fields['draft']}").fields, "seal": "1"})
    kept = given(instance, staff)
    assert (kept.now, kept.shared) == (False, False)


def test_asking_to_be_reached_at_once_is_for_the_circle_too(source: Source, instance: Instance, staff: Staff) -> None:
    source.post("/testify/contact", {**at_step(source).fields, **CONTACT, "contact_now": "1", "seal": "1"})
    anna = staff.keyring(instance, "anna")
    (item,) = queue.queue(instance, anna).items
    assert item.urgent
    assert identity.open_at_once(instance, anna, item.case_id).word == "linden"


def test_the_mailbox_changes_it_and_never_shows_it(
    source: Source, instance: Instance, staff: Staff, codename: str
) -> None:
    tab = source.come_back(codename)
    assert "Give or change how to reach me" in tab.text
    empty = source.get("/contact")
    sent = source.post("/contact", {**empty.fields, **CONTACT, "give": "1"})
    assert "That is kept" in sent.text
    assert given(instance, staff) == ALESIA
    again = source.get("/contact")
    assert {**again.fields, "csrf_token": ""} == {**empty.fields, "csrf_token": ""}
    assert again.text == empty.text
    assert not any(value in page.text for page in source.last for value in ("Alesia", "555 0143", "linden"))


def test_the_mailbox_forgets_it(source: Source, instance: Instance, staff: Staff, codename: str) -> None:
    source.come_back(codename)
    source.post("/contact", {**source.get("/contact").fields, **CONTACT, "give": "1"})
    tab = source.post("/contact", {**source.get("/contact").fields, "forget": "1"})
    assert "That is forgotten" in tab.text
    assert given(instance, staff) == Identity()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Please write a name or an address"),
        ({"contact_hours": "always"}, "Please write a name or an address"),
        ({"contact_channel": "phone"}, "Please write the number or address"),
        ({"contact_address": "+1 202 555 0143"}, "Please choose how we may use it"),
    ],
)
def test_what_would_reach_nobody_is_said_and_kept_on_the_page(
    source: Source, instance: Instance, staff: Staff, codename: str, fields: dict[str, str], words: str
) -> None:
    source.come_back(codename)
    tab = source.post("/contact", {**source.get("/contact").fields, **fields, "give": "1"})
    assert (tab.status, words in tab.text) == (422, True)
    assert tab.fields.items() >= fields.items()
    assert given(instance, staff) == Identity()


def test_a_codename_in_it_is_not_stored(source: Source, instance: Instance, staff: Staff, codename: str) -> None:
    source.come_back(codename)
    fields = {"contact_name": "Alesia", "contact_word": codename}
    tab = source.post("/contact", {**source.get("/contact").fields, **fields, "give": "1"})
    assert "A codename stands in your text" in tab.text
    assert given(instance, staff) == Identity()


def test_what_was_typed_outlives_the_mailbox_session(
    source: Source, instance: Instance, staff: Staff, codename: str, later: Callable[..., None]
) -> None:
    source.come_back(codename)
    fields = {**source.get("/contact").fields, **CONTACT, "give": "1"}
    later(hours=1)
    retain.sweep(instance)
    tab = source.post("/contact", fields)
    assert tab.status == 403
    assert tab.fields.items() >= CONTACT.items()
    assert "Open your mailbox again" in tab.text
    source.come_back(codename)
    assert "That is kept" in source.post("/contact", {**tab.fields, "give": "1"}).text
    assert given(instance, staff) == ALESIA


def test_a_form_without_our_token_changes_nothing(
    source: Source, instance: Instance, staff: Staff, codename: str
) -> None:
    source.come_back(codename)
    tab = source.post("/contact", {**CONTACT, "csrf_token": "forged", "forget": "1"})
    assert tab.status == 400
    assert tab.fields.items() >= CONTACT.items()
    assert given(instance, staff) == Identity()


def test_without_a_codename_or_after_withdrawal_there_is_no_such_page(source: Source, codename: str) -> None:
    assert source.get("/contact").status == 403
    tab = source.come_back(codename)
    fields = {**source.get("/contact").fields, **CONTACT, "give": "1"}
    source.post("/withdraw", {**tab.fields, "confirm": "1"})
    assert "You have taken your testimony back" in source.get("/contact").text
    refused = source.post("/contact", fields)
    assert "Nothing can be added now" in refused.text
    assert "Open your mailbox again" not in refused.text

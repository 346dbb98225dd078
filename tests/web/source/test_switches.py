"""The mailbox's consent page: what is chosen holds, and what is on is never shown, by no byte of any answer."""

import re
from collections.abc import Callable

import pytest

from intake.domain.consent import CONSENT_FIELDS, Use
from intake.services import review
from intake.services.instance import Instance, transact
from tests.plugins.instances import Staff
from tests.web.source.conftest import TOLD, Source, count

NewSource = Callable[[], Source]
EVERYTHING = dict.fromkeys(CONSENT_FIELDS, "1")
CHANGES = {"consent_un": "on", "consent_quote": "off", "un_name": "full"}


@pytest.fixture
def codename(source: Source) -> str:
    return source.told()


def told(source: Source, **fields: str) -> str:
    """Send a testimony with these boxes ticked, and come back to the mailbox."""
    tab = source.tell(TOLD, None, **fields)
    source.post("/sealed", tab.fields)
    source.come_back(tab.codename)
    return tab.codename


def allowed(instance: Instance, staff: Staff) -> set[Use]:
    anna = staff.keyring(instance, "anna")
    with instance.database.reading() as uow:
        (case,) = uow.cases.find()
    return {use for use, on in review.open_case(instance, anna, case.id).consents.items() if on}


def bare(page: str) -> str:
    """The page without the token of its session."""
    return re.sub(r'(name="csrf_token"\s+value=)"[^"]+"', r"\1", page)


def test_what_is_chosen_holds_and_the_rest_stays(source: Source, instance: Instance, staff: Staff) -> None:
    told(source, consent_quote="1", consent_media="1")
    tab = source.post("/consents", {**source.get("/consents").fields, **CHANGES})
    assert "Your choices hold from now on" in tab.text
    assert allowed(instance, staff) == {Use.READ, Use.MEDIA, Use.UN}


def test_the_page_is_the_same_whatever_is_on(new_source: NewSource) -> None:
    """Byte for byte, and so are the answers to what is sent, their headers and their sizes."""
    little, much = new_source(), new_source()
    told(little)
    told(much, **EVERYTHING, un_name="full")
    pages = [source.get("/consents").answer for source in (little, much)]
    assert bare(pages[0].text) == bare(pages[1].text)
    assert len({page.content_length for page in pages}) == 1
    for changes in (CHANGES, {}, dict.fromkeys(CONSENT_FIELDS, "off")):
        answers: list[object] = []
        for source in (little, much):
            token = source.get("/consents").fields["csrf_token"]
            answer = source.post_only("/consents", {"csrf_token": token, **changes})
            headers = {name: value for name, value in answer.headers if name != "Set-Cookie"}
            answers.append((answer.status_code, headers, answer.data))
            answers.append(bare(source.get("/mailbox").answer.text))
        assert answers[:2] == answers[2:]
        assert bare(little.get("/consents").answer.text) == bare(pages[0].text)


def test_nothing_is_chosen_beforehand(source: Source, codename: str) -> None:
    source.come_back(codename)
    page = source.get("/consents").answer.text
    radios = re.findall(r'<input type="radio"[^>]*>', page)
    assert len(radios) == 3 * (len(Use) + 1)
    chosen = {re.findall(r'value="(\w+)"', one)[0] for one in radios if "checked" in one}
    assert chosen == {"leave"}


def test_choosing_nothing_writes_nothing(source: Source, instance: Instance, codename: str) -> None:
    source.come_back(codename)
    before = count(instance, "consents")
    tab = source.post("/consents", source.get("/consents").fields)
    assert "Nothing was changed" in tab.text
    assert count(instance, "consents") == before


@pytest.mark.parametrize("made_up", ["yes", "1", "ON", "true", ""])
def test_what_no_page_offers_changes_nothing(
    source: Source, instance: Instance, staff: Staff, codename: str, made_up: str
) -> None:
    source.come_back(codename)
    token = source.get("/consents").fields["csrf_token"]
    source.post("/consents", {"csrf_token": token, "consent_media": made_up, "un_name": made_up, "consent_all": "on"})
    twice = [("csrf_token", token), ("consent_media", "off"), ("consent_media", "on")]
    source.post("/consents", twice)
    assert count(instance, "consents") == 3
    assert allowed(instance, staff) == {Use.READ}


@pytest.mark.parametrize("token", ["", "forged"])
def test_without_the_token_nothing_is_changed(source: Source, instance: Instance, codename: str, token: str) -> None:
    source.come_back(codename)
    assert source.post("/consents", {"csrf_token": token, "consent_media": "on"}).status == 400
    assert count(instance, "consents") == 3


def test_without_a_codename_the_way_in_is_asked_for(source: Source) -> None:
    assert "Type your codename" in source.get("/consents").text
    token = source.get("/return").fields["csrf_token"]
    assert "Type your codename" in source.post("/consents", {"csrf_token": token, "consent_media": "on"}).text


def test_while_withdrawn_nothing_can_be_changed(source: Source, instance: Instance, codename: str) -> None:
    tab = source.come_back(codename)
    page = source.get("/consents")
    source.post("/withdraw", {"csrf_token": tab.fields["csrf_token"], "confirm": "1"})
    assert "/consents" not in source.get("/mailbox").answer.text
    assert "You have taken your testimony back" in source.get("/consents").text
    answer = source.post("/consents", {**page.fields, "consent_media": "on"})
    assert answer.status == 409
    assert count(instance, "consents") == 3


def test_a_lost_choice_is_told(source: Source, instance: Instance, codename: str) -> None:
    source.come_back(codename)
    source.post("/consents", {**source.get("/consents").fields, "consent_read": "off"})
    assert "A choice of yours is missing" not in source.get("/mailbox").text
    transact(instance.database, lambda uow: uow.consents.delete(number=2))
    assert "A choice of yours is missing" in source.get("/mailbox").text
    source.post("/consents", {**source.get("/consents").fields, "consent_read": "off"})
    assert "A choice of yours is missing" not in source.get("/mailbox").text


def test_the_page_is_small(source: Source, codename: str) -> None:
    source.come_back(codename)
    assert len(source.get("/consents").answer.data) < 15 * 1024

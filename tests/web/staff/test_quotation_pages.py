"""Quotations on the pages: marked by one, decided by another, and what cannot be done keeps what was typed."""

import re

import pytest

from intake.domain.consent import Use
from intake.domain.passages import Place
from intake.domain.quotations import Marks, Quotation
from intake.services import assignment, switches
from intake.services.instance import Instance
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify, Told, Visiting
from tests.web.staff.conftest import Sit

TYPED = {"passage": "They came <at> night.", "text": "They came at night, she says.", "language": "en"}


@pytest.fixture
def told(testify: Testify) -> Told:
    return testify("They came <at> night. Then nothing.", consent_quote="y")


def test_a_passage_is_marked_and_approved_by_another(desk: Sit, told: Told) -> None:
    address = f"/case/{told.case_id}/quotations"
    assert address in desk("anna").read(f"/case/{told.case_id}")
    assert desk("anna").send(address, TYPED).status_code == 303
    assert 'value="approve"' not in desk("anna").read(address)
    page = desk("boris").read(address)
    for words in ("They came &lt;at&gt; night.", "They came at night, she says.", 'value="approve"'):
        assert words in page
    assert desk("anna").send(f"{address}/Q1", {"do": "approve"}).status_code == 409
    assert desk("boris").send(f"{address}/Q1", {"do": "approve"}).status_code == 303
    assert "approved" in desk("anna").read(address)
    assert desk("boris").send(f"{address}/Q1", {"do": "refuse", "reason": "late"}).status_code == 409


def test_ticked_sentences_are_marked_and_shown_where_they_stand(desk: Sit, told: Told) -> None:
    address = f"/case/{told.case_id}/quotations"
    page = desk("anna").read(address)
    first, second = re.findall(r'name="tick-\d"\s+value="([^"]+)"', page)
    assert (first, second) == ("narrative 0 21", "narrative 22 35")
    for ticks in ({}, {"tick-1": "narrative 0 99"}, {"tick-1": "no place"}):
        assert desk("anna").send(address, {**TYPED, "passage": "", **ticks}).status_code == 422
    assert "checked" in desk("anna").send(address, {"tick-2": second}).get_data(as_text=True)
    assert desk("anna").send(address, {**TYPED, "passage": "", "tick-2": second}).status_code == 303
    assert "They came &lt;at&gt; night. <mark>Then nothing.</mark>" in desk("boris").read(address)


def test_words_chosen_on_the_case_s_page_stand_in_the_form(desk: Sit, told: Told) -> None:
    address = f"/case/{told.case_id}/quotations"
    assert 'data-part="narrative"' in desk("anna").read(f"/case/{told.case_id}")
    chosen = {"do": "begin", "passage": "Then <nothing>", "part": "narrative", "near": "21"}
    page = desk("anna").send(address, chosen)
    assert page.status_code == 200
    assert "Then &lt;nothing&gt;</textarea>" in page.get_data(as_text=True)
    assert 'value="21"' in page.get_data(as_text=True)


def test_a_passage_from_before_places_were_kept_is_shown_alone(
    desk: Sit, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk("anna").send(f"/case/{told.case_id}/quotations", TYPED)
    for at in (None, Place("gone", 0, 3)):
        one = Quotation("Q1", "They came", "x", "en", "?", at=at)
        monkeypatch.setattr("intake.services.quotations.marks_of", lambda _sheet, one=one: Marks((one,)))
        assert "<mark>They came</mark></p>" in desk("boris").read(f"/case/{told.case_id}/quotations")


def test_a_refusal_needs_its_reason(desk: Sit, told: Told) -> None:
    address = f"/case/{told.case_id}/quotations"
    desk("anna").send(address, TYPED)
    assert desk("boris").send(f"{address}/Q1", {"do": "refuse", "reason": " "}).status_code == 422
    assert desk("boris").send(f"{address}/Q1", {"do": "refuse", "reason": "names a village"}).status_code == 303
    assert "names a village" in desk("anna").read(address)
    assert desk("anna").send(f"{address}/Q1", {"do": "take-out"}).status_code == 303
    assert "names a village" not in desk("anna").read(address)


def test_what_cannot_be_marked_keeps_what_was_typed(desk: Sit, told: Told) -> None:
    address = f"/case/{told.case_id}/quotations"
    for typed in ({**TYPED, "passage": "They came at noon."}, {**TYPED, "text": told.codename}):
        answer = desk("anna").send(address, typed)
        assert answer.status_code == 422
        assert typed["text"] in answer.get_data(as_text=True)


def test_without_consent_nothing_is_marked_or_approved(
    desk: Sit, told: Told, instance: Instance, visit: Visiting
) -> None:
    address = f"/case/{told.case_id}/quotations"
    desk("anna").send(address, TYPED)
    switches.change(instance, visit(told.codename), {Use.QUOTE: False}, language="en")
    assert "does not allow being quoted" in desk("anna").read(address)
    assert desk("anna").send(address, TYPED).status_code == 422
    assert desk("boris").send(f"{address}/Q1", {"do": "approve"}).status_code == 409


def test_a_case_set_aside_is_not_quoted(desk: Sit, told: Told, instance: Instance) -> None:
    with instance.database.writing() as uow:
        uow.cases.change(told.case_id, state="spam")
        uow.commit()
    for answer in (
        desk("anna").get(f"/case/{told.case_id}/quotations"),
        desk("anna").send(f"/case/{told.case_id}/quotations", TYPED),
        desk("anna").send(f"/case/{told.case_id}/quotations/Q1", {"do": "approve"}),
    ):
        assert answer.status_code == 409


def test_a_reviewer_marks_what_was_assigned(desk: Sit, told: Told, instance: Instance, staff: Staff) -> None:
    rita = staff.keyring(instance, "rita")
    assert desk("rita").get(f"/case/{told.case_id}/quotations").status_code == 403
    assignment.assign(instance, staff.keyring(instance, "anna"), told.case_id, rita.person.id)
    assert desk("rita").send(f"/case/{told.case_id}/quotations", TYPED).status_code == 303

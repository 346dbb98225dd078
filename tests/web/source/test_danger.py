"""The two-minute path: what helps to find somebody, sent at once and marked as urgent."""

from dataclasses import replace

from intake.app import create_source_app
from intake.domain.consent import Use
from intake.domain.contacts import Contacts
from intake.services import identity
from intake.services.instance import Instance
from tests.plugins.instances import Staff
from tests.web.source.conftest import Source, count
from tests.web.source.test_steps import only_case

KNOWN = {
    "danger_who": "Yan, 24, a student",
    "danger_seen": "yesterday evening, by the station",
    "danger_by": "men in masks, a grey van",
    "danger_medicine": "insulin",
    "danger_tell": "his mother, a lawyer, the United Nations",
}


def test_somebody_is_missing(source: Source, instance: Instance, staff: Staff) -> None:
    tab = source.get("/danger")
    sent = source.post("/danger", {**tab.fields, **KNOWN, "consent_read": "1", "consent_un": "1", "seal": "1"})
    assert len(sent.codename.split()) == 9
    case = only_case(instance, staff)
    assert case.urgent
    assert case.testimony.answers == {name: (said,) for name, said in KNOWN.items()}
    assert {use for use, on in case.consents.items() if on} == {Use.READ, Use.UN}


def test_one_line_is_enough(source: Source, instance: Instance) -> None:
    tab = source.get("/danger")
    sent = source.post("/danger", {**tab.fields, "danger_who": "my sister", "consent_read": "1"})
    assert sent.codename
    assert count(instance, "cases") == 1


def test_nothing_typed_is_lost_when_reading_was_not_allowed(source: Source, instance: Instance) -> None:
    tab = source.post("/danger", {**source.get("/danger").fields, **KNOWN, "consent_un": "1"})
    assert tab.status == 422
    assert "tick that the intake team may read it" in tab.text
    assert KNOWN.items() <= tab.fields.items()
    assert tab.fields["consent_un"] == "1"
    again = source.get(f"/danger?draft={tab.fields['draft']}")
    assert KNOWN.items() <= again.fields.items()
    assert source.post("/danger", {**tab.fields, "consent_read": "1"}).codename
    assert count(instance, "cases") == 1


def test_nothing_at_all_is_not_sent(source: Source, instance: Instance) -> None:
    tab = source.post("/danger", {**source.get("/danger").fields, "consent_read": "1"})
    assert tab.status == 422
    assert "write a few words" in tab.text
    assert count(instance, "cases") == 0


def test_a_form_without_its_token_is_shown_again(source: Source, instance: Instance) -> None:
    fields = {**source.get("/danger").fields, **KNOWN, "consent_read": "1", "csrf_token": "forged"}
    tab = source.post("/danger", fields)
    assert tab.status == 400
    assert KNOWN.items() <= tab.fields.items()
    assert count(instance, "cases") == 0


def test_sent_twice_it_is_one_case_with_one_codename(source: Source, instance: Instance) -> None:
    fields = {**source.get("/danger").fields, **KNOWN, "consent_read": "1"}
    first = source.post("/danger", fields)
    assert source.post("/danger", fields).codename == first.codename
    assert count(instance, "cases") == 1
    assert source.get(f"/danger?draft={fields['draft']}").codename == first.codename


def test_a_codename_is_caught(source: Source, instance: Instance) -> None:
    codename = source.told()
    tab = source.post("/danger", {**source.get("/danger").fields, "danger_who": codename, "consent_read": "1"})
    assert tab.status == 422
    assert "codename stands in your text" in tab.text
    assert source.get(f"/danger?draft={tab.fields['draft']}").fields["danger_who"] == ""
    assert count(instance, "cases") == 1


def test_a_contact_shown_at_once_reaches_the_circle_and_no_reviewer(
    source: Source, instance: Instance, staff: Staff
) -> None:
    reached = {"contact_name": "Vera", "contact_channel": "signal", "contact_address": "a number", "contact_now": "1"}
    source.post("/danger", {**source.get("/danger").fields, **KNOWN, **reached, "consent_read": "1"})
    case = only_case(instance, staff)
    shown = identity.open_at_once(instance, staff.keyring(instance, "anna"), case.case_id)
    assert (shown.name, shown.channel, shown.address) == ("Vera", "signal", "a number")


def test_a_number_without_a_way_is_asked_about_and_nothing_is_lost(source: Source, instance: Instance) -> None:
    fields = {**source.get("/danger").fields, **KNOWN, "contact_address": "a number", "consent_read": "1"}
    tab = source.post("/danger", fields)
    assert tab.status == 422
    assert "choose how we may use it" in tab.text
    assert KNOWN.items() <= tab.fields.items()
    assert tab.fields["contact_address"] == "a number"
    assert count(instance, "cases") == 0


def test_someone_in_danger_may_allow_questions_and_the_reviewer_is_told_so(
    source: Source, instance: Instance, staff: Staff
) -> None:
    fields = source.get("/danger").fields
    source.post("/danger", {**fields, **KNOWN, "consent_read": "1", "consent_recontact": "1"})
    assert only_case(instance, staff).consents[Use.RECONTACT]


def test_the_page_of_the_codename_says_how_soon_an_urgent_case_is_read(instance: Instance) -> None:
    settings = replace(instance.settings, contacts=Contacts(answer_hours=72, danger_hours=12))
    source = Source(create_source_app(replace(instance, settings=settings)), settings.source_url)
    urgent = source.post("/danger", {**source.get("/danger").fields, **KNOWN, "consent_read": "1"})
    assert "reads it within 12 hours" in urgent.text
    calm = source.post(
        "/testify", {**source.get("/testify").fields, "narrative": "a", "consent_read": "1", "seal": "1"}
    )
    assert calm.codename
    assert "hours" not in calm.text

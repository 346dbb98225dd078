"""The steps after the first page: asked as the answers lead, kept when left, sent from anywhere."""

from collections.abc import Callable

import pytest

from intake.domain.conversation import Step, path
from intake.domain.occurrences import Occurrence
from intake.services import queue, review
from intake.services.instance import Instance
from intake.services.review import CaseView
from tests.plugins.instances import Staff
from tests.web.source.conftest import TOLD, Source, Tab, count

ANSWERS = {
    Step.KINDS: {"kinds_held": "1", "kinds_beaten": "1"},
    Step.WHO: {"role": "relative"},
    Step.BEHALF: {"agreement": "cannot_ask", "why_not_asked": "He is still held."},
    Step.WHAT: {"held_how_long": "three days", "force_hands": "1", "force_truncheon": "1"},
    Step.WHEN: {"when": "in August", "where": "a bus", "stage": "transport"},
    Step.DOERS: {"doers_masked": "1", "doers_about": "a green bus"},
    Step.NOW: {"still_held": "unsure", "urgent": "1"},
    Step.HEALTH: {"exam": "yes", "exam_have_photos": "1"},
    Step.COMPLAINT: {"complaint": "no", "retaliation": "They called my work."},
    Step.TOLD: {"told_doctor": "1"},
    Step.CONTACT: {"contact_name": "Vera", "contact_channel": "phone", "contact_address": "a number"},
}
OWN_PAGES = [step for step in Step if step not in {Step.DANGER, Step.WORDS, Step.FILES, Step.READY}]


def begun(source: Source, **fields: str) -> str:
    """Write the first page, press "Go on", and return the draft's id."""
    tab = source.post("/testify", {**source.get("/testify").fields, "narrative": TOLD, "next": "1", **fields})
    return tab.fields["draft"]


def at(source: Source, step: str, draft: str) -> Tab:
    return source.get(f"/testify/{step}?draft={draft}")


def answer(source: Source, step: str, draft: str, **fields: str) -> Tab:
    return source.post(f"/testify/{step}", {**at(source, step, draft).fields, **fields})


def only_case(instance: Instance, staff: Staff, username: str = "anna") -> CaseView:
    keyring = staff.keyring(instance, username)
    (item,) = queue.queue(instance, keyring).items
    return review.open_case(instance, keyring, item.case_id)


def test_the_whole_way_reaches_the_intake_circle(source: Source, instance: Instance, staff: Staff) -> None:
    draft = begun(source, consent_read="1")
    for step, fields in ANSWERS.items():
        shown = answer(source, step, draft, **fields, next="1")
        assert shown.status == 200
    sent = answer(source, "ready", draft, seal="1")
    assert len(sent.codename.split()) == 9
    case = only_case(instance, staff)
    assert case.testimony.narrative == TOLD
    assert case.testimony.occurrences == (Occurrence("in August", "a bus", "transport"),)
    assert case.urgent
    assert case.testimony.answers == {
        "kinds": ("held", "beaten"),
        "role": ("relative",),
        "agreement": ("cannot_ask",),
        "why_not_asked": ("He is still held.",),
        "held_how_long": ("three days",),
        "force": ("hands", "truncheon"),
        "doers": ("masked",),
        "doers_about": ("a green bus",),
        "still_held": ("unsure",),
        "exam": ("yes",),
        "exam_have": ("photos",),
        "complaint": ("no",),
        "retaliation": ("They called my work.",),
        "told": ("doctor",),
    }


def test_every_step_can_send_what_there_is(source: Source, instance: Instance) -> None:
    for number, step in enumerate(OWN_PAGES, start=1):
        sent = answer(source, step, begun(source, consent_read="1"), seal="1")
        assert len(sent.codename.split()) == 9
        assert count(instance, "cases") == number


@pytest.mark.parametrize("step", OWN_PAGES)
def test_back_and_on_keep_what_was_answered(source: Source, step: Step) -> None:
    draft = begun(source, consent_read="1")
    fields = ANSWERS.get(step, {"guardian": "ask_me"})
    if step in {Step.BEHALF, Step.CHILD}:
        answer(source, "who", draft, role="relative", speaker_minor="1")
    if step in {Step.WHAT, Step.NOW, Step.HEALTH}:
        answer(source, "kinds", draft, kinds_held="1", kinds_beaten="1")
    for move in ("back", "next"):
        answer(source, step, draft, **fields, **{move: "1"})
        shown = at(source, step, draft).fields
        assert {name: shown.get(name) for name in fields} == fields


def test_the_answers_lead_the_way(source: Source) -> None:
    draft = begun(source)
    assert "It happened to me" in answer(source, "kinds", draft, kinds_court="1", next="1").text
    behalf = answer(source, "who", draft, role="lawyer", next="1")
    assert "Does this person agree" in behalf.text
    what = answer(source, "behalf", draft, next="1")
    assert "Was there a lawyer?" in what.text
    assert "What was missing there?" not in what.text


def test_boxes_can_be_taken_back(source: Source) -> None:
    draft = begun(source)
    answer(source, "kinds", draft, kinds_held="1", kinds_court="1")
    fields = at(source, "kinds", draft).fields
    del fields["kinds_held"]
    source.post("/testify/kinds", fields)
    assert "kinds_held" not in at(source, "kinds", draft).fields
    assert at(source, "kinds", draft).fields["kinds_court"] == "1"


def test_a_form_that_is_cut_off_takes_no_answer_back(source: Source) -> None:
    draft = begun(source)
    answer(source, "kinds", draft, kinds_held="1")
    fields = at(source, "kinds", draft).fields
    source.post("/testify/kinds", {name: fields[name] for name in ("csrf_token", "draft")})
    assert at(source, "kinds", draft).fields["kinds_held"] == "1"


def test_a_number_without_a_way_to_use_it_is_asked_about_and_kept(source: Source) -> None:
    draft = begun(source, consent_read="1")
    tab = answer(source, "contact", draft, contact_address="a number", next="1")
    assert tab.status == 422
    assert "choose how we may use it" in tab.text
    assert tab.fields["contact_address"] == "a number"
    assert answer(source, "contact", draft, contact_address="a number", back="1").status == 200
    assert at(source, "contact", draft).fields["contact_address"] == "a number"


def test_it_happened_again(source: Source) -> None:
    draft = begun(source)
    once = answer(source, "when", draft, when="May", again="1")
    assert "when_2" in once.fields
    assert "when_3" not in once.fields
    twice = source.post("/testify/when", {**once.fields, "where_2": "the same station", "again": "1"})
    assert {"when": "May", "where_2": "the same station", "when_3": ""}.items() <= twice.fields.items()


def test_without_leave_to_read_the_first_page_asks_for_it_and_nothing_is_lost(source: Source) -> None:
    draft = begun(source)
    tab = answer(source, "doers", draft, doers_about="a green bus", seal="1")
    assert tab.status == 422
    assert "tick that the intake team may read it" in tab.text
    assert tab.fields["narrative"] == TOLD
    assert len(source.post("/testify", {**tab.fields, "consent_read": "1", "seal": "1"}).codename.split()) == 9


def test_sending_from_the_first_page_sends_what_later_pages_hold(
    source: Source, instance: Instance, staff: Staff
) -> None:
    draft = begun(source)
    answer(source, "told", draft, told_family="1")
    first = source.get(f"/testify?draft={draft}")
    source.post("/testify", {**first.fields, "consent_read": "1", "seal": "1"})
    assert only_case(instance, staff).testimony.answers == {"told": ("family",)}


def test_a_codename_in_an_answer_is_not_stored_and_the_source_told(source: Source) -> None:
    codename = source.told()
    draft = begun(source)
    tab = answer(source, "doers", draft, doers_about=f"my words are {codename}", doers_masked="1")
    assert tab.status == 422
    assert "codename stands in your text" in tab.text
    assert codename in tab.fields["doers_about"]
    assert at(source, "doers", draft).fields["doers_about"] == ""


def test_a_codename_in_own_words_is_shown_again_and_not_stored(source: Source) -> None:
    codename = source.told()
    tab = source.post("/testify", {**source.get("/testify").fields, "narrative": codename, "next": "1"}, [("a", b"x")])
    assert tab.status == 422
    assert tab.fields["narrative"] == codename
    assert tab.received == ["a"]
    assert source.get(f"/testify?draft={tab.fields['draft']}").fields["narrative"] == ""


def test_a_step_of_an_old_session_keeps_what_was_typed(source: Source, new_source: Callable[[], Source]) -> None:
    draft = begun(source)
    fields = {**at(source, "doers", draft).fields, "doers_about": "a green bus"}
    reopened = new_source()
    tab = reopened.post("/testify/doers", fields)
    assert tab.status == 400
    assert tab.fields["doers_about"] == "a green bus"
    assert at(reopened, "doers", tab.fields["draft"]).fields["doers_about"] == "a green bus"


def test_steps_that_are_no_pages_of_their_own_lead_to_the_form(source: Source) -> None:
    draft = begun(source)
    assert at(source, "nonsense", draft).status == 404
    assert at(source, "words", draft).fields["narrative"] == TOLD
    assert "attachments" in at(source, "files", draft).answer.text
    assert "danger_who" in at(source, "danger", draft).fields
    assert source.get("/testify/who").status == 403
    for step in ("nonsense", "words", "files", "danger"):
        assert source.post(f"/testify/{step}", {"draft": draft}).status == 404


def test_a_step_after_sending_leads_to_the_codename(source: Source) -> None:
    draft = begun(source, consent_read="1")
    old = at(source, "who", draft).fields
    codename = answer(source, "ready", draft, seal="1").codename
    assert source.post("/testify/who", {**old, "next": "1"}).codename == codename
    assert at(source, "who", draft).codename == codename


def test_the_last_page_says_what_is_filled_in(source: Source) -> None:
    draft = begun(source)
    answer(source, "when", draft, where="a bus")
    text = " ".join(at(source, "ready", draft).text.split())
    assert "When and where? filled in" in text
    assert "Who did it? empty" in text
    assert "The person it happened to" not in text


def test_progress_counts_the_way_that_lies_ahead(source: Source) -> None:
    draft = begun(source)
    assert f"Step 2 of {len(path({}))}" in at(source, "kinds", draft).text
    answer(source, "who", draft, speaker_minor="1")
    assert f"Step 4 of {len(path({})) + 1}" in at(source, "child", draft).text

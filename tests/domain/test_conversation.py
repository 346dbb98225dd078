"""The steps of the form: what was said decides what is asked next, and nothing that was answered is hidden."""

from hypothesis import given
from hypothesis import strategies as st

from intake.domain import conversation, occurrences
from intake.domain.conversation import BY_NAME, EVERY, QUESTIONS, Answer, Step, asked, neighbours, path
from intake.domain.occurrences import MOST, Occurrence

FIELD_NAMES = sorted({name for question in EVERY for name in question.fields})
VALUES = sorted({"1", *(choice for question in EVERY for choice in question.choices)})
FIELDS = st.dictionaries(st.sampled_from(FIELD_NAMES), st.sampled_from(VALUES))


def test_every_question_has_a_name_of_its_own_and_no_field_is_shared() -> None:
    assert len(BY_NAME) == len(EVERY)
    assert len(FIELD_NAMES) == sum(len(question.fields) for question in EVERY)
    assert not set(FIELD_NAMES) & set(occurrences.FIELDS)
    assert all(bool(one.choices) == (one.answer in {Answer.ONE, Answer.SOME}) for one in EVERY)


def test_before_anything_is_said_the_way_is_short() -> None:
    assert path({})[:3] == (Step.WORDS, Step.KINDS, Step.WHO)
    assert not {Step.BEHALF, Step.CHILD, Step.HEALTH} & set(path({}))
    assert path({})[-1] is Step.READY


def test_the_kinds_decide_what_is_asked() -> None:
    names = {question.name for question in asked(Step.WHAT, {"kinds_court": "1"})}
    assert names == {"court_lawyer", "court_how", "court_result", "others_too"}
    assert Step.HEALTH in path({"kinds_beaten": "1"})


def test_who_speaks_for_another_is_asked_whether_they_agree() -> None:
    assert Step.BEHALF in path({"role": "relative"})
    assert Step.BEHALF not in path({"role": "survivor"})


def test_someone_under_18_has_a_step_of_their_own() -> None:
    for minor in ({"age_band": "under_18"}, {"speaker_minor": "1"}):
        assert Step.CHILD in path(minor)
    assert Step.CHILD not in path({"age_band": "18_29"})


@given(FIELDS)
def test_what_was_answered_is_never_hidden(fields: dict[str, str]) -> None:
    shown = {name for step in path(fields) for question in asked(step, fields) for name in question.fields}
    shown |= {name for question in QUESTIONS[Step.DANGER] for name in question.fields}
    given_answers = conversation.answers(fields)
    assert {name for name in given_answers if not set(BY_NAME[name].fields) & shown} == set()
    for step, questions in QUESTIONS.items():
        assert conversation.is_answered(step, fields) == any(one.name in given_answers for one in questions)


@given(FIELDS, st.sampled_from(list(Step)))
def test_back_and_forward_lead_along_the_path(fields: dict[str, str], step: Step) -> None:
    before, after = neighbours(step, fields)
    way = path(fields)
    assert (before is None) == (step in {Step.DANGER, Step.WORDS})
    assert (after is None) == (step is Step.READY)
    if before is not None and step in way:
        assert neighbours(before, fields)[1] is step
    assert before is None or before in way
    assert after is None or after in way


def test_choices_that_are_not_on_the_form_are_no_answers() -> None:
    assert conversation.answers({"role": "admin", "force_hands": "1", "force_magic": "1", "work_reason": "  "}) == {
        "force": ("hands",)
    }


def test_occurrences_are_counted_up_to_the_last_that_says_anything() -> None:
    fields = {"when": "May", "where_4": "a station", "stage_4": "nowhere", f"when_{MOST + 1}": "never"}
    assert occurrences.count(fields) == 4
    assert occurrences.count({}) == 1
    assert occurrences.read(fields, frozenset({"arrest"})) == (Occurrence("May"), Occurrence(where="a station"))

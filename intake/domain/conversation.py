"""The form as a conversation: its steps, what each asks, and which are asked after what was said. Pure.

Nothing here is required. Nothing asks for names of fellow protesters, helpers or organisers, for blame, for sexual
detail, for political membership, or whether it was torture (`standards.md`, section C). What is asked follows the
Istanbul Protocol, the special procedures' forms and the Berkeley Protocol; `intake/web/wording/` holds the words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Fields = Mapping[str, str]


class Step(StrEnum):
    """One page of the conversation. `DANGER` stands for itself: two minutes, and it is sent."""

    DANGER = "danger"
    WORDS = "words"
    KINDS = "kinds"
    WHO = "who"
    BEHALF = "behalf"
    CHILD = "child"
    WHAT = "what"
    WHEN = "when"
    DOERS = "doers"
    NOW = "now"
    HEALTH = "health"
    COMPLAINT = "complaint"
    TOLD = "told"
    CONTACT = "contact"
    FILES = "files"
    READY = "ready"


class Answer(StrEnum):
    """How a question is answered: a line, a longer text, one choice, or any of several."""

    LINE = "line"
    TEXT = "text"
    ONE = "one"
    SOME = "some"


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `after` lists the answers (field, value) of which one must be given for it to be asked."""

    name: str
    answer: Answer
    choices: tuple[str, ...] = ()
    after: tuple[tuple[str, str], ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of its form fields: one, or one box a choice."""
        return tuple(map(self.box, self.choices)) if self.answer is Answer.SOME else (self.name,)

    def box(self, choice: str) -> str:
        """Return the name of a choice's box."""
        return f"{self.name}_{choice}"

    def read(self, fields: Fields) -> tuple[str, ...]:
        """Return what was answered; a choice that is not on the form counts as not given."""
        if self.answer is Answer.SOME:
            return tuple(choice for choice in self.choices if fields.get(self.box(choice)))
        given = fields.get(self.name, "").strip()
        if self.answer is Answer.ONE and given not in self.choices:
            return ()
        return (given,) if given else ()

    def asked(self, fields: Fields) -> bool:
        """Tell whether it is asked after what was said. What was answered before is never hidden."""
        return not self.after or any(fields.get(name) == value for name, value in self.after) or bool(self.read(fields))


def _line(name: str, *kinds: str) -> Question:
    return Question(name, Answer.LINE, (), _after(kinds))


def _text(name: str, *kinds: str) -> Question:
    return Question(name, Answer.TEXT, (), _after(kinds))


def _one(name: str, choices: str, *kinds: str) -> Question:
    return Question(name, Answer.ONE, tuple(choices.split()), _after(kinds))


def _some(name: str, choices: str, *kinds: str) -> Question:
    return Question(name, Answer.SOME, tuple(choices.split()), _after(kinds))


def _after(kinds: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((f"kinds_{kind}", "1") for kind in kinds)


KINDS = "held beaten protest court work_study threats media organisation exile death health"
OTHERS = tuple(("role", role) for role in ("relative", "witness", "lawyer"))
MINOR_BAND = "under_18"
MINOR = (("age_band", MINOR_BAND), ("speaker_minor", "1"))
YES_NO = "yes no unsure"

QUESTIONS: Mapping[Step, tuple[Question, ...]] = {
    Step.DANGER: (
        _line("danger_who"),
        _line("danger_seen"),
        _line("danger_by"),
        _line("danger_medicine"),
        _line("danger_tell"),
    ),
    Step.KINDS: (_some("kinds", KINDS),),
    Step.WHO: (
        _one("role", "survivor relative witness lawyer"),
        _one("age_band", "under_18 18_29 30_44 45_59 60_over"),
        _some("speaker", "minor"),
    ),
    Step.BEHALF: (
        Question("agreement", Answer.ONE, ("agrees", "cannot_ask", "not_asked", "refuses"), OTHERS),
        Question("why_not_asked", Answer.LINE, (), OTHERS),
    ),
    Step.CHILD: (Question("guardian", Answer.ONE, ("yes", "no", "ask_me"), MINOR),),
    Step.WHAT: (
        _line("held_how_long", "held"),
        _some("held_lacked", "space bed food water toilet warmth light medicine", "held"),
        _one("family_told", YES_NO, "held"),
        _some(
            "force",
            "hands truncheon electric irritant stun_grenade rubber_bullet water_cannon vehicle firearm other",
            "beaten", "held", "protest", "death",
        ),
        _some("made_to", "stand_or_kneel say_on_camera sign unlock_phone watch_others", "held", "beaten"),
        _one("protest_part", "took_part passing_by working", "protest"),
        _one("court_lawyer", "own appointed none", "court"),
        _some("court_how", "by_video closed_doors minutes_only hidden_witnesses no_interpreter", "court"),
        _line("court_result", "court"),
        _some("work_what", "dismissed expelled pressed_to_leave not_renewed threatened", "work_study"),
        _line("work_reason", "work_study"),
        _some("threat_way", "in_person phone online through_family letter", "threats"),
        _line("threat_what", "threats"),
        _some("media_what", "accreditation equipment blocked search held_at_work printing", "media"),
        _some("organisation_what", "closed search accounts people_held pressed", "organisation"),
        _some("exile_what", "left_for_safety taken_to_border not_let_in papers_taken", "exile"),
        _line("death_learnt", "death"),
        _some("death_papers", "cause_written examined returned_late pressed", "death"),
        _some("help_refused", "refused late medicine_taken", "health", "held", "beaten"),
        _line("others_too"),
    ),
    Step.DOERS: (
        _some("doers", "uniform plain_clothes masked unmarked_vehicle guards officials employer unknown"),
        _line("doers_about"),
    ),
    Step.NOW: (
        _one("still_held", YES_NO, "held"),
        _line("held_where", "held"),
        _one("danger_now", YES_NO),
    ),
    Step.HEALTH: (
        _one("exam", "yes no not_yet", "beaten", "held", "protest", "health", "death"),
        _line("exam_where", "beaten", "held", "protest", "health", "death"),
        _some("exam_have", "report photos prescriptions clothes", "beaten", "held", "protest", "health", "death"),
    ),
    Step.COMPLAINT: (
        _one("complaint", "yes no not_taken"),
        _line("complaint_where"),
        _one("complaint_result", "no_answer refused opened closed"),
        _text("retaliation"),
    ),
    Step.TOLD: (
        _some("told", "family doctor lawyer organisation journalist un authority"),
        _line("told_whom"),
    ),
}  # fmt: skip

EVERY = tuple(question for questions in QUESTIONS.values() for question in questions)
BY_NAME: Mapping[str, Question] = {question.name: question for question in EVERY}


def asked(step: Step, fields: Fields) -> tuple[Question, ...]:
    """Return what a step asks after what was said so far."""
    return tuple(question for question in QUESTIONS.get(step, ()) if question.asked(fields))


def path(fields: Fields) -> tuple[Step, ...]:
    """Return the steps in order; one that has no question left to ask is passed over."""
    return tuple(step for step in Step if step is not Step.DANGER and (step not in QUESTIONS or asked(step, fields)))


def neighbours(step: Step, fields: Fields) -> tuple[Step | None, Step | None]:
    """Return the steps before and after, seen from a step that need not itself be on the path."""
    order = list(Step)
    way = path(fields)
    before = [one for one in way if order.index(one) < order.index(step)]
    after = [one for one in way if order.index(one) > order.index(step)]
    return (before[-1] if before else None), (after[0] if after else None)


def answers(fields: Fields) -> dict[str, tuple[str, ...]]:
    """Return every answer that was given, by the question's name."""
    return {question.name: given for question in EVERY if (given := question.read(fields))}


def is_answered(step: Step, fields: Fields) -> bool:
    """Tell whether anything was answered on a step."""
    return any(question.read(fields) for question in QUESTIONS.get(step, ()))

"""What a source answered to the form's questions, as staff read it: in the form's order, in the form's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from intake.domain.conversation import QUESTIONS, Step
from intake.web.review.blueprint import blueprint
from intake.web.wording.choices import CHOICES
from intake.web.wording.questions import QUESTIONS as WORDS
from intake.web.wording.steps import HEADINGS

ELSEWHERE = frozenset({"role", "age_band"})  # stand among the facts on top


@dataclass(frozen=True, slots=True)
class Part:
    """The answers of one page of the form: its title, and each question with what was said."""

    title: str
    said: tuple[tuple[str, str], ...]


@blueprint.app_template_filter()
def by_step(answers: Mapping[str, Sequence[str]]) -> list[Part]:
    """Return the pages on which something was answered."""
    parts = [_part(step, answers) for step in QUESTIONS]
    return [part for part in parts if part.said]


def _part(step: Step, answers: Mapping[str, Sequence[str]]) -> Part:
    names = [one.name for one in QUESTIONS[step] if one.name in answers and one.name not in ELSEWHERE]
    return Part(HEADINGS[step].title, tuple((WORDS[name].label, in_words(name, answers[name])) for name in names))


def in_words(name: str, given: Sequence[str]) -> str:
    """Return an answer as the form says it."""
    # A later version of the form may have other choices: what is not among ours is shown as it was sent.
    words = CHOICES.get(name, {})
    return "; ".join(str(words.get(one, one)) for one in given)

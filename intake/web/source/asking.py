"""A step's questions as form fields with their words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from flask_babel import lazy_gettext as _
from wtforms import SelectChoice, SelectField, StringField, TextAreaField  # type: ignore[attr-defined]  # new in 3.3
from wtforms.fields import Field

from intake.domain import conversation, occurrences
from intake.domain.conversation import Answer, Question, Step
from intake.domain.occurrences import MOST, field_name
from intake.web.forms import Box, Form
from intake.web.source.fields import URGENT
from intake.web.source.forms import UNSAID, URGENT_HINT, urgent_box
from intake.web.wording.choices import CHOICES
from intake.web.wording.questions import QUESTIONS


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together, each with its hint. `several`: under the legend, with the group's own hint."""

    fields: tuple[tuple[Field, str], ...]
    legend: str = ""
    hint: str = ""
    several: bool = False
    anchor: str = ""


def asking(step: Step, fields: Mapping[str, str], *, more: bool = False) -> list[Group]:
    """Return the groups of a step, filled in. `more` adds one more time that it happened."""
    if step is Step.WHEN:
        return _times(fields, min(MOST, occurrences.count(fields) + more))
    form = _form_class(step).of(fields)
    groups = groups_of(conversation.asked(step, fields), form)
    if step is Step.NOW:
        groups.append(Group(((form[URGENT], URGENT_HINT),)))
    return groups


def groups_of(questions: Iterable[Question], form: Form) -> list[Group]:
    """Return the groups of these questions in a form that has their fields."""
    return [_group(question, form) for question in questions]


def _group(question: Question, form: Form) -> Group:
    words = QUESTIONS[question.name]
    if question.answer is Answer.SOME:
        return Group(tuple((form[name], "") for name in question.fields), words.label, words.hint, several=True)
    return Group(((form[question.name], words.hint),))


def _times(fields: Mapping[str, str], count: int) -> list[Group]:
    form = _times_class(count).of(fields)
    return [
        Group(
            tuple((form[field_name(name, number)], "") for name in occurrences.NAMES),
            "" if number == 1 else _("It happened again"),
            several=number > 1,
            anchor=field_name("time", number),
        )
        for number in range(1, count + 1)
    ]


@cache
def _form_class(step: Step) -> type[Form]:
    fields = form_fields(conversation.QUESTIONS.get(step, ()))
    if step is Step.NOW:
        fields[URGENT] = urgent_box()
    return type("StepForm", (Form,), fields)


@cache
def _times_class(count: int) -> type[Form]:
    fields: dict[str, object] = {}
    for number in range(1, count + 1):
        fields[field_name("when", number)] = StringField(_("When was it, roughly?"))
        fields[field_name("where", number)] = StringField(_("Where was it, roughly?"))
        fields[field_name("stage", number)] = _choice(_("At what point did it happen?"), CHOICES["stage"])
    return type("TimesForm", (Form,), fields)


def form_fields(questions: Iterable[Question]) -> dict[str, object]:
    """Return the form fields of these questions, by name."""
    fields: dict[str, object] = {}
    for question in questions:
        fields |= _fields_of(question)
    return fields


def _fields_of(question: Question) -> dict[str, object]:
    label, choices = QUESTIONS[question.name].label, CHOICES.get(question.name, {})
    if question.answer is Answer.SOME:
        return {question.box(choice): Box(choices[choice]) for choice in question.choices}
    if question.answer is Answer.ONE:
        return {question.name: _choice(label, {choice: choices[choice] for choice in question.choices})}
    kind = StringField if question.answer is Answer.LINE else TextAreaField
    return {question.name: kind(label)}


def _choice(label: str, choices: Mapping[str, str]) -> SelectField:
    return SelectField(label, default="", choices=[UNSAID, *(SelectChoice(*one) for one in choices.items())])

"""What is asked when a case changes hands or is put aside."""

from collections.abc import Iterable
from datetime import date, timedelta

from flask_babel import lazy_gettext as _
from typing_extensions import override
from wtforms import (  # type: ignore[attr-defined]  # new in 3.3
    Field,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, ValidationError

from intake import clock
from intake.services.people import Person
from intake.services.review import CaseView
from intake.web.forms import Form, want_words
from intake.web.review.words import WORDS

LONGEST_NOTE = 1000
SHORT = Length(max=LONGEST_NOTE, message=_("Please keep it under 1000 characters."))
CHOOSE = InputRequired(_("Choose somebody."))


def want_day(_form: Form, field: StringField) -> None:
    """Raise `ValidationError` for anything but a day to come."""
    try:
        day = date.fromisoformat(field.data or "")
    except ValueError as error:
        raise ValidationError(_("Choose a day.")) from error
    if day <= clock.today():
        raise ValidationError(_("Choose a day that is still to come."))


class MoveForm(Form):
    """The base: each has a text, which is what a codename must not stand in."""

    def offer(self, view: CaseView, me: str) -> None:
        """Fill in who can be chosen; `me` is the reader's member id."""

    @property
    def words(self) -> TextAreaField:
        """The field for words."""
        return next(field for field in self if isinstance(field, TextAreaField))

    @property
    def refused(self) -> Field:
        """The field that says who, which is what a refusal is mostly about."""
        return next((field for field in self if isinstance(field, SelectField)), self.words)


class ReasonForm(MoveForm):
    """Only a reason."""

    reason = TextAreaField(_("Why?"), validators=[want_words, SHORT])


class HoldForm(MoveForm):
    """A reason and a day."""

    again = StringField(_("When should somebody look at it again?"), validators=[want_day], render_kw={"type": "date"})
    reason = TextAreaField(_("What are you waiting for?"), validators=[want_words, SHORT])

    @override
    def offer(self, view: CaseView, me: str) -> None:
        """Propose a day two weeks from now."""
        if not self.again.data:
            self.again.data = (clock.today() + timedelta(days=14)).isoformat()


class GiveForm(MoveForm):
    """A member, what they are to do, and a note for them."""

    member = SelectField(_("To whom?"), validators=[CHOOSE], validate_choice=False)
    task = SelectField(
        _("What are they to do?"), choices=[SelectChoice(*one) for one in WORDS["task"].items()], validate_choice=False
    )
    note = TextAreaField(_("A note for them"), validators=[SHORT])

    @override
    def offer(self, view: CaseView, me: str) -> None:
        """Everybody who may have the case."""
        self.member.choices = _somebody(view.assignable)


class HandOverForm(MoveForm):
    """A colleague and a note for them."""

    member = SelectField(_("To whom?"), validators=[CHOOSE], validate_choice=False)
    note = TextAreaField(_("What they should know"), validators=[SHORT])

    @override
    def offer(self, view: CaseView, me: str) -> None:
        """Everybody else who may have the case."""
        self.member.choices = _somebody(one for one in view.assignable if one.id != me)


class RecuseForm(MoveForm):
    """Who may open the case no more, and why."""

    member = SelectField(_("Who?"), validators=[CHOOSE], validate_choice=False)
    reason = TextAreaField(_("Why?"), validators=[want_words, SHORT])

    @override
    def offer(self, view: CaseView, me: str) -> None:
        """Everybody else who could open it now or later."""
        self.member.choices = _somebody(one for one in view.assignable if one.id != me)


class RestrictForm(MoveForm):
    """Who alone may open the case, and why."""

    members = SelectMultipleField(_("Besides you"), validate_choice=False)
    reason = TextAreaField(_("Why?"), validators=[want_words, SHORT])

    @override
    def offer(self, view: CaseView, me: str) -> None:
        """Everybody else who may have it; those who have a task are ticked."""
        self.members.choices = _people(one for one in view.assignable if one.id != me)
        if self.members.data is None:
            self.members.data = [one.id for one in view.assigned if one.id != me]


def _people(people: Iterable[Person]) -> list[SelectChoice]:
    return [SelectChoice(one.id, one.username) for one in people]


def _somebody(people: Iterable[Person]) -> list[SelectChoice]:
    """Offer nobody first: whom a step is about is said, not left as it was."""
    return [SelectChoice("", _("Choose somebody")), *_people(people)]

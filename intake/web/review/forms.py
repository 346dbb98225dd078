"""What reviewers fill in."""

from collections.abc import Iterable, Mapping
from typing import Self

from flask_babel import lazy_gettext as _
from wtforms import SelectChoice, SelectField, StringField, TextAreaField  # type: ignore[attr-defined]  # new in 3.3
from wtforms.validators import Length

from intake.domain.consent import LONGEST_NOTE, Use
from intake.domain.custody import Purpose
from intake.domain.custody_papers import LONGEST_REASON
from intake.domain.summary import LONGEST_SUMMARY, LONGEST_TITLE, Summary
from intake.web.forms import Box, Form, want_words
from intake.web.review.words import WORDS
from intake.web.wording.custody import PURPOSES, WANTS


class ReplyForm(Form):
    """A message to the source."""

    message = TextAreaField(_("Your message"), validators=[want_words])


class SummaryForm(Form):
    """What a case is called in lists, and what it is about."""

    title = StringField(
        _("Title"), validators=[Length(max=LONGEST_TITLE, message=_("Please keep it under 80 characters."))]
    )
    summary = TextAreaField(
        _("Summary"), validators=[Length(max=LONGEST_SUMMARY, message=_("Please keep it under 500 characters."))]
    )

    @property
    def typed(self) -> Summary:
        """What was typed, tidied."""
        return Summary.typed(self.title.data or "", self.summary.data or "")


class DecisionForm(Form):
    """What is opened besides being read, each box named by its use, and how that was decided."""

    statistics = Box(WORDS["use"]["statistics"])
    quote = Box(WORDS["use"]["quote"])
    named = Box(WORDS["use"]["named"])
    partners = Box(WORDS["use"]["partners"])
    un = Box(WORDS["use"]["un"])
    prosecutor = Box(WORDS["use"]["prosecutor"])
    media = Box(WORDS["use"]["media"])
    recontact = Box(WORDS["use"]["recontact"])
    note = TextAreaField(
        _("How was it decided?"),
        validators=[want_words, Length(max=LONGEST_NOTE, message=_("Please keep it under 500 characters."))],
    )

    @property
    def boxes(self) -> list[Box]:
        """The uses, in order."""
        return [one for one in self if isinstance(one, Box)]

    @property
    def opened(self) -> set[Use]:
        """The uses that were chosen."""
        return {Use(one.name) for one in self.boxes if one.data}


class AskForm(Form):
    """What is asked of the custodians, for a purpose among those that are possible now."""

    purpose = SelectField(_("What is it for?"))
    want = SelectField(_("What do you need?"), choices=[SelectChoice(str(want), text) for want, text in WANTS.items()])
    reason = TextAreaField(
        _("Why do you need it?"),
        validators=[want_words, Length(max=LONGEST_REASON, message=_("Please keep it under 500 characters."))],
    )

    @classmethod
    def for_purposes(cls, purposes: Iterable[Purpose], fields: Mapping[str, str] | None = None) -> Self:
        """Return the form with these purposes to choose from."""
        form = cls.of(fields)
        form.purpose.choices = [SelectChoice(str(purpose), PURPOSES[purpose]) for purpose in purposes]
        return form

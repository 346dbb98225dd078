"""What a source can fill in. Nothing is ticked beforehand, and only one box is needed."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from wtforms import SelectChoice, SelectField, StringField, TextAreaField  # type: ignore[attr-defined]  # new in 3.3

from intake.web.forms import Box, Form, Ticked

UNSAID = SelectChoice("", _("I would rather not say"))


class TestifyForm(Form):
    """The testimony, in its order on the page."""

    narrative = TextAreaField(_("What happened?"))
    consent_read = Box(
        _("The intake team may read what I send"),
        validators=[Ticked(_("Please tick that the intake team may read it. We cannot receive it otherwise."))],
    )
    consent_statistics = Box(_("It may be counted in statistics"))
    consent_quote = Box(_("Sentences of mine may be quoted without my name"))
    consent_named = Box(_("My name may stand beside it"))
    consent_partners = Box(_("It may be shared with other human rights organisations"))
    consent_un = Box(_("It may be given to the United Nations"))
    consent_prosecutor = Box(_("It may be given to a prosecutor or a court"))
    consent_media = Box(_("It may be given to journalists"))
    consent_recontact = Box(_("You may ask me more questions"))
    urgent = Box(_("Someone is in danger right now"))
    role = SelectField(
        _("Who are you in this story?"),
        default="",
        choices=[
            UNSAID,
            SelectChoice("survivor", _("It happened to me")),
            SelectChoice("relative", _("It happened to someone close to me")),
            SelectChoice("witness", _("I saw it or heard it")),
            SelectChoice("lawyer", _("I am a lawyer, a doctor or a helper")),
        ],
    )
    age_band = SelectField(
        _("How old was the person it happened to?"),
        default="",
        choices=[
            UNSAID,
            SelectChoice("under_18", _("Under 18")),
            SelectChoice("18_29", _("18 to 29")),
            SelectChoice("30_44", _("30 to 44")),
            SelectChoice("45_59", _("45 to 59")),
            SelectChoice("60_over", _("60 or older")),
        ],
    )
    stage = SelectField(
        _("At what point did it happen?"),
        default="",
        choices=[
            UNSAID,
            SelectChoice("arrest", _("While being stopped or arrested")),
            SelectChoice("transport", _("On the way, in a vehicle")),
            SelectChoice("detention", _("In a police station or short detention")),
            SelectChoice("remand", _("In remand, prison or a colony")),
            SelectChoice("after_release", _("After release, or without arrest")),
        ],
    )
    when = StringField(_("When was it, roughly?"))
    where = StringField(_("Where was it, roughly?"))

    def to_fields(self, language: str) -> dict[str, str]:
        """Return what was filled in, as text by name; a box that is off is absent."""
        given = {name: "1" if value is True else str(value or "") for name, value in self.data.items()}
        return {name: value for name, value in {**given, "language": language}.items() if value}

    @property
    def is_begun(self) -> bool:
        """Whether anything was filled in, rightly or wrongly."""
        return bool(self.errors) or any(self.data.values())

    @property
    def says_more(self) -> bool:
        """Whether one of the questions that are folded away was touched."""
        return any(one.data or one.errors for one in (self.role, self.age_band, self.stage, self.when, self.where))

    @property
    def consents(self) -> list[Box]:
        """The boxes after the first, in order."""
        return [box for box in self if isinstance(box, Box) and box.name not in {"consent_read", "urgent"}]


class ReturnForm(Form):
    """The way back."""

    codename = TextAreaField(_("Your codename"))


class MessageForm(Form):
    """A few more words from a source who came back."""

    message = TextAreaField(_("Write to us"))


CONSENT_HINTS: Mapping[str, str] = {
    "consent_read": _("A few people who are trained for this. Nobody else, unless you allow more below."),
    "consent_statistics": _("Only numbers are published, and they are blurred so that nobody can be picked out."),
    "consent_quote": _("We leave out names, places and details that could point to you."),
    "consent_named": _("Only if you want to be known. We ask you again before anything appears."),
    "consent_partners": _("Organisations that document the same abuses, so that you need not tell it again."),
    "consent_un": _("For example the Committee against Torture or a Special Rapporteur."),
    "consent_prosecutor": _("Only outside the country where it happened, where such crimes can be tried."),
    "consent_media": _("Without this, no journalist sees it."),
    "consent_recontact": _("We write to the mailbox that your codename opens. We never call or visit."),
}

"""What a source can fill in. Nothing is ticked beforehand, and only one box is needed."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from wtforms import SelectChoice, TextAreaField  # type: ignore[attr-defined]  # new in 3.3

from intake.web.forms import Box, Form, Ticked

UNSAID = SelectChoice("", _("I would rather not say"))


def urgent_box() -> Box:
    """Return the box that sets the one mark that is readable on the server."""
    return Box(_("Someone is in danger right now"))


URGENT_HINT = _(
    "Tick this if someone is being held, hurt or threatened now. We look at these first. On our server, this one mark "
    "can be seen without opening the testimony."
)


def read_box() -> Box:
    """Return the one box that is needed."""
    return Box(
        _("The intake team may read what I send"),
        validators=[Ticked(_("Please tick that the intake team may read it. We cannot receive it otherwise."))],
    )


class WordsForm(Form):
    """The first page, in its order."""

    narrative = TextAreaField(_("What happened?"))
    consent_read = read_box()
    consent_statistics = Box(_("It may be counted in statistics"))
    consent_quote = Box(_("Sentences of mine may be quoted without my name"))
    consent_named = Box(_("My name may stand beside it"))
    consent_partners = Box(_("It may be shared with other human rights organisations"))
    consent_un = Box(_("It may be given to the United Nations"))
    consent_prosecutor = Box(_("It may be given to a prosecutor or a court"))
    consent_media = Box(_("It may be given to journalists"))
    consent_recontact = Box(_("You may ask me more questions"))
    urgent = urgent_box()

    @property
    def is_begun(self) -> bool:
        """Whether anything was filled in, rightly or wrongly."""
        return bool(self.errors) or any(self.data.values())

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

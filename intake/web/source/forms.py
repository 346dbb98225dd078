"""What a source can fill in. Nothing is ticked beforehand, and only one box is needed."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from wtforms import SelectChoice, SelectField, TextAreaField  # type: ignore[attr-defined]  # new in 3.3

from intake.domain.consent import CONSENT_FIELDS, Use
from intake.web.consent_words import CONSENTS, UN_NAME, UN_NAMES
from intake.web.forms import Box, Form, Ticked

UNSAID = SelectChoice("", _("I would rather not say"))


def urgent_box() -> Box:
    """Return the box that sets the one mark that is readable on the server."""
    return Box(_("Someone is in danger right now"))


URGENT_HINT = _(
    "Tick this if someone is being held, hurt or threatened now. We look at these first. On our server, this one mark "
    "can be seen without opening the testimony."
)


class WordsForm(Form):
    """The first page, in its order."""

    narrative = TextAreaField(_("What happened?"))
    consent_read = Box(
        CONSENTS[Use.READ].label,
        validators=[Ticked(_("Please tick that the intake team may read it. We cannot receive it otherwise."))],
    )
    consent_statistics = Box(CONSENTS[Use.STATISTICS].label)
    consent_quote = Box(CONSENTS[Use.QUOTE].label)
    consent_named = Box(CONSENTS[Use.NAMED].label)
    consent_partners = Box(CONSENTS[Use.PARTNERS].label)
    consent_un = Box(CONSENTS[Use.UN].label)
    consent_prosecutor = Box(CONSENTS[Use.PROSECUTOR].label)
    consent_media = Box(CONSENTS[Use.MEDIA].label)
    consent_recontact = Box(CONSENTS[Use.RECONTACT].label)
    un_name = SelectField(
        UN_NAME,
        default="",
        choices=[SelectChoice("", _("I have not decided yet")), *(SelectChoice(*one) for one in UN_NAMES.items())],
    )
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


CONSENT_HINTS: Mapping[str, str] = {name: CONSENTS[use].hint for name, use in CONSENT_FIELDS.items()}

"""What reviewers fill in."""

from flask_babel import lazy_gettext as _
from wtforms import TextAreaField
from wtforms.validators import ValidationError

from intake.web.forms import Form


class ReplyForm(Form):
    """A message to the source."""

    message = TextAreaField(_("Your message"))

    def validate_message(self, field: TextAreaField) -> None:
        """Want some words."""
        if not (field.data or "").strip():
            raise ValidationError(_("There are no words in it yet."))

"""What custodians fill in."""

from flask_babel import lazy_gettext as _
from wtforms import TextAreaField
from wtforms.validators import Length

from intake.domain.custody_papers import LONGEST_REASON
from intake.web.forms import Form, want_words


class RefuseForm(Form):
    """Why something is not released."""

    reason = TextAreaField(
        _("Why not?"),
        validators=[
            want_words,
            Length(max=LONGEST_REASON, message=_("Please keep it under 500 characters.")),
        ],
    )

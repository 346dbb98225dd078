"""What staff fill in on the pages that all of them share."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, PasswordField, StringField

from intake.web.forms import Form


class SignInForm(Form):
    """Name and passphrase. `next` is where the member wanted to go."""

    username = StringField(_("User name"))
    passphrase = PasswordField(_("Passphrase"))
    next = HiddenField()

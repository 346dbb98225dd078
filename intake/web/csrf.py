"""The token that shows that a form was ours. It lives as long as the session: an hour of typing must not expire it."""

from flask_wtf.csrf import generate_csrf, validate_csrf
from werkzeug.exceptions import BadRequest
from wtforms.validators import ValidationError

FIELD = "csrf_token"


class ForgedForm(BadRequest):
    """The token is missing or is not of this session. Nothing was done."""


def token() -> str:
    """Return this session's token for a form."""
    return str(generate_csrf())


def holds(sent: str | None) -> bool:
    """Tell whether the token is of this session."""
    try:
        validate_csrf(sent)
    except ValidationError:
        return False
    return True


def check(sent: str | None) -> None:
    """Raise `ForgedForm` unless the token is of this session."""
    if not holds(sent):
        raise ForgedForm

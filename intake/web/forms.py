"""The base of every form: fields that were read already, checked by WTForms."""

from collections.abc import Mapping, Sequence
from typing import Self

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from typing_extensions import override
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, TextAreaField
from wtforms.validators import StopValidation, ValidationError


class Form(FlaskForm):
    """A form over fields read by `web/streaming.py`; never over `request.form`, which would parse the body again."""

    class Meta:
        """The token is checked by `web/csrf.py`, before the first byte of a file."""

        csrf = False

    @classmethod
    def of(cls, fields: Mapping[str, str] | None = None) -> Self:
        """Return the form filled with what was sent, or empty."""
        return cls(formdata=MultiDict(fields or {}))


def want_words(_form: Form, field: TextAreaField) -> None:
    """Raise `ValidationError` for a text without words."""
    if not (field.data or "").strip():
        raise ValidationError(_("There are no words in it yet."))


class Box(BooleanField):
    """A box that is on only for what a ticked box sends; anything else that a request makes up means no."""

    TICKED = "1"
    YES = frozenset({TICKED, "on", "y", "yes", "true"})

    @override
    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = len(valuelist) == 1 and valuelist[0] in self.YES

    def _value(self) -> str:
        return self.TICKED


class Ticked:
    """Wants a box to be on. The page says so itself: a browser's own bubble comes in a language we do not choose."""

    def __init__(self, message: str) -> None:
        self._message = message

    def __call__(self, _form: object, box: BooleanField) -> None:
        """Raise `StopValidation` with the message for a box that is off."""
        if not box.data:
            raise StopValidation(self._message)

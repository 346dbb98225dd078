"""The base of every form: fields that were read already, checked by WTForms."""

from collections.abc import Mapping
from typing import Self

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict


class Form(FlaskForm):
    """A form over fields read by `web/streaming.py`; never over `request.form`, which would parse the body again."""

    class Meta:
        """The token is checked by `web/csrf.py`, before the first byte of a file."""

        csrf = False

    @classmethod
    def of(cls, fields: Mapping[str, str] | MultiDict[str, str] | None = None) -> Self:
        """Return the form filled with what was sent, or empty."""
        return cls(formdata=MultiDict(fields or {}))

"""What a staff form brought. Staff send no files, so the whole form is small and read at once, never to disk."""

from flask import g, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, LengthRequired, RequestEntityTooLarge, UnsupportedMediaType

from intake.web.here import here
from intake.web.texts import clean_text, is_name

URLENCODED = "application/x-www-form-urlencoded"
MOST_FIELDS = 5000
"""A hundred coded acts bring about 4,000 fields."""


def fields() -> MultiDict[str, str]:
    """Return the fields of this request's form, each text freed of characters that nobody typed.

    Raises 400, 411, 413 or 415 as HTTP errors.
    """
    if "sent" not in g:
        g.sent = _read()
    sent: MultiDict[str, str] = g.sent
    return sent


def _read() -> MultiDict[str, str]:
    if request.mimetype != URLENCODED:
        raise UnsupportedMediaType
    if request.content_length is None:
        raise LengthRequired
    if request.content_length > here().settings.limits.fields_bytes:
        raise RequestEntityTooLarge
    if request.get_data(cache=True).count(b"&") >= MOST_FIELDS:
        raise RequestEntityTooLarge
    pairs = list(request.form.items(multi=True))
    if not all(is_name(name) for name, _ in pairs):
        raise BadRequest
    return MultiDict((name, clean_text(text)) for name, text in pairs)

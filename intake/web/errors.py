"""Every refusal as a page: what happened in gentle words, and what to do next. No detail ever reaches a response."""

import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType, TracebackType

from flask import Flask, Response, make_response, render_template
from flask_babel import lazy_gettext as _
from typing_extensions import override
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestedRangeNotSatisfiable, default_exceptions

from intake.services.errors import Refused
from intake.services.ports import Conflict

Trouble = tuple[type, BaseException, TracebackType] | tuple[None, None, None]


@dataclass(frozen=True, slots=True)
class Words:
    """A heading and a sentence or two. Lazy strings: they speak the language of the request."""

    heading: str
    text: str


WORDS: Mapping[int, Words] = {
    400: Words(
        _("That did not arrive as it should"),
        _("Something on the way changed or cut off what was sent. Go back and try again."),
    ),
    403: Words(_("This page is not open to you"), _("Go back, or begin again from the first page.")),
    404: Words(_("There is nothing here"), _("The address may be mistyped, or the page may be gone.")),
    405: Words(_("This page cannot be used that way"), _("Go back to the first page and follow the links from there.")),
    409: Words(_("This was done already"), _("Nothing was lost. Look at the page again before you go on.")),
    413: Words(_("That is too much for one go"), _("Go back and send less at a time. You can send several times.")),
    415: Words(_("That form cannot be read"), _("Please use the form on our page to send it.")),
    422: Words(_("Something is missing"), _("Go back, look at the form once more, and send it again.")),
    429: Words(_("Too many tries"), _("Please wait a few minutes and try again.")),
    500: Words(_("Something broke on our side"), _("It is not your fault. Please wait a few minutes and try again.")),
    503: Words(_("We cannot do this just now"), _("Nothing was kept in clear. Please try again a little later.")),
}
STATUS: Mapping[str, int] = {
    "refused": 409,
    "not-found": 404,
    "no-key": 403,
    "not-vouched": 403,
    "broken-chain": 503,
    "intake-closed": 503,
    "rolled-back": 500,
    "bad-sign-in": 422,
    "too-many-tries": 429,
    "too-soon": 429,
    "signed-out": 403,
    "no-such-codename": 404,
    "nothing-to-seal": 422,
    "reading-not-allowed": 422,
    "codename-in-text": 422,
    "draft-finished": 409,
    "foreign-draft": 403,
    "too-much": 413,
    "no-room": 503,
    "withdrawn": 409,
    "not-allowed-now": 409,
    "consent-missing": 403,
    "changed-since": 409,
    "own-draft": 403,
    "name-missing": 409,
    "stale-sheet": 409,
    "stale-coding": 409,
    "would-merge": 409,
    "already-decided": 409,
    "nothing-given": 409,
    "release-over": 409,
    "taken": 409,
    "not-second": 409,
    "ask-another": 409,
    "reason-missing": 422,
    "day-over": 422,
    "cannot-plan": 409,
    "not-due": 409,
    "others-copies": 503,
    "unfit-figure": 422,
    "nobody-else": 409,
}


def install(app: Flask, *, layout: str, words: Mapping[str, Words] = MappingProxyType({})) -> None:
    """Answer every error with a page on `layout`, the template that this application's pages stand on.

    `words` says more about some refusals (by code) than their status does.
    """

    @app.errorhandler(HTTPException)
    def refuse(error: HTTPException) -> Response:
        return page(error.code or 500, layout, error)

    @app.errorhandler(Refused)
    def decline(error: Refused) -> Response:
        return page(STATUS.get(error.code, 500), layout, words=words.get(error.code))

    @app.errorhandler(Conflict)
    def busy(_error: Conflict) -> Response:
        return page(503, layout)


def page(status: int, layout: str, error: HTTPException | None = None, *, words: Words | None = None) -> Response:
    """Render the page for a status; an unusual one speaks with the words of its class (4xx, 5xx)."""
    if error is not None and status not in default_exceptions:
        return make_response(error.get_response())  # a redirect
    words = words or WORDS.get(status) or WORDS[status // 100 * 100]
    response = make_response(render_template("errors/page.html", words=words, layout=layout), status)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(error.valid_methods)
    if isinstance(error, RequestedRangeNotSatisfiable):
        response.headers["Content-Range"] = f"bytes */{error.length}"
    return response


class QuietFlask(Flask):
    """A Flask that logs where a failure happened and never what was in hand: messages may carry what people wrote."""

    @override
    def log_exception(self, exc_info: Trouble) -> None:
        """Write the kind of error and the lines it went through."""
        kind, _error, trace = exc_info
        steps = " < ".join(
            f"{Path(step.filename).name}:{step.lineno}" for step in reversed(traceback.extract_tb(trace))
        )
        sys.stderr.write(f"holas: {kind.__name__ if kind else 'error'} in {steps}\n")

"""What the server knows of a visitor and must not pass on: to the application, to a log, to anyone."""

import logging
import time
import traceback
from collections.abc import Iterable
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from gunicorn.config import Config
from gunicorn.glogging import Logger
from typing_extensions import override

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

TELLING = (
    "REMOTE_ADDR", "REMOTE_HOST", "REMOTE_PORT", "HTTP_USER_AGENT", "HTTP_VIA", "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_X_CLIENT_IP", "HTTP_CF_CONNECTING_IP", "HTTP_TRUE_CLIENT_IP",
)  # fmt: skip


class Discreet:
    """An application that never learns from where, nor with what, somebody comes."""

    def __init__(self, application: "WSGIApplication") -> None:
        self._application = application

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        for name in TELLING:
            environ.pop(name, None)
        return self._application(environ, start_response)


class QuietLog(Logger):
    """Gunicorn's log with the day, what happened and where in the code; no access log, whatever is configured."""

    @override
    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(QuietFormatter())

    @override
    def access(self, *_: Any) -> None:
        """Keep nothing about a request."""


class QuietFormatter(logging.Formatter):
    """Formats a failure without its message, which may quote what somebody wrote, and without the time of day."""

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%d")

    @override
    def formatException(self, ei: Any) -> str:
        kind, _, trace = ei
        steps = (f"{PurePath(step.filename).name}:{step.lineno}" for step in reversed(traceback.extract_tb(trace)))
        return f"{kind.__name__ if kind else 'error'} in {' < '.join(steps)}"

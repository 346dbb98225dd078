"""Looking at pages, a few at a time: a crowd that only looks must not take the processor from those who send.

Threads of one process share one processor's worth of Python. A hundred that render pages leave a hundredth of it to
somebody's sealing; two leave a good part, and the pages come as fast as before. Only requests without a body wait
here, so no slow sender holds a place.
"""

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PLACES = 2
LOOKING = frozenset({"GET", "HEAD"})


class Turnstile:
    """Lets `PLACES` requests that bring nothing be answered at once, and everything else as it comes."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app
        self._places = threading.BoundedSemaphore(PLACES)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer (PEP 3333). Sending the answer is the server's, after the place is free again."""
        if environ["REQUEST_METHOD"] not in LOOKING:
            return self._app(environ, start_response)
        with self._places:
            return self._app(environ, start_response)

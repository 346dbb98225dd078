"""The bytes of one request as they come in: at most so many, within so much time, and checked against their number.

A body that was cut off is not reported by any WSGI server: it simply ends. Only `Content-Length` tells.
"""

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from intake.domain.limits import Limits
from intake.web.problems import Kind, Stopped

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

PIECE = 1 << 20  # bytes in one read; 64 KiB cost a quarter more processor time (ADR 0004)
HURRIED_TOTAL = 30.0  # seconds
HURRIED_IDLE = 10.0


class Body:
    """Reads a request's body from its WSGI environment.

    Any server will do. On ours (`intake/web/worker.py`) the stream also returns what there is instead of waiting for
    a full read, gives up on a silent sender, and asks for hurry when most of its threads are taken.
    """

    def __init__(self, environ: "WSGIEnvironment", limits: Limits) -> None:
        """Raise `Stopped` when the length is not declared: it is what tells a whole body from a cut one."""
        self.declared = _declared_length(environ)
        self.received = 0
        stream = environ["wsgi.input"]
        self.hurried: bool = getattr(stream, "hurried", False)
        self._limits = _hurry(limits) if self.hurried else limits
        self._read = getattr(stream, "read1", stream.read)
        self._wait_at_most = getattr(stream, "wait_at_most", None)
        self._deadline = time.monotonic() + self._limits.seconds_total

    def pieces(self) -> Iterator[bytes]:
        """Yield the body in pieces of 1 to `PIECE` bytes. Raises `Stopped`."""
        while self.received < self.declared:
            if self.received >= self._limits.body_bytes:
                raise Stopped(Kind.BODY_TOO_LARGE)
            yield self._piece()

    def file_refusal(self) -> Kind | None:
        """Say why no file of this body is taken, if so: known before the first one, so nobody uploads for nothing."""
        if self.declared > self._limits.body_bytes:
            return Kind.BODY_TOO_LARGE
        return Kind.BUSY if self.hurried else None

    def _piece(self) -> bytes:
        self._set_patience()
        try:
            data: bytes = self._read(min(PIECE, self.declared - self.received))
        except TimeoutError:
            raise Stopped(self._slowness()) from None
        except OSError:  # a reset connection
            raise Stopped(Kind.TRUNCATED) from None
        if not data:
            raise Stopped(Kind.TRUNCATED)
        self.received += len(data)
        return data

    def _set_patience(self) -> None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise Stopped(Kind.TOO_SLOW)
        if self._wait_at_most is not None:
            self._wait_at_most(min(left, self._limits.seconds_idle))

    def _slowness(self) -> Kind:
        return Kind.STALLED if time.monotonic() < self._deadline else Kind.TOO_SLOW


def _declared_length(environ: "WSGIEnvironment") -> int:
    # Browsers always declare the length. A chunked body (RFC 9112 section 7.1) could be refused only after it came.
    text = str(environ.get("CONTENT_LENGTH") or "")
    if text.isascii() and text.isdigit():
        return int(text)
    if text or environ.get("HTTP_TRANSFER_ENCODING"):
        raise Stopped(Kind.LENGTH_REQUIRED)
    return 0


def _hurry(limits: Limits) -> Limits:
    return replace(
        limits,
        seconds_idle=min(limits.seconds_idle, HURRIED_IDLE),
        seconds_total=min(limits.seconds_total, HURRIED_TOTAL),
    )

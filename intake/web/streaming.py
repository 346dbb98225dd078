"""A form read as it arrives: text into memory within its limits, files straight into whatever seals them.

No temporary file is ever made. What arrived whole stays, whatever happens after it; what was in the middle is
abandoned; `Submission.problem` says which went wrong. ADR 0004 says why it is done this way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from flask import Request
from multipart import MultipartError, MultipartSegment, PushMultipartParser
from werkzeug.datastructures import MultiDict

from intake.domain.limits import Limits
from intake.web.body import Body
from intake.web.files import Files, FileSink, Incoming, Outcome, ReceivedFile, Upload
from intake.web.problems import Complaints, Kind, Problem, Stopped
from intake.web.texts import LONGEST_NAME, Budget, Text, is_name

__all__ = [
    "FileSink",
    "Kind",
    "Limits",
    "Outcome",
    "Problem",
    "ReceivedFile",
    "Submission",
    "Upload",
    "read_form",
]

Fields = MultiDict[str, str]
Admit = Callable[[Fields], None]
OpenSink = Callable[[Upload, Fields], FileSink]

LONGEST_BOUNDARY = 70  # characters (RFC 2046 section 5.1.1)
LONGEST_PREAMBLE = 1 << 16  # bytes; browsers send none
LONGEST_TYPE = 255


@dataclass(frozen=True, slots=True)
class Submission:
    """What arrived, and the first thing that went wrong, if any.

    With a problem, a field that is missing may only not have arrived: it says nothing. `admitted` is False when the
    body was no form at all: nothing is known about its sender, and there is nothing to keep. `failure` is what a sink
    raised (`Kind.NOT_STORED`), for the caller to judge once it has kept the text.
    """

    fields: Fields
    files: list[ReceivedFile]
    problem: Problem | None = None
    admitted: bool = True
    failure: Exception | None = None


def read_form(request: Request, limits: Limits, *, admit: Admit, open_file: OpenSink) -> Submission:
    """Read the request's body, a form in either encoding of HTML, and return what arrived.

    `admit` gets the fields so far, once: before the first sink is opened, or at the end. It checks the token and
    raises to refuse; that, and nothing else about what was sent, leaves this function as an exception.
    Nothing may have touched `request.form` before.
    """
    try:
        body = Body(request.environ, limits)
        read = _reader(request, body)
    except Stopped as stop:
        return Submission(MultiDict(), [], stop.problem, admitted=False)
    form = _Form(limits, body, admit, open_file)
    try:
        read(form)
    except Stopped as stop:
        form.complaints.add(stop.problem.kind, stop.problem.field)
    except MultipartError:
        form.complaints.add(Kind.MALFORMED)
    finally:
        form.cut()
    form.admit()
    return Submission(form.fields, form.files.received, form.complaints.first, failure=form.files.failure)


class _Form:
    """What has arrived so far, and the part that is arriving."""

    def __init__(self, limits: Limits, body: Body, admit: Admit, open_file: OpenSink) -> None:
        self.body = body
        self.limits = limits
        self.fields: Fields = MultiDict()
        self.complaints = Complaints()
        self.budget = Budget(limits, self.complaints)
        self.files = Files(limits, self.complaints, body.file_refusal(), self.admit, self._open)
        self.parts = 0
        self._admit = admit
        self._admitted = False
        self._open_file = open_file
        self._part: Text | Incoming | None = None

    def admit(self) -> None:
        """Ask once whether this request may bring anything."""
        if not self._admitted:
            self._admitted = True
            self._admit(self.fields)

    def take(self, event: MultipartSegment | bytes | None) -> None:
        """Follow the parser: a part's head, its bytes, its end."""
        if isinstance(event, MultipartSegment):
            self._part = self._begin(event)
        elif self._part is not None and event is not None:
            self._part.add(event)
        elif self._part is not None:
            self._end(self._part)

    def add_pair(self, name: str, value: bytes) -> None:
        """Add a whole field."""
        text = self.budget.begin(name)
        if text is not None:
            text.add(value)
            self._end(text)

    def cut(self) -> None:
        """Let go of the part in the middle. Of a text over its limit all that is ever kept is there."""
        part, self._part = self._part, None
        if isinstance(part, Incoming):
            part.cut()
        elif part is not None and part.surplus:
            self._end(part)

    def _begin(self, segment: MultipartSegment) -> Text | Incoming | None:
        self.parts += 1
        name = segment.name or ""
        if segment.filename is None or not is_name(name):
            return self.budget.begin(name)
        media_type = (segment.content_type or "application/octet-stream")[:LONGEST_TYPE]
        return self.files.begin(Upload(name, segment.filename, media_type))

    def _end(self, part: Text | Incoming) -> None:
        self._part = None
        if isinstance(part, Incoming):
            part.end()
        else:
            self.fields.add(part.name, self.budget.end(part))

    def _open(self, upload: Upload) -> FileSink:
        return self._open_file(upload, self.fields)


def _reader(request: Request, body: Body) -> Callable[[_Form], None]:
    if request.mimetype == "multipart/form-data":
        boundary = request.mimetype_params.get("boundary", "")
        if not (boundary.isascii() and boundary.isprintable() and 0 < len(boundary) <= LONGEST_BOUNDARY):
            raise Stopped(Kind.MALFORMED)
        return lambda form: _read_multipart(form, boundary)
    if request.mimetype == "application/x-www-form-urlencoded" or not body.declared:
        return _read_pairs
    raise Stopped(Kind.UNSUPPORTED)


def _read_multipart(form: _Form, boundary: str) -> None:
    """Read a body as RFC 7578 and HTML say. Raises `Stopped` and `MultipartError`."""
    parser = PushMultipartParser(boundary, form.body.declared)
    for piece in form.body.pieces():
        for event in parser.parse(piece):
            form.take(event)
        if not form.parts and form.body.received > LONGEST_PREAMBLE:
            raise Stopped(Kind.MALFORMED)
    try:
        parser.close()
    except MultipartError:  # the last boundary is missing
        raise Stopped(Kind.TRUNCATED) from None


def _read_pairs(form: _Form) -> None:
    """Read a body as the URL standard says (application/x-www-form-urlencoded). Raises `Stopped`."""
    longest = 3 * (form.limits.field_bytes + 4 * LONGEST_NAME) + 1  # a byte takes up to three, a letter four bytes
    rest = b""
    for piece in form.body.pieces():
        *pairs, rest = (rest + piece).split(b"&")
        for pair in pairs:
            _add_pair(form, pair)
        rest = rest[:longest]
    if rest:
        _add_pair(form, rest)


def _add_pair(form: _Form, pair: bytes) -> None:
    name, _, value = pair.replace(b"+", b" ").partition(b"=")
    form.add_pair(unquote_to_bytes(name).decode(errors="replace"), unquote_to_bytes(value))

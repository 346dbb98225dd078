"""Evidence: what it is, a safe look at text, and the original bit for bit."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TypeGuard
from urllib.parse import quote

from flask import Response, render_template, request
from werkzeug.datastructures import ContentRange, Range
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.http import parse_if_range_header

from intake.domain.documents import Header, Kind
from intake.domain.filenames import clean_filename, single_ending
from intake.services import choices, labels
from intake.services import review as service
from intake.services.blurred import BLURRED, LARGEST, blur
from intake.services.errors import NotFound
from intake.services.review import OpenedDocument
from intake.web.access import audience
from intake.web.here import here
from intake.web.review.blueprint import READERS, blueprint
from intake.web.review.noted import is_noted, remember
from intake.web.staff.visit import me

SHOWN_BYTES = 256 * 1024
SEALED_OFF = "default-src 'none'; sandbox"


@blueprint.get("/case/<case_id>/document/<document_id>")
@audience(*READERS)
def document(case_id: str, document_id: str) -> str:
    """Say what a file is. Text is shown as text, whatever it claims to be; nothing else is opened here."""
    opened = _open(case_id, document_id, note="look" not in request.args or not is_noted(document_id))
    remember(document_id)
    text = _text(opened) if opened.header.media_type.startswith("text/") else None
    can_be_blurred = opened.header.media_type in BLURRED and not choices.read(here(), me()).text_only
    return render_template(
        "review/document.html",
        case_id=case_id,
        document_id=document_id,
        header=opened.header,
        name=clean_filename(opened.header.name),
        text=text,
        is_cut=opened.size > SHOWN_BYTES,
        found=labels.read(here(), me(), case_id).of.get(document_id),
        can_be_blurred=can_be_blurred,
        look=can_be_blurred and "look" in request.args,
    )


@blueprint.get("/case/<case_id>/document/<document_id>/blurred")
@audience(*READERS)
def blurred(case_id: str, document_id: str) -> Response:
    """Send a picture small, blurred and without colours. Nothing else is ever made of a file here."""
    opened = _open(case_id, document_id, note=not is_noted(document_id))
    remember(document_id)
    if opened.header.media_type not in BLURRED or opened.size > LARGEST:
        raise NotFound
    return Response(blur(opened.stream(0, opened.size)), mimetype="image/png")


@blueprint.get("/case/<case_id>/document/<document_id>/original")
@audience(*READERS)
def original(case_id: str, document_id: str) -> Response:
    """Send the file bit for bit, or the part that was asked for (RFC 9110, section 14), streamed."""
    opened = _open(case_id, document_id, note=not _goes_on(document_id), original=True)
    remember(document_id)
    part = _part(opened)
    start, end = part or (0, opened.size)
    response = Response(_begun(opened.stream(start, end - start)), direct_passthrough=True)
    response.content_length = end - start
    if part:
        response.status_code = 206
        response.content_range = ContentRange("bytes", start, end, opened.size)
    return _sealed_off(response, opened.header, document_id)


def _open(case_id: str, document_id: str, *, note: bool = True, original: bool = False) -> OpenedDocument:
    opened = service.read_document(here(), me(), case_id, document_id, note=note, original=original)
    if opened.header.kind is not Kind.ATTACHMENT:
        raise NotFound
    return opened


def _text(opened: OpenedDocument) -> str:
    data = b"".join(opened.stream(0, min(opened.size, SHOWN_BYTES)))
    return data.decode(errors="replace")


def _part(opened: OpenedDocument) -> tuple[int, int] | None:
    """Return the first byte and the one after the last of the part to send; None for the whole.

    Several ranges at once and unknown units are answered with the whole, as RFC 9110 allows.
    """
    asked = request.range
    if not _is_single(asked) or not _is_unchanged(opened.header):
        return None
    span = asked.range_for_length(opened.size)
    if span is None:
        raise RequestedRangeNotSatisfiable(length=opened.size)
    return span


def _goes_on(document_id: str) -> bool:
    """Whether a reading that is on the record goes on: its further parts need no entries of their own."""
    asked = request.range
    starts_later = _is_single(asked) and asked.ranges[0][0] not in {None, 0}
    return starts_later and is_noted(document_id)


def _is_single(asked: Range | None) -> TypeGuard[Range]:
    return asked is not None and asked.units == "bytes" and len(asked.ranges) == 1


def _is_unchanged(header: Header) -> bool:
    """Whether If-Range allows a part: documents never change, so only another tag (or a date) speaks against it."""
    condition = parse_if_range_header(request.headers.get("If-Range"))
    return condition.date is None and condition.etag in {None, header.sha256}


def _begun(stream: Iterator[bytes]) -> Iterable[bytes]:
    """Open the first piece now: a document that was tampered with gives a page that says so, not half a file."""
    return chain([next(stream, b"")], stream)


def _sealed_off(response: Response, header: Header, document_id: str) -> Response:
    """Whatever the file is, no browser may run it, guess at it or show it within this site."""
    response.content_type = "application/octet-stream"
    response.accept_ranges = "bytes"
    response.set_etag(header.sha256)
    response.headers["Content-Disposition"] = disposition(header.name, document_id)
    response.headers["Content-Security-Policy"] = SEALED_OFF
    response.headers["X-Download-Options"] = "noopen"
    return response


def disposition(untrusted_name: str, document_id: str) -> str:
    """Return an `attachment` header (RFC 6266): a plain ASCII name, and the true one in UTF-8 (RFC 8187)."""
    name = single_ending(clean_filename(untrusted_name))
    ending = name.rpartition(".")[2] if "." in name else ""
    plain = f"evidence-{document_id[:8]}" + (f".{ending}" if ending.isascii() and ending.isalnum() else "")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"

"""A source at work, below the pages: drafts, seals and comes back through the same use cases as the views.

told = testify("They beat us.", files={"a.jpg": b"..."}, consent_statistics="y")
visit(told.codename)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

import crypto
from intake.services import drafts, mailbox, submit
from intake.services.halves import DraftHandle
from intake.services.instance import Instance
from intake.services.mailbox import Visit

CONTACT = {
    "contact_name": "Alesia Invented",
    "contact_channel": "signal",
    "contact_address": "+1 202 555 0143",
    "contact_hours": "after seven",
    "contact_word": "linden",
    "contact_shared": "1",
}
"""How a source may be reached, as the form's fields."""


@dataclass(frozen=True)
class Told:
    """A testimony that was sealed and its codename kept."""

    codename: str
    case_id: str
    handle: DraftHandle


Testify = Callable[..., Told]
Visiting = Callable[[str], Visit]


def new_handle() -> DraftHandle:
    """A fresh session with a fresh draft."""
    return DraftHandle(crypto.token(32), crypto.token(16).hex())


def upload(instance: Instance, handle: DraftHandle, name: str, data: bytes, media_type: str = "image/jpeg") -> None:
    sink = drafts.open_file(instance, handle, name, media_type)
    sink.write(data)
    sink.finish()


@pytest.fixture
def testify(instance: Instance, visit: Visiting) -> Testify:
    def tell(narrative: str = "They came at night.", files: Mapping[str, bytes] | None = None, **fields: str) -> Told:
        handle = new_handle()
        for name, data in (files or {}).items():
            upload(instance, handle, name, data)
        submit.seal(instance, handle, {"narrative": narrative, "consent_read": "y", **fields})
        codename = submit.shown_codename(instance, handle)
        assert codename is not None
        submit.confirm(instance, handle)
        return Told(codename, visit(codename).case_id, handle)

    return tell


@pytest.fixture
def visit(instance: Instance) -> Visiting:
    def come_back(codename: str) -> Visit:
        secret = crypto.token(32)
        ticket = mailbox.enter(instance, codename, secret)
        return mailbox.resume(instance, ticket.session_id, secret)

    return come_back

"""A draft as a form brings it: where its files go, and its typed text put aside until the source sends it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from intake.domain.entities import DraftState
from intake.domain.testimony import CONSENT_FIELDS, TEXT_FIELDS
from intake.services import drafts
from intake.services.drafts import EMPTY, DraftView
from intake.services.errors import ForeignDraft
from intake.services.halves import DraftHandle
from intake.web.here import here
from intake.web.source import visit
from intake.web.source.arrival import Fields, Skipped
from intake.web.streaming import FileSink, Upload

BOXES = frozenset({*CONSENT_FIELDS, "urgent"})
TEXTS = frozenset(TEXT_FIELDS) - BOXES


@dataclass
class Drafting:
    """The draft that a form names, from the moment its fields are there."""

    handle: DraftHandle | None = None
    view: DraftView = field(default=EMPTY)

    def admit(self, fields: Fields) -> None:
        """Find the draft. Raises `ForeignDraft`."""
        handle = visit.named_draft(fields.get("draft", ""))
        self.view = drafts.load(here(), handle)
        self.handle = handle
        visit.remember(handle)

    def open_file(self, upload: Upload, fields: Fields) -> FileSink:
        """Put the text aside, so that a connection that breaks costs only the file in the middle; seal the file.

        When the draft was sent already, the same form came again: its files are there and are dropped.
        """
        handle = self.found()
        if self.view.phase is not DraftState.OPEN:
            return Skipped()
        self.put_aside(fields)
        return drafts.open_file(here(), handle, upload.untrusted_filename, upload.untrusted_media_type)

    def put_aside(self, fields: Mapping[str, str]) -> None:
        """Seal the typed text into the draft, unless it is there already or this form has none."""
        if "narrative" not in fields:
            return
        kept = merged(self.view.fields, fields)
        if self.view.phase is DraftState.OPEN and kept != self.view.fields:
            drafts.save_fields(here(), self.found(), kept)
            self.view = DraftView(self.view.phase, kept, self.view.received)

    def found(self) -> DraftHandle:
        """Return the draft. Raises `ForeignDraft` when the form was never admitted."""
        if self.handle is None:
            raise ForeignDraft
        return self.handle

    def recover(self, fields: Fields) -> DraftHandle:
        """Return the draft to show again after a form that was refused: its own if it opens, else a new one."""
        try:
            self.admit(fields)
        except ForeignDraft:
            self.handle = visit.new_draft()
        return self.found()


def merged(before: Mapping[str, str], sent: Mapping[str, str]) -> dict[str, str]:
    """Return the draft's text after a form that may be cut off.

    A text that did not arrive stays as it was; a box that did not arrive is off, because silence is no consent.
    """
    texts = {name: sent.get(name, before.get(name, "")) for name in TEXTS}
    boxes = {name: sent.get(name, "") for name in BOXES}
    return {name: value for name, value in {**texts, **boxes}.items() if value}

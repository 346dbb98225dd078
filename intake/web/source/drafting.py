"""A draft as a form brings it: where its files go, and its typed text put aside until the source sends it."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from intake.domain.conversation import Step
from intake.domain.entities import DraftState
from intake.services import drafts
from intake.services.drafts import EMPTY, DraftView
from intake.services.errors import CodenameInText, ForeignDraft
from intake.services.halves import DraftHandle
from intake.web.here import here
from intake.web.source import fields as form_fields
from intake.web.source import file_results, visit
from intake.web.source.arrival import Fields, Skipped
from intake.web.streaming import FileSink, Upload


@dataclass
class Drafting:
    """The draft that a form names, from the moment its fields are there. `step` is the page that the form is of."""

    step: Step = Step.FILES
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
        with suppress(CodenameInText):  # told when the form is whole; the files are kept meanwhile
            self.put_aside(fields)
        told = file_results.storable(fields)
        return drafts.open_file(here(), handle, upload.untrusted_filename, upload.untrusted_media_type, told)

    def together(self, fields: Mapping[str, str]) -> dict[str, str]:
        """Return what the draft holds once this form is in it."""
        return form_fields.merged(self.view.fields, fields, self.step)

    def put_aside(self, fields: Mapping[str, str]) -> None:
        """Seal the typed text into the draft, unless it is there already or this form has none.

        Raises `CodenameInText`: such a text stays on the page and is not stored.
        """
        kept = self.together(fields)
        if self.view.phase is DraftState.OPEN and kept != self.view.fields:
            drafts.save_fields(here(), self.found(), kept)
            self.view = DraftView(self.view.phase, kept, self.view.received)

    def hold(self, fields: Fields) -> None:
        """Put aside what a refused form brought, in its own draft or a new one. A codename in it is not stored."""
        if self.handle is None:
            self.recover(fields)
        with suppress(CodenameInText):
            self.put_aside(fields)

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

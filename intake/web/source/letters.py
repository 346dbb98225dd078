"""A message typed into a mailbox that cannot take it now: put aside like a draft, and back in the field later."""

from intake.domain.entities import DraftState
from intake.services import drafts
from intake.services.errors import ForeignDraft
from intake.services.halves import DraftHandle
from intake.web.here import here
from intake.web.source import visit
from intake.web.source.visit import LETTER as FIELD


def put_aside(text: str, draft_id: str) -> str:
    """Seal the text into the named draft, or into a new one; return the draft's id, empty for an empty text."""
    if not text.strip():
        return draft_id
    handle = _named(draft_id) or visit.new_draft()
    drafts.save_fields(here(), handle, {FIELD: text})
    visit.remember(handle)
    return handle.draft_id


def found(draft_id: str) -> str:
    """Return the text put aside; empty when there is none."""
    handle = _named(draft_id)
    return drafts.load(here(), handle).fields.get(FIELD, "") if handle else ""


def discard(draft_id: str) -> None:
    """Forget the text: it was sent."""
    handle = _named(draft_id)
    if handle and FIELD in drafts.load(here(), handle).fields:
        drafts.discard(here(), handle)


def _named(draft_id: str) -> DraftHandle | None:
    try:
        handle = visit.named_draft(draft_id)
        phase = drafts.load(here(), handle).phase
    except ForeignDraft:
        return None
    return handle if phase is DraftState.OPEN else None

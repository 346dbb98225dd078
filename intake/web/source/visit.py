"""What a source's cookie holds: the session's secret half, the ids of its drafts, and its mailbox session.

A draft belongs to whoever has the secret that opens it; the list in the cookie only serves to find drafts again
and to erase them on leaving. Neither text nor codename is ever in it.
"""

import base64
import re

from flask import session

import crypto
from intake.domain.entities import DraftState
from intake.services import drafts, mailbox
from intake.services.drafts import DraftView
from intake.services.errors import ForeignDraft
from intake.services.halves import DraftHandle
from intake.web.here import here

SECRET = "s"  # noqa: S105  names of the cookie's entries
DRAFTS = "d"
MAILBOX = "m"
MOST_DRAFTS = 4
LETTER = "message"  # the one field of a draft that holds a message for a mailbox
DRAFT_ID = re.compile(r"[0-9a-f]{32}")


def secret() -> bytes:
    """Return this session's 32-byte half, drawn now when there is none."""
    if SECRET not in session:
        session[SECRET] = base64.b64encode(crypto.token(32)).decode()
    return base64.b64decode(session[SECRET])


def new_draft() -> DraftHandle:
    """Return a draft of its own for one more tab."""
    handle = DraftHandle(secret(), crypto.token(16).hex())
    remember(handle)
    return handle


def named_draft(draft_id: str) -> DraftHandle:
    """Return the draft that a form names. Raises `ForeignDraft` for anything that is no draft id."""
    if not DRAFT_ID.fullmatch(draft_id):
        raise ForeignDraft
    return DraftHandle(secret(), draft_id)


def remember(handle: DraftHandle) -> None:
    """Put a draft first in the list, and let go of the oldest beyond four, those with nothing in them first."""
    ids = [handle.draft_id, *(one for one in _ids() if one != handle.draft_id)]
    if len(ids) > MOST_DRAFTS:
        used = [one for one in ids[1:] if not _is_empty(one)]
        ids = [ids[0], *used]
    if _ids() != ids[:MOST_DRAFTS]:  # an unchanged cookie is not sent again
        session[DRAFTS] = ids[:MOST_DRAFTS]


def handles() -> list[DraftHandle]:
    """Return the session's drafts, the newest first."""
    return [DraftHandle(secret(), draft_id) for draft_id in _ids()]


def open_drafts() -> list[DraftHandle]:
    """Return the drafts that hold something and were not sent yet, the newest first."""
    return [one for one in handles() if is_open(drafts.load(here(), one))]


def is_open(view: DraftView) -> bool:
    """Tell whether a draft holds a testimony that was not sent yet."""
    return view.phase is DraftState.OPEN and bool(view.fields.keys() - {LETTER} or view.received)


def enter_mailbox(session_id: str) -> None:
    """Remember the mailbox session; one that was open in this browser before ends."""
    leave_mailbox()
    session[MAILBOX] = session_id


def mailbox_session() -> str:
    """Return the mailbox session's id; empty when there is none."""
    return str(session.get(MAILBOX, ""))


def leave_mailbox() -> None:
    """End the mailbox session."""
    if mailbox_session():
        mailbox.leave(here(), mailbox_session())
        session.pop(MAILBOX)


def leave() -> None:
    """Erase every draft and the mailbox session, and forget the cookie."""
    for handle in handles():
        drafts.discard(here(), handle)
    leave_mailbox()
    session.clear()


def _ids() -> list[str]:
    return [str(one) for one in session.get(DRAFTS, [])]


def _is_empty(draft_id: str) -> bool:
    return drafts.load(here(), DraftHandle(secret(), draft_id)) == drafts.EMPTY

"""More files: for the draft in this browser, or for the case that a codename opened."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.domain.entities import DraftState
from intake.services import drafts, mailbox
from intake.services.drafts import Received
from intake.services.errors import NoSuchCodename, SignedOut, Withdrawn
from intake.services.mailbox import Visit
from intake.web.access import audience
from intake.web.compression import compressed
from intake.web.here import here
from intake.web.source import troubles, visit
from intake.web.source.arrival import Arrival, Fields, receive
from intake.web.source.blueprints import blueprint
from intake.web.source.drafting import Drafting
from intake.web.source.mailbox import enter
from intake.web.source.troubles import Trouble
from intake.web.streaming import FileSink, Upload

MAILBOX = "mailbox"


@dataclass
class Adding:
    """Files on their way to a draft, or to a case from its mailbox: the form says which."""

    drafting: Drafting
    entered: Visit | None = None

    def admit(self, fields: Fields) -> None:
        """Find the place. Raises `ForeignDraft`, `SignedOut`, `NoSuchCodename` and `Withdrawn`."""
        if fields.get("to") != MAILBOX:
            self.drafting.admit(fields)
            return
        self.entered = enter()
        if self.entered.withdrawn_until:
            raise Withdrawn

    def open_file(self, upload: Upload, fields: Fields) -> FileSink:
        """Seal a file into the case or the draft."""
        if self.entered is None:
            return self.drafting.open_file(upload, fields)
        return mailbox.open_file(here(), self.entered, upload.untrusted_filename, upload.untrusted_media_type)


@blueprint.get("/evidence")
@audience("source")
@compressed
def evidence() -> ResponseReturnValue:
    """Ask for files, for the place that the address names or that this session has open."""
    named = request.args.get("draft")
    waiting = [visit.named_draft(named)] if named else visit.open_drafts()
    if request.args.get("to") == MAILBOX or (not waiting and visit.mailbox_session()):
        try:
            enter()
        except (NoSuchCodename, SignedOut):
            return redirect(url_for("source.mailbox_page"))
        return page("", ())
    if not waiting:
        return render_template("source/nowhere.html")
    return page(waiting[0].draft_id, drafts.load(here(), waiting[0]).received)


@blueprint.post("/evidence")
@audience("source")
def add_evidence() -> ResponseReturnValue:
    """Take files, each kept once it arrived whole."""
    adding = Adding(Drafting())
    arrival = receive(adding)
    if adding.entered is None and arrival.fields.get("to") != MAILBOX:
        return to_draft(adding.drafting, arrival)
    trouble = arrival.trouble or (None if arrival.kept else troubles.NO_FILE)
    if trouble:
        return page("", (), trouble, arrival.kept)
    return redirect(url_for("source.evidence", to=MAILBOX, arrived=arrival.kept), 303)


def to_draft(drafting: Drafting, arrival: Arrival) -> ResponseReturnValue:
    """Answer for files that went to a draft, or the removal of one."""
    if arrival.trouble and drafting.handle is None:
        drafting.recover(arrival.fields)
    handle, removed = drafting.found(), arrival.fields.get("remove", "")
    if drafting.view.phase is not DraftState.OPEN:
        return render_template("source/finished.html"), 409
    if removed and not arrival.trouble:
        drafts.discard_file(here(), handle, removed)
    trouble = arrival.trouble or (None if arrival.kept or removed else troubles.NO_FILE)
    if trouble:
        return page(handle.draft_id, drafts.load(here(), handle).received, trouble)
    return redirect(url_for("source.evidence", draft=handle.draft_id), 303)


def page(
    draft_id: str, received: tuple[Received, ...], trouble: Trouble | None = None, arrived: int = 0
) -> ResponseReturnValue:
    """Render the page; without a draft it speaks of the mailbox's case, and shows no file that was sent before."""
    rendered = render_template(
        "source/evidence.html",
        to="draft" if draft_id else MAILBOX,
        draft_id=draft_id,
        received=received,
        arrived=arrived or request.args.get("arrived", 0, int),
        trouble=trouble.words if trouble else None,
        limits=here().settings.limits,
    )
    return rendered, trouble.status if trouble else 200

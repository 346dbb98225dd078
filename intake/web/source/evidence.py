"""More files: for the draft in this browser, or for the case that a codename opened.

Asked for JSON, the same address answers for the one file that a request brought: scripts send each on its own.
"""

from dataclasses import dataclass

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.domain.conversation import Step, neighbours
from intake.domain.entities import DraftState
from intake.services import drafts, mailbox_files
from intake.services import evidence as service
from intake.services.errors import CodenameInText, NoSuchCodename, SignedOut, Withdrawn
from intake.services.mailbox import Visit
from intake.web.access import audience
from intake.web.compression import compressed
from intake.web.here import here
from intake.web.source import file_results, testify, troubles, visit
from intake.web.source.arrival import Arrival, Fields, receive
from intake.web.source.blueprints import blueprint
from intake.web.source.drafting import Drafting
from intake.web.source.file_list import FilePage, listed
from intake.web.source.mailbox import enter
from intake.web.source.progress import progress, step_url
from intake.web.source.troubles import Trouble
from intake.web.streaming import FileSink, Upload

MAILBOX, SEAL = "mailbox", "seal"


@dataclass
class Adding:
    """Files on their way to a draft, or to a case from its mailbox: the form says which."""

    drafting: Drafting
    entered: Visit | None = None

    def admit(self, fields: Fields) -> None:
        """Find the place. Raises `ForeignDraft`, `SignedOut`, `NoSuchCodename` and `Withdrawn`."""
        if fields.get("to") != MAILBOX:
            if "narrative" in fields:  # a script sends the first page's files here, with what is typed there
                self.drafting.step = Step.WORDS
            self.drafting.admit(fields)
            return
        self.entered = enter()
        if self.entered.withdrawn_until:
            raise Withdrawn

    def open_file(self, upload: Upload, fields: Fields) -> FileSink:
        """Seal a file into the case or the draft."""
        if self.entered is None:
            return self.drafting.open_file(upload, fields)
        told = file_results.storable(fields)
        return mailbox_files.open_file(
            here(), self.entered, upload.untrusted_filename, upload.untrusted_media_type, told
        )


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
        return page(FilePage())
    if not waiting:
        return render_template("source/nowhere.html")
    view = drafts.load(here(), waiting[0])
    if view.phase is not DraftState.OPEN:
        return redirect(url_for("source.sealed", draft=waiting[0].draft_id))
    saved = bool(view.received) and "saved" in request.args
    return page(FilePage(waiting[0].draft_id, listed(view.received), saved=saved, way=view.fields))


@blueprint.post("/evidence")
@audience("source")
def add_evidence() -> ResponseReturnValue:
    """Take files, each kept once it arrived whole."""
    adding = Adding(Drafting())
    arrival = receive(adding)
    if request.accept_mimetypes.best == "application/json":
        return one_result(adding, arrival)
    if adding.entered is None and arrival.fields.get("to") != MAILBOX:
        return to_draft(adding.drafting, arrival)
    trouble = arrival.trouble or (None if arrival.results else troubles.NO_FILE)
    return page(FilePage(results=arrival.results, about=arrival.fields if trouble else {}), trouble)


def one_result(adding: Adding, arrival: Arrival) -> ResponseReturnValue:
    """Say what became of the one file that came. What is worth another try is sent again by the script."""
    finished = adding.entered is None and adding.drafting.view.phase is not DraftState.OPEN
    trouble = troubles.FINISHED if finished else arrival.trouble
    kept = bool(arrival.kept) and not finished
    result = arrival.results[0] if arrival.results and not finished else None
    words = result.words if result and (trouble is None or not kept) else trouble.words.text if trouble else ""
    status = trouble.status if trouble else 200
    again = result.again if result else status in troubles.PASSING
    return jsonify(kept=kept, again=again, words=str(words)), status


def to_draft(drafting: Drafting, arrival: Arrival) -> ResponseReturnValue:
    """Answer for files that went to a draft, what is told of those that are there, or the removal of one."""
    if arrival.trouble and drafting.handle is None:
        drafting.recover(arrival.fields)
    handle, removed = drafting.found(), arrival.fields.get("remove", "")
    if drafting.view.phase is not DraftState.OPEN:
        return render_template("source/finished.html"), 409
    trouble = arrival.trouble or describe(drafting, arrival)
    if "send" in arrival.fields and not (arrival.results or drafting.view.received):
        trouble = trouble or troubles.NO_FILE
    if not trouble and removed:
        drafts.discard_file(here(), handle, removed)
    elif not trouble and SEAL in arrival.fields:
        return testify.seal(drafting, arrival)
    if not trouble:
        return redirect(onward(drafting, arrival), 303)
    files = listed(drafts.load(here(), handle).received, arrival.fields)
    shown = FilePage(handle.draft_id, files, arrival.results, arrival.fields, way=drafting.view.fields)
    return page(shown, trouble)


def onward(drafting: Drafting, arrival: Arrival) -> str:
    """Return the address of the page that the button leads to."""
    handle = drafting.found()
    before, after = neighbours(Step.FILES, drafting.view.fields)
    if "back" in arrival.fields:
        return step_url(before, handle)
    if "next" in arrival.fields:
        return step_url(after, handle)
    return url_for("source.evidence", draft=handle.draft_id, saved=1)


def describe(drafting: Drafting, arrival: Arrival) -> Trouble | None:
    """Keep what is told of the files that are there; return what prevents it."""
    told = {one.id: one.context for one in listed(drafting.view.received, arrival.fields)}
    try:
        service.describe(here(), drafting.found(), told)
    except CodenameInText as error:
        return troubles.of_refusal(error)
    return None


def page(shown: FilePage, trouble: Trouble | None = None) -> ResponseReturnValue:
    """Render the page; without a draft it speaks of the mailbox's case, and shows no file that was sent before."""
    rendered = render_template(
        "source/evidence.html",
        shown=shown,
        progress=progress(Step.FILES, shown.way, visit.named_draft(shown.draft_id)) if shown.draft_id else None,
        to="draft" if shown.draft_id else MAILBOX,
        trouble=trouble.words if trouble else None,
        limits=here().settings.limits,
    )
    return rendered, trouble.status if trouble else 200

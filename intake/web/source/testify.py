"""The first page of the form: own words, what may be done with them, and files. The other steps are `steps.py`."""

from contextlib import suppress

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.domain.conversation import Step, neighbours
from intake.domain.entities import DraftState
from intake.services import drafts
from intake.services.drafts import DraftView
from intake.services.errors import CodenameInText
from intake.services.halves import DraftHandle
from intake.web.access import audience
from intake.web.compression import compressed
from intake.web.here import here
from intake.web.source import sending, troubles, visit
from intake.web.source.arrival import Arrival, receive
from intake.web.source.blueprints import blueprint
from intake.web.source.drafting import Drafting
from intake.web.source.file_results import context_of
from intake.web.source.forms import WordsForm
from intake.web.source.progress import progress, step_url
from intake.web.source.questions import questions
from intake.web.source.troubles import Trouble


@blueprint.get("/testify")
@audience("source")
@compressed
def testify() -> ResponseReturnValue:
    """Show an empty form with a draft of its own, or the draft that the address names."""
    if "draft" not in request.args:
        waiting = visit.open_drafts()
        handle = visit.new_draft()
        return form_page(handle, drafts.EMPTY, waiting=waiting[0].draft_id if waiting else None)
    handle = visit.named_draft(request.args["draft"])
    view = drafts.load(here(), handle)
    if view.phase is not DraftState.OPEN:
        return redirect(url_for("source.sealed", draft=handle.draft_id))
    return form_page(handle, view)


@blueprint.post("/testify")
@audience("source")
def tell() -> ResponseReturnValue:
    """Take the form: send it, go on to the questions, remove a file from it, or keep it for later."""
    drafting = Drafting(Step.WORDS)
    arrival = receive(drafting)
    if arrival.trouble:
        return again(drafting, arrival, arrival.trouble)
    handle, fields = drafting.found(), arrival.fields
    if drafting.view.phase is not DraftState.OPEN:
        return sending.sent_before(drafting)
    if "seal" in fields:
        return seal(drafting, arrival)
    try:
        drafting.put_aside(fields)
    except CodenameInText as error:
        return again(drafting, arrival, troubles.of_refusal(error))
    if "remove" in fields:
        drafts.discard_file(here(), handle, fields["remove"])
    if "next" in fields:
        return redirect(step_url(neighbours(Step.WORDS, drafting.view.fields)[1], handle), 303)
    return redirect(url_for("source.testify", draft=handle.draft_id, saved=1, _anchor="files"), 303)


def seal(drafting: Drafting, arrival: Arrival) -> ResponseReturnValue:
    """Send what was told, or show the first page again with everything in it."""
    form = WordsForm.of(drafting.together(arrival.fields))
    if not form.validate():
        return again(drafting, arrival, None, form)
    trouble = sending.send(drafting, arrival, g.language)
    return again(drafting, arrival, trouble) if trouble else sending.sent(drafting.found())


def again(
    drafting: Drafting, arrival: Arrival, trouble: Trouble | None, form: WordsForm | None = None
) -> ResponseReturnValue:
    """Show the form again with what was typed, the files that arrived, and what is wrong."""
    if drafting.handle is None:
        drafting.recover(arrival.fields)
    else:
        with suppress(CodenameInText):  # it is shown again below, and not stored
            drafting.put_aside(arrival.fields)
    handle = drafting.found()
    view = DraftView(DraftState.OPEN, drafting.together(arrival.fields), drafts.load(here(), handle).received)
    return form_page(handle, view, trouble=trouble, form=form, came=arrival)


def form_page(
    handle: DraftHandle,
    view: DraftView,
    *,
    form: WordsForm | None = None,
    trouble: Trouble | None = None,
    waiting: str | None = None,
    came: Arrival | None = None,
) -> ResponseReturnValue:
    """Render the form; status 422 when a field is wrong, the trouble's own when there is one."""
    shown = form or WordsForm.of(view.fields)
    page = render_template(
        "source/testify.html",
        form=shown,
        questions=questions(shown),
        progress=progress(Step.WORDS, view.fields, handle),
        received=view.received,
        draft_id=handle.draft_id,
        trouble=trouble.words if trouble else None,
        waiting=waiting,
        saved="saved" in request.args,
        about=context_of(came.fields if came else {}),
        lost=came.lost if came else (),
        limits=here().settings.limits,
    )
    return page, trouble.status if trouble else 422 if form else 200

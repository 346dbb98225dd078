"""The form: own words first, then what may be done with them, then files."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.domain.entities import DraftState
from intake.services import drafts, submit
from intake.services.drafts import DraftView
from intake.services.errors import DraftFinished, Refused
from intake.services.halves import DraftHandle
from intake.web.access import audience
from intake.web.here import here
from intake.web.source import troubles, visit
from intake.web.source.arrival import Arrival, receive
from intake.web.source.blueprints import blueprint
from intake.web.source.drafting import Drafting
from intake.web.source.forms import TestifyForm
from intake.web.source.questions import questions
from intake.web.source.troubles import Trouble


@blueprint.get("/testify")
@audience("source")
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
    return form_page(handle, view, saved="saved" in request.args)


@blueprint.post("/testify")
@audience("source")
def tell() -> ResponseReturnValue:
    """Take the form: send it, remove a file from it, or keep it for later."""
    drafting = Drafting()
    arrival = receive(drafting)
    if arrival.trouble:
        return again(drafting, arrival, arrival.trouble)
    handle, fields = drafting.found(), arrival.fields
    if drafting.view.phase is not DraftState.OPEN:
        return sent_before(drafting)
    if "seal" in fields:
        return seal(drafting, arrival)
    drafting.put_aside(fields)
    if "remove" in fields:
        drafts.discard_file(here(), handle, fields["remove"])
    return redirect(url_for("source.testify", draft=handle.draft_id, saved=1, _anchor="files"), 303)


def seal(drafting: Drafting, arrival: Arrival) -> ResponseReturnValue:
    """Send the testimony, or show the form again with everything in it."""
    form = TestifyForm.of(arrival.fields)
    if not form.validate():
        return again(drafting, arrival, None, form)
    handle = drafting.found()
    if files_are_gone(handle, arrival):
        return again(drafting, arrival, troubles.FILES_GONE)
    try:
        submit.seal(here(), handle, form.to_fields(g.language))
    except DraftFinished:
        raise
    except Refused as error:
        return again(drafting, arrival, troubles.of_refusal(error))
    except Exception:
        drafting.put_aside(arrival.fields)
        raise
    return redirect(url_for("source.sealed", draft=handle.draft_id), 303)


def sent_before(drafting: Drafting) -> ResponseReturnValue:
    """Answer a form that comes a second time: the codename again while it may be shown, else a page that says so."""
    if drafting.view.phase is DraftState.DONE:
        return render_template("source/finished.html"), 409
    return redirect(url_for("source.sealed", draft=drafting.found().draft_id, again=1), 303)


def files_are_gone(handle: DraftHandle, arrival: Arrival) -> bool:
    """Tell whether the form listed files that expired since; sending without them must be the source's choice."""
    listed = arrival.fields.get("files_before", "")
    wanted = int(listed) if listed.isascii() and listed.isdigit() else 0
    return wanted > 0 and len(drafts.load(here(), handle).received) < wanted + arrival.kept


def again(
    drafting: Drafting, arrival: Arrival, trouble: Trouble | None, form: TestifyForm | None = None
) -> ResponseReturnValue:
    """Show the form again with what was typed, the files that arrived, and what is wrong."""
    if drafting.handle is None:
        drafting.recover(arrival.fields)
    else:
        drafting.put_aside(arrival.fields)
    handle = drafting.found()
    view = DraftView(DraftState.OPEN, dict(arrival.fields), drafts.load(here(), handle).received)
    return form_page(handle, view, trouble=trouble, form=form)


def form_page(
    handle: DraftHandle,
    view: DraftView,
    *,
    form: TestifyForm | None = None,
    trouble: Trouble | None = None,
    waiting: str | None = None,
    saved: bool = False,
) -> ResponseReturnValue:
    """Render the form; status 422 when a field is wrong, the trouble's own when there is one."""
    shown = form or TestifyForm.of(view.fields)
    page = render_template(
        "source/testify.html",
        form=shown,
        questions=questions(shown),
        received=view.received,
        draft_id=handle.draft_id,
        trouble=trouble.words if trouble else None,
        waiting=waiting,
        saved=saved,
        limits=here().settings.limits,
    )
    return page, trouble.status if trouble else 422 if form else 200

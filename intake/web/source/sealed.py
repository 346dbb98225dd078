"""The codename: shown in the session that sent, until the source has kept it."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from intake.domain.entities import DraftState
from intake.services import drafts, submit
from intake.services.halves import DraftHandle
from intake.web.access import audience
from intake.web.here import here
from intake.web.source import visit
from intake.web.source.blueprints import blueprint
from intake.web.source.plain import read_plain


@blueprint.get("/sealed")
@audience("source")
def sealed() -> ResponseReturnValue:
    """Show the codename of the draft that the address names, or of the one sent last."""
    for handle in _asked_for():
        codename = submit.shown_codename(here(), handle)
        if codename is not None:
            return _page(handle, codename)
        phase = drafts.load(here(), handle).phase
        if phase is not DraftState.OPEN:
            return render_template("source/kept.html", kept=phase is DraftState.DONE)
    raise NotFound


@blueprint.post("/sealed")
@audience("source")
def confirm() -> ResponseReturnValue:
    """Take the codename out of the session: the source has it."""
    handle = visit.named_draft(read_plain().get("draft", ""))
    submit.confirm(here(), handle)
    return redirect(url_for("source.sealed", draft=handle.draft_id), 303)


def _asked_for() -> list[DraftHandle]:
    named = request.args.get("draft")
    return [visit.named_draft(named)] if named else visit.handles()


def _page(handle: DraftHandle, codename: str) -> str:
    return render_template(
        "source/sealed.html",
        codename=codename,
        draft_id=handle.draft_id,
        minutes=int(here().settings.codename_lifetime.total_seconds() // 60),
        again="again" in request.args,
    )

"""What is done with a case by one press of a button."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from intake.services import assignment, holding
from intake.web.access import audience
from intake.web.here import here
from intake.web.review.blueprint import READERS, blueprint
from intake.web.staff import sent
from intake.web.staff.visit import me


@blueprint.post("/case/<case_id>/assign")
@audience(*READERS)
def assign(case_id: str) -> ResponseReturnValue:
    """Give a member the case, or take it back (`do` is `assign` or `unassign`)."""
    member = sent.fields().get("member", "")
    deed = sent.fields().get("do", "assign")
    if not member or deed not in {"assign", "unassign"}:
        raise BadRequest
    if deed == "assign":
        assignment.assign(here(), me(), case_id, member)
        flash(_("The case is assigned. It is on their list now."))
    else:
        assignment.take_back(here(), me(), case_id, member)
        flash(_("They cannot open the case any more."))
    return redirect(url_for("review.case", case_id=case_id, _anchor="people"), 303)


@blueprint.post("/case/<case_id>/state")
@audience(*READERS)
def state(case_id: str) -> ResponseReturnValue:
    """Close or reopen the case (`action`), with a `reason`."""
    move = {"close": holding.close, "reopen": holding.reopen}.get(sent.fields().get("action", ""))
    if move is None:
        raise BadRequest
    move(here(), me(), case_id, sent.fields().get("reason", ""))
    flash(_("The case is closed.") if move is holding.close else _("The case is open again."))
    return redirect(url_for("review.case", case_id=case_id), 303)

"""What is done with a case by one press of a button."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from intake.services import assignment, holding
from intake.services.errors import Taken
from intake.web.access import audience
from intake.web.here import here
from intake.web.review.blueprint import READERS, blueprint
from intake.web.staff import sent
from intake.web.staff.visit import me


@blueprint.post("/case/<case_id>/claim")
@audience("intake", "children")
def claim(case_id: str) -> ResponseReturnValue:
    """Take the case as its coder; who comes second is told who has it."""
    sent.fields()
    try:
        assignment.claim(here(), me(), case_id)
    except Taken as error:
        flash(_("%(name)s took it before you. Nothing was changed.", name=error.by))
    else:
        flash(_("It is yours now."))
    return redirect(url_for("review.case", case_id=case_id), 303)


@blueprint.post("/case/<case_id>/take-back")
@audience(*READERS)
def take_back(case_id: str) -> ResponseReturnValue:
    """Take the case back from a member."""
    member = sent.fields().get("member", "")
    if not member:
        raise BadRequest
    assignment.take_back(here(), me(), case_id, member)
    flash(_("They cannot open the case any more."))
    return redirect(url_for("review.case", case_id=case_id, _anchor="people"), 303)


@blueprint.post("/case/<case_id>/resume")
@audience(*READERS)
def resume(case_id: str) -> ResponseReturnValue:
    """Take up a case that was on hold."""
    sent.fields()
    holding.resume(here(), me(), case_id)
    flash(_("The case goes on. What was coded is there, and is handed in again."))
    return redirect(url_for("review.case", case_id=case_id), 303)

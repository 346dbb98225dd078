"""What was decided with a child, stated by one of the children's team."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from intake.services import children
from intake.services import review as service
from intake.services.errors import CodenameInText
from intake.web.access import audience
from intake.web.here import here
from intake.web.review.blueprint import blueprint
from intake.web.review.case import show
from intake.web.review.forms import DecisionForm
from intake.web.staff import sent
from intake.web.staff.visit import me


@blueprint.post("/case/<case_id>/children")
@audience("children")
def decide(case_id: str) -> ResponseReturnValue:
    """Seal the decision, and let what was opened hold from now on. What was typed comes back when it cannot be."""
    form = DecisionForm.of(sent.fields())
    if not form.validate():
        return show(service.open_case(here(), me(), case_id), form), 422
    try:
        children.decide(here(), me(), case_id, form.opened, str(form.note.data))
    except CodenameInText:
        form.note.errors = [_("There is a codename in it. Take it out: nobody but the source may have it.")]
        return show(service.open_case(here(), me(), case_id), form), 422
    flash(_("The decision is sealed. It holds from now on."))
    return redirect(url_for("review.case", case_id=case_id, _anchor="allowed"), 303)

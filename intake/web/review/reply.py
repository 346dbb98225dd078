"""Writing to the source."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from intake.services import review as service
from intake.services.errors import CodenameInText
from intake.services.review import CaseView
from intake.web.access import audience
from intake.web.here import here
from intake.web.review.blueprint import READERS, blueprint
from intake.web.review.forms import ReplyForm
from intake.web.staff import sent
from intake.web.staff.visit import me


@blueprint.get("/case/<case_id>/reply")
@audience(*READERS)
def reply(case_id: str) -> str:
    """Show the conversation so far and room for a message."""
    return _page(service.open_case(here(), me(), case_id), ReplyForm.of())


@blueprint.post("/case/<case_id>/reply")
@audience(*READERS)
def send_reply(case_id: str) -> ResponseReturnValue:
    """Seal the message for the source and for the case. What was typed comes back when it cannot be sent."""
    form = ReplyForm.of(sent.fields())
    if not form.validate():
        return _page(service.open_case(here(), me(), case_id), form), 422
    try:
        service.reply(here(), me(), case_id, str(form.message.data))
    except CodenameInText:
        form.message.errors = [_("There is a codename in it. Take it out: nobody but the source may have it.")]
        return _page(service.open_case(here(), me(), case_id), form), 422
    flash(_("Your message is sealed. The source reads it when they come back with their codename."))
    return redirect(url_for("review.case", case_id=case_id, _anchor="conversation"), 303)


def _page(case: CaseView, form: ReplyForm) -> str:
    return render_template("review/reply.html", case=case, form=form)

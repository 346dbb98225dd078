"""Writing to the source: ready words to begin with, one message at a time, the last one with closing the case."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from intake.domain.worked import Settled
from intake.services import conversation
from intake.services import review as service
from intake.services.errors import CodenameInText
from intake.services.review import CaseView
from intake.web.access import audience
from intake.web.here import here
from intake.web.review import letters
from intake.web.review.blueprint import READERS, blueprint
from intake.web.review.forms import ReplyForm
from intake.web.review.letters import NOTHING, Chosen
from intake.web.review.noted import is_noted, remember
from intake.web.review.panels import possible
from intake.web.staff import sent
from intake.web.staff.visit import me


@blueprint.get("/case/<case_id>/reply")
@audience(*READERS)
def reply(case_id: str) -> str:
    """Show the conversation so far and room for a message, perhaps with a letter in it."""
    case = service.open_case(here(), me(), case_id)
    remember(case_id)
    chosen = Chosen(request.args.get("letter", ""), request.args.get("use", ""))
    begun = letters.beginning(case, chosen)
    return _page(case, ReplyForm.of({"message": begun.text} if begun else None), chosen)


@blueprint.post("/case/<case_id>/reply")
@audience(*READERS)
def send_reply(case_id: str) -> ResponseReturnValue:
    """Do what the pressed button says: put a letter below what is typed, send, or send and close the case."""
    fields = sent.fields()
    if fields.get("do") == "letter":
        return _begin(_read_on(case_id))
    form = ReplyForm.of(fields)
    if not form.validate():
        return _page(_read_on(case_id), form), 422
    text, closing = str(form.message.data), fields.get("do") == "close"
    try:
        (conversation.close_with if closing else service.reply)(here(), me(), case_id, text)
    except CodenameInText:
        form.message.errors = [_("There is a codename in it. Take it out: nobody but the source may have it.")]
        return _page(_read_on(case_id), form), 422
    flash(_("Your message is sealed. The source reads it when they come back with their codename."))
    if closing:
        flash(_("The case is closed."))
    return redirect(url_for("review.case", case_id=case_id, _anchor="conversation"), 303)


@blueprint.post("/case/<case_id>/settle")
@audience(*READERS)
def settle(case_id: str) -> ResponseReturnValue:
    """Say of a message (`message`) that it is answered, needs no answer, or still waits (`how`)."""
    fields = sent.fields()
    if fields.get("how") not in set(Settled):
        raise BadRequest
    conversation.settle(here(), me(), case_id, [fields.get("message", "")], Settled(fields["how"]))
    return redirect(url_for("review.case", case_id=case_id, _anchor="conversation"), 303)


def _begin(case: CaseView) -> str:
    fields = sent.fields()
    chosen = Chosen(fields.get("letter", ""), fields.get("use", ""))
    begun = letters.beginning(case, chosen)
    words = [fields.get("message", "").strip(), begun.text if begun else ""]
    return _page(case, ReplyForm.of({"message": "\n\n".join(filter(None, words))}), chosen)


def _page(case: CaseView, form: ReplyForm, chosen: Chosen = NOTHING) -> str:
    return render_template(
        "review/reply.html",
        case=case,
        may=possible(case),
        form=form,
        chosen=chosen,
        begun=letters.beginning(case, chosen),
        offered=letters.offered(case),
        uses=letters.switches(case),
        theirs=letters.language_of(case),
        name_of=letters.name_of,
        waiting=conversation.waiting(case),
    )


def _read_on(case_id: str) -> CaseView:
    """Open the case; while one goes on writing, the reading that is on the record goes on as well."""
    case = service.open_case(here(), me(), case_id, note=not is_noted(case_id))
    remember(case_id)
    return case

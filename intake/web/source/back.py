"""The way back: whatever is typed, the answer and the work are the same; only the next page tells."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from intake.services import mailbox
from intake.services.errors import TooSoon
from intake.web.access import audience
from intake.web.compression import compressed
from intake.web.errors import Words
from intake.web.here import here
from intake.web.source import visit
from intake.web.source.arrival import Nowhere, receive
from intake.web.source.blueprints import blueprint
from intake.web.source.forms import ReturnForm
from intake.web.source.troubles import Trouble


@blueprint.get("/return")
@audience("source")
@compressed
def return_page() -> ResponseReturnValue:
    """Ask for the codename."""
    return ask(ReturnForm.of(), draft_id=request.args.get("draft", ""))


@blueprint.post("/return")
@audience("source")
def come_back() -> ResponseReturnValue:
    """Open a mailbox session for whatever was typed."""
    arrival = receive(Nowhere())
    form, draft_id = ReturnForm.of(arrival.fields), arrival.fields.get("draft", "")
    if arrival.trouble:
        return ask(form, draft_id=draft_id, trouble=arrival.trouble)
    try:
        ticket = mailbox.enter(here(), form.codename.data or "", visit.secret(), visit.mailbox_session())
    except TooSoon as error:
        return ask(form, draft_id=draft_id, trouble=_patience(error))
    visit.enter_mailbox(ticket.session_id)
    return redirect(url_for("source.mailbox_page", draft=draft_id or None), 303)


def _patience(error: TooSoon) -> Trouble:
    heading, text = (
        _("A short pause"),
        _("What you typed is still here. In %(num)s seconds you can send it.", num=error.wait),
    )
    return Trouble(429, Words(heading, text))


def ask(
    form: ReturnForm, *, draft_id: str = "", message: str = "", kept: bool = True, trouble: Trouble | None = None
) -> ResponseReturnValue:
    """Render the page; `draft_id` names a draft that keeps a message typed before the mailbox closed.

    A `message` that was not `kept` is only shown.
    """
    page = render_template(
        "source/return.html",
        form=form,
        draft_id=draft_id,
        message=message,
        kept=kept,
        trouble=trouble.words if trouble else None,
    )
    return page, trouble.status if trouble else 200

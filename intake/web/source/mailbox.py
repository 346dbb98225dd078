"""The mailbox: answers to read, things to add. What was sent before is never shown."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

import crypto
from intake.domain.patience import FREE_TRIES, WARNED_FROM
from intake.services import mailbox, switches
from intake.services.errors import BrokenChain, CodenameInText, NoSuchCodename, NotVouched, Refused, SignedOut
from intake.services.mailbox import Reply, Visit
from intake.services.unread import mark_seen
from intake.web.access import audience
from intake.web.errors import Words
from intake.web.here import here
from intake.web.source import letters, troubles, visit
from intake.web.source.arrival import Arrival, Nowhere, receive
from intake.web.source.back import ask
from intake.web.source.blueprints import blueprint
from intake.web.source.forms import MessageForm, ReturnForm
from intake.web.source.troubles import Trouble

DONE: Mapping[str, Words] = {
    "message": Words(_("Your message arrived"), _("It is locked for the people who work on your testimony.")),
    "contact": Words(
        _("That is kept"), _("It is locked for the few people who keep names, apart from your testimony.")
    ),
    "forgotten": Words(_("That is forgotten"), _("We write only to this mailbox.")),
    "consents": Words(_("Your choices hold from now on"), _("Every use is checked against them when it happens.")),
    "unchanged": Words(_("Nothing was changed"), _("Everything that you allowed or did not allow stays as it was.")),
    "undone": Words(_("Undone"), _("The people who could open your testimony before can open it again.")),
}


@blueprint.get("/mailbox")
@audience("source")
def mailbox_page() -> ResponseReturnValue:
    """Show the answers, or say that the words open no mailbox."""
    draft_id = request.args.get("draft", "")
    try:
        entered = enter()
    except NoSuchCodename as error:
        return unknown(error, draft_id)
    except SignedOut as error:
        return ask(ReturnForm.of(), draft_id=draft_id, trouble=troubles.of_refusal(error))
    return show(entered, letters.found(draft_id), draft_id)


@blueprint.post("/mailbox")
@audience("source")
def write() -> ResponseReturnValue:
    """Send a message; whatever prevents it, the text stays."""
    arrival = receive(Nowhere())
    text, draft_id = arrival.fields.get("message", ""), arrival.fields.get("draft", "")
    try:
        entered = enter()
        trouble = arrival.trouble or send(entered, text)
    except (NoSuchCodename, SignedOut) as error:
        return closed(arrival, draft_id, error)
    except Exception:
        with suppress(CodenameInText):
            letters.put_aside(text, draft_id)
        raise
    if trouble:
        return show(entered, text, draft_id, trouble)
    letters.discard(draft_id)
    return redirect(url_for("source.mailbox_page", done="message"), 303)


def enter() -> Visit:
    """Return the visit of this session. Raises `SignedOut` and `NoSuchCodename`."""
    return mailbox.resume(here(), visit.mailbox_session(), visit.secret())


def send(entered: Visit, text: str) -> Trouble | None:
    """Seal a message into the case, or say why not."""
    if not text.strip():
        return troubles.NO_WORDS
    try:
        mailbox.add_message(here(), entered, text)
    except Refused as error:
        return troubles.of_refusal(error)
    return None


def closed(arrival: Arrival, draft_id: str, error: Refused) -> ResponseReturnValue:
    """Ask for the codename again, with the message put aside and shown; one that holds a codename is only shown."""
    message = arrival.fields.get("message", "")
    trouble = arrival.trouble or troubles.of_refusal(error)
    try:
        draft_id = letters.put_aside(message, draft_id)
    except CodenameInText as refused:
        return ask(ReturnForm.of(), message=message, kept=False, trouble=troubles.of_refusal(refused))
    return ask(ReturnForm.of(), draft_id=draft_id, message=message, trouble=trouble)


def show(entered: Visit, text: str, draft_id: str, trouble: Trouble | None = None) -> ResponseReturnValue:
    """Render the mailbox."""
    answers = _replies(entered)
    newest = max((one.number for one in answers or ()), default=0)
    page = render_template(
        "source/mailbox.html",
        visit=entered,
        replies=answers,
        new_replies=sum(one.number > entered.seen for one in answers or ()),
        draft_hours=int(here().settings.draft_lifetime.total_seconds() // 3600),
        lost=switches.are_lost(here(), entered),
        form=MessageForm.of({"message": text}),
        draft_id=draft_id,
        trouble=trouble.words if trouble else None,
        done=DONE.get(request.args.get("done", "")),
        withdrawal_days=here().settings.withdrawal_days,
    )
    if newest > entered.seen:
        mark_seen(here(), entered.keys, newest)
    return page, trouble.status if trouble else 200


def unknown(error: NoSuchCodename, draft_id: str) -> ResponseReturnValue:
    """Say that the words open no mailbox, and offer those a near word away."""
    page = render_template(
        "source/unknown.html",
        form=ReturnForm.of({"codename": error.words}),
        suggestions=error.suggestions,
        unknown=error.unknown,
        error=error,
        warned=WARNED_FROM <= error.failures < FREE_TRIES,
        draft_id=draft_id,
    )
    return page, 404


def _replies(entered: Visit) -> Sequence[Reply] | None:
    """Return the answers; None when one is not from who it says, so that none is shown and all else still works."""
    try:
        return mailbox.replies(here(), entered)
    except (NotVouched, BrokenChain, crypto.CryptoError):
        return None

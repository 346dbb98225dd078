"""Taking a testimony back, in two steps, and undoing it."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from intake.services import mailbox
from intake.services.errors import NoSuchCodename, SignedOut
from intake.web.access import audience
from intake.web.here import here
from intake.web.source.blueprints import blueprint
from intake.web.source.mailbox import enter
from intake.web.source.plain import read_plain


@blueprint.post("/withdraw")
@audience("source")
def withdraw() -> ResponseReturnValue:
    """Ask once more, withdraw, or undo: as the button says."""
    fields = read_plain()
    try:
        entered = enter()
    except (NoSuchCodename, SignedOut):
        return redirect(url_for("source.mailbox_page"), 303)
    if "undo" in fields:
        mailbox.undo_withdrawal(here(), entered)
        return redirect(url_for("source.mailbox_page", done="undone"), 303)
    if "confirm" not in fields:
        return render_template("source/withdraw.html", withdrawal_days=here().settings.withdrawal_days)
    mailbox.withdraw(here(), entered)
    return redirect(url_for("source.mailbox_page"), 303)

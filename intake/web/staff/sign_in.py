"""Signing in and out."""

from datetime import timedelta

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from intake.services import choices
from intake.services import sign_in as service
from intake.services.errors import BadSignIn, SignedOut, TooManyTries
from intake.web.access import audience
from intake.web.here import here
from intake.web.staff import idle, sent, tongue, visit
from intake.web.staff.blueprint import blueprint
from intake.web.staff.forms import SignInForm

LONGEST_NAME = 200


@blueprint.get("/sign-in")
@audience("public")
def sign_in() -> ResponseReturnValue:
    """Ask for name and passphrase."""
    tongue.choose(request.args.get("language", ""))
    try:
        visit.me()
    except SignedOut:
        form = SignInForm.of({"next": request.args.get("next", "")})
        return _page(form, MultiDict())
    return redirect(url_for("staff.home"), 303)


@blueprint.post("/sign-in")
@audience("public")
def enter() -> ResponseReturnValue:
    """Open a session and go where the member wanted to, or offer again what they were sending when theirs ended."""
    form = SignInForm.of(sent.fields())
    name, passphrase = str(form.username.data or "")[:LONGEST_NAME], str(form.passphrase.data or "")
    kept = idle.unwrap(sent.fields())
    try:
        ticket = service.sign_in(here(), name, passphrase, known_device=visit.knows_device(name))
    except BadSignIn:
        form.passphrase.errors = [_("Name and passphrase do not match. Please try again.")]
        return _page(form, kept), 422
    except TooManyTries as error:
        form.passphrase.errors = [_too_many(error.wait)]
        return _page(form, kept), 429
    visit.enter(ticket)
    tongue.choose(choices.read(here(), visit.me()).language)
    response = make_response(_offer(form, kept) if kept else redirect(_next(form), 303))
    visit.mark_device(response, name)
    return response


@blueprint.post("/sign-out")
@audience("public")
def sign_out() -> ResponseReturnValue:
    """Erase the session."""
    visit.leave()
    flash(_("You are signed out."))
    return redirect(url_for("staff.sign_in"), 303)


def _page(form: SignInForm, kept: idle.Fields) -> str:
    return idle.sign_in_page(str(form.next.data or ""), kept, form)


def _next(form: SignInForm) -> str:
    return idle.own_path(str(form.next.data or ""))


def _offer(form: SignInForm, kept: idle.Fields) -> str:
    visit.me()
    path = idle.own_path(str(form.next.data or ""), ("POST",))
    return render_template("staff/kept.html", path=path, kept=list(kept.items(multi=True)), texts=idle.typed(kept))


def _too_many(wait: timedelta) -> str:
    minutes = -(-int(wait.total_seconds()) // 60)
    return str(
        ngettext(
            "Too many tries. Please wait a minute and try again. A device that you used before still works.",
            "Too many tries. Please wait %(num)s minutes and try again. A device that you used before still works.",
            max(1, minutes),
        )
    )

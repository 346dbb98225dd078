"""What holds for every page of the staff app: the frame, the token of each form, and what a refusal says."""

import sys
from collections.abc import Mapping
from functools import cache

from flask import Flask, Response, current_app, g, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _

import crypto
from intake.domain.consent import Use
from intake.services.alarm import alarm
from intake.services.errors import ConsentMissing, RolledBack, SignedOut
from intake.web import csrf, errors
from intake.web.consent_texts import words_of
from intake.web.consent_words import CONSENTS
from intake.web.errors import Words
from intake.web.here import here
from intake.web.staff import idle, sent
from intake.web.staff.words import PLACES, ROLE_NAMES

LAYOUT = "staff/base.html"
WORDS = {
    "no-key": Words(
        _("You hold no key that opens this"),
        _("This case is not assigned to you. Ask the intake circle for it if you need it."),
    ),
    "withdrawn": Words(
        _("The source has withdrawn this case"),
        _("Nobody can open it now. The source can still change their mind until it is destroyed."),
    ),
    "not-allowed-now": Words(
        _("That cannot be done with this case now"),
        _("Somebody may have changed its state meanwhile. Look at the case again."),
    ),
    "stale-sheet": Words(
        _("Somebody saved this before you"),
        _("Nothing of yours was stored yet. Go back: what you wrote is still in the form. Look at theirs, then save."),
    ),
    "not-vouched": Words(
        _("The members of this instance do not vouch for that"),
        _("Look at the page of members to see who holds which role."),
    ),
    "broken-chain": Words(
        _("The list of members does not hold"),
        _("Nothing can be read or sealed until it does. Tell the admin to run “holas verify”."),
    ),
    "already-decided": Words(
        _("Another custodian was first"),
        _("Look at the page of names and contacts to see what was decided."),
    ),
    "nothing-given": Words(
        _("There is nothing to release"),
        _("The source gave nothing of what is asked for. Refuse the request, and say so."),
    ),
    "release-over": Words(
        _("What was released is not shown any more"),
        _("Its time is over, or the source has changed what they gave. Ask again if you still need it."),
    ),
    "tampered": Words(
        _("This is not what was stored"),
        _("A piece was changed, moved or replaced. Tell the intake circle, and the admin to run “holas verify”."),
    ),
}
ADVICE: Mapping[Use, str] = {
    Use.READ: _("Consent is checked each time. Go back to the queue and leave this case as it is."),
    Use.RECONTACT: _("They do not want to be asked more. Answer what they write, and tell them what happens next."),
}
ASK_THEM = _(
    "Who works on the case can ask the source: write to them what it is needed for. They turn it on with their "
    "codename, or leave it off."
)


def install(app: Flask) -> None:
    """Check each form's token, answer what only staff pages raise, and give templates what the frame shows."""
    errors.install(app, layout=LAYOUT, words=WORDS)
    app.context_processor(_frame)
    app.before_request(_check_form)
    app.register_error_handler(SignedOut, idle.answer)
    app.register_error_handler(ConsentMissing, _not_allowed)
    app.register_error_handler(csrf.ForgedForm, idle.answer_forged)
    app.register_error_handler(crypto.CryptoError, _changed)
    app.register_error_handler(RolledBack, _changed)


def _check_form() -> None:
    if request.method == "POST":
        csrf.check(sent.fields().get(csrf.FIELD))


def _frame() -> dict[str, object]:
    """`person` is None on pages for who is not signed in, and on errors before that is known."""
    keyring = g.get("keyring")
    return {
        "person": keyring.person if keyring else None,
        "places": [(path, text) for roles, path, text in PLACES if keyring and any(map(keyring.has, roles))],
        "role_names": ROLE_NAMES,
        "unsent": idle.unsent,
        "alarm": cache(lambda: alarm(here(), keyring) if keyring else None),
        "urgent_hours": here().settings.urgent_hours,
        "idle_minutes": int(here().settings.staff_idle.total_seconds() // 60),
    }


def _not_allowed(error: ConsentMissing) -> Response:
    """Say which consent is missing, in the words that the source had, and what can be done."""
    said = [gettext("Missing is: “%(use)s”.", use=CONSENTS[error.use].label)]
    read = words_of(error.said, error.use) if error.said else None
    if read is not None and read.label != CONSENTS[error.use].label:
        said.append(gettext("The source read it as: “%(words)s”.", words=read.label))
    said.append(str(ADVICE.get(error.use, ASK_THEM)))
    return errors.page(
        errors.STATUS[error.code], LAYOUT, words=Words(gettext("The source has not allowed this"), " ".join(said))
    )


def _changed(_error: Exception) -> Response:
    """Answer a seal that does not hold: the log says where, the page says whom to tell."""
    current_app.log_exception(sys.exc_info())
    return errors.page(500, LAYOUT, words=WORDS["tampered"])

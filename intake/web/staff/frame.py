"""What holds for every page of the staff app: the frame, the token of each form, and what a refusal says."""

import sys

from flask import Flask, Response, current_app, g, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _

import crypto
from intake.domain.consent import Use
from intake.services.errors import ConsentMissing, RolledBack, SignedOut
from intake.web import csrf, errors
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
    "tampered": Words(
        _("This is not what was stored"),
        _("A piece was changed, moved or replaced. Tell the intake circle, and the admin to run “holas verify”."),
    ),
}


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
        "idle_minutes": int(here().settings.staff_idle.total_seconds() // 60),
    }


def _not_allowed(error: ConsentMissing) -> Response:
    """Say which consent is missing, in the words that the source had."""
    missing = gettext("Missing is: “%(use)s”.", use=CONSENTS[Use(error.use)].label)
    advice = gettext("Consent is checked each time. Go back to the queue and leave this case as it is.")
    words = Words(gettext("The source has not allowed this"), f"{missing} {advice}")
    return errors.page(errors.STATUS[error.code], LAYOUT, words=words)


def _changed(_error: Exception) -> Response:
    """Answer a seal that does not hold: the log says where, the page says whom to tell."""
    current_app.log_exception(sys.exc_info())
    return errors.page(500, LAYOUT, words=WORDS["tampered"])

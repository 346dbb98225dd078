"""The language of staff pages: what the member chose, else what the browser asks for first."""

from flask import session, url_for
from flask_babel import refresh

from intake.languages import STAFF
from intake.web import i18n
from intake.web.i18n import Switch

KEY = "l"


def language() -> str:
    """Return the language of this request's page."""
    kept = session.get(KEY)
    return kept if kept in STAFF else i18n.asked(STAFF)


def choose(untrusted: str) -> None:
    """Keep a language for this session, and go on in it; any other word changes nothing."""
    if untrusted in STAFF:
        session[KEY] = untrusted
        refresh()


def forget_all_else() -> None:
    """Empty the session's cookie. The language stays: who signs out reads the page that says so."""
    kept = session.get(KEY)
    session.clear()
    if kept is not None:
        session[KEY] = kept


def at_the_door(wanted: str) -> list[Switch]:
    """Return the sign-in page in each language; `wanted` is where the member goes afterwards."""
    return [i18n.switch(code, url_for("staff.sign_in", language=code, next=wanted or None)) for code in STAFF]

"""What a member can know of their own account."""

import hashlib
from dataclasses import replace

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from intake.services import choices
from intake.services.people import Person
from intake.web.access import audience
from intake.web.here import here
from intake.web.staff import sent, tongue
from intake.web.staff.blueprint import blueprint
from intake.web.staff.care import READERS
from intake.web.staff.visit import me
from intake.web.staff.words import ROLE_POWERS


@blueprint.get("/account")
@audience("member")
def account() -> str:
    """Show who is signed in, what their keys open, and the languages to choose from."""
    return render_template(
        "staff/account.html",
        powers=ROLE_POWERS,
        fingerprint=fingerprint(me().person),
        switches=tongue.at_the_door(""),
        reads=any(map(me().has, READERS)),
    )


@blueprint.post("/account/language")
@audience("member")
def change_language() -> ResponseReturnValue:
    """Show the pages in another language from now on, wherever the member signs in."""
    tongue.choose(sent.fields().get("language", ""))
    choices.save(here(), me(), replace(choices.read(here(), me()), language=tongue.language()))
    return redirect(url_for("staff.account", _anchor="language"), 303)


@blueprint.app_template_filter()
def fingerprint(person: Person) -> str:
    """Return a short form of a member's keys, to be compared by voice: 80 bits in groups."""
    digest = hashlib.sha256(person.signing + person.kem.raw).hexdigest()[:20]
    return " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))

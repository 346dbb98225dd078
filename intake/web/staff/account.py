"""What a member can know of their own account."""

import hashlib

from flask import render_template

from intake.services.people import Person
from intake.web.access import audience
from intake.web.staff.blueprint import blueprint
from intake.web.staff.visit import me
from intake.web.staff.words import ROLE_POWERS


@blueprint.get("/account")
@audience("member")
def account() -> str:
    """Show who is signed in, and what their keys open."""
    return render_template("staff/account.html", powers=ROLE_POWERS, fingerprint=fingerprint(me().person))


@blueprint.app_template_filter()
def fingerprint(person: Person) -> str:
    """Return a short form of a member's keys, to be compared by voice: 80 bits in groups."""
    digest = hashlib.sha256(person.signing + person.kem.raw).hexdigest()[:20]
    return " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))

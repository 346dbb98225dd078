"""Who is vouched for."""

from flask import render_template

from intake.web.access import audience
from intake.web.here import here
from intake.web.staff.blueprint import blueprint
from intake.web.staff.visit import me
from intake.web.staff.words import ROLE_POWERS


@blueprint.get("/members")
@audience("member")
def members() -> str:
    """Show the current members, as the signed chain states them."""
    known = me().membership
    return render_template(
        "staff/members.html",
        people=known.people(),
        powers=ROLE_POWERS,
        root_key=here().settings.root_key.hex(),
        instance_keys=[key.public.hex() for key in known.instance_keys],
    )

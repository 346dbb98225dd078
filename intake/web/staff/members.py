"""Who is vouched for."""

from flask import render_template

from intake.web.access import audience
from intake.web.staff.blueprint import blueprint
from intake.web.staff.visit import me
from intake.web.staff.words import ROLE_POWERS


@blueprint.get("/members")
@audience("member")
def members() -> str:
    """Show the current members, as the signed chain states them."""
    return render_template("staff/members.html", people=me().membership.people(), powers=ROLE_POWERS)

"""The first page: each role begins where its work is."""

from flask import Response, redirect
from flask.typing import ResponseReturnValue

from intake.web.access import audience
from intake.web.staff.blueprint import blueprint
from intake.web.staff.visit import me

HOMES = (
    ("intake", "/queue"),
    ("children", "/queue"),
    ("reviewer", "/queue"),
    ("auditor", "/releases"),
    ("custodian", "/custody"),
    ("interviewer", "/interview"),
    ("admin", "/admin"),
)


@blueprint.get("/")
@audience("member")
def home() -> ResponseReturnValue:
    """Lead to the first page of the member's first role."""
    for role, path in HOMES:
        if me().has(role):
            return redirect(path, 303)
    return redirect("/account", 303)


@blueprint.get("/still-here")
@audience("member")
def still_here() -> Response:
    """Move the idle expiry; the script asks this while somebody types."""
    return Response(status=204)

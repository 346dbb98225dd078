"""The custodian's pages."""

from flask import Blueprint, render_template

from intake.web.access import audience

blueprint = Blueprint("custody", __name__)


@blueprint.get("/custody")
@audience("custodian")
def custody() -> str:
    """Say what custodians keep, and that nothing waits for them."""
    return render_template("custody/home.html")

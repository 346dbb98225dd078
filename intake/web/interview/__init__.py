"""The interviewer's page: they use the source's own form, and hand its codename over. They can read nothing back."""

from flask import Blueprint, render_template

from intake.web.access import audience
from intake.web.here import here

blueprint = Blueprint("interview", __name__)


@blueprint.get("/interview")
@audience("interviewer")
def interview() -> str:
    """Lead to the form, and say how to hand over what it gives."""
    settings = here().settings
    return render_template("interview/home.html", form=f"{settings.source_url}/", onion=settings.onion_url)

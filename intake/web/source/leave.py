"""The quick way out."""

from flask import redirect, session, url_for
from flask.typing import ResponseReturnValue

from intake.web.access import audience
from intake.web.source.blueprints import blueprint


@blueprint.get("/leave")
@audience("source")
def leave() -> ResponseReturnValue:
    """Forget this session."""
    session.clear()
    return redirect(url_for("source.start"))

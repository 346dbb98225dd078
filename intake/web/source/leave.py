"""The quick way out: what was not sent is erased, and the browser is told to forget."""

from flask import make_response, redirect, render_template
from flask.typing import ResponseReturnValue

from intake.web.access import audience
from intake.web.here import here
from intake.web.source import visit
from intake.web.source.blueprints import blueprint

EVERYTHING = '"cache", "cookies", "storage"'


@blueprint.get("/leave")
@audience("source")
def leave() -> ResponseReturnValue:
    """Erase this session here and in the browser, and show something that says nothing.

    A link elsewhere cannot do this to anyone: the cookie is SameSite=Strict and would not come along.
    """
    visit.leave()
    elsewhere = here().settings.leave_url
    response = make_response(redirect(elsewhere, 303) if elsewhere else render_template("source/left.html"))
    response.headers["Clear-Site-Data"] = EVERYTHING
    return response

"""The pages that only tell something."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from intake.web.access import audience
from intake.web.compression import compressed
from intake.web.here import here
from intake.web.source.blueprints import blueprint, entrance


@entrance.get("/")
@audience("source")
def index() -> ResponseReturnValue:
    """Lead to the first page in the language that the browser asks for."""
    response = redirect(url_for("source.start"))
    response.vary.add("Accept-Language")
    return response


@blueprint.get("/")
@audience("source")
@compressed
def start() -> str:
    """Say what this is, and what can be done here."""
    return render_template("source/start.html")


@blueprint.get("/safety")
@audience("source")
@compressed
def safety() -> str:
    """Say how to use this with less danger."""
    return render_template("source/safety.html", onion=here().settings.onion_url)


@blueprint.get("/after")
@audience("source")
@compressed
def after() -> str:
    """Say what helps in the first two days after release."""
    return render_template("source/after.html")


@blueprint.get("/about")
@audience("source")
@compressed
def about() -> str:
    """Say who reads, what happens next, and what cannot be promised."""
    return render_template("source/about.html", withdrawal_days=here().settings.withdrawal_days)

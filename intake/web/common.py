"""Two routes that both applications share: the health check and the static files."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, send_from_directory, url_for
from wtforms import Field

from intake.web.access import audience
from intake.web.headers import YEAR

STATIC = Path(__file__).parents[1] / "static"

blueprint = Blueprint("common", __name__)


@blueprint.get("/healthz")
@audience("public")
def healthz() -> Response:
    """Tell a supervisor that this process answers; nothing else."""
    return Response("ok", mimetype="text/plain")


@blueprint.get("/static/<path:filename>")
@audience("public")
def static(filename: str) -> Response:
    """Serve a file of our own; its address changes with its content, so it may be kept for a year."""
    return send_from_directory(STATIC, filename, max_age=YEAR)


@blueprint.app_template_global()
def asset(filename: str) -> str:
    """Return the address of a static file, with a mark of its content."""
    return url_for("common.static", filename=filename, v=_mark(filename))


@cache
def _mark(filename: str) -> str:
    return hashlib.sha256((STATIC / filename).read_bytes()).hexdigest()[:12]


@blueprint.app_template_global()
def noted(field: Field, hint: str) -> dict[str, str | bool]:
    """Return what ties a field to its hint and its errors, for those who hear the page."""
    ids = [f"{field.id}-hint"] * bool(hint) + [f"{field.id}-error"] * bool(field.errors)
    return {"aria-describedby": " ".join(ids) or False, "aria-invalid": "true" if field.errors else False}

"""Two routes that both applications share: the health check and the static files."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, request, url_for
from werkzeug.exceptions import NotFound
from wtforms import Field

from intake.web.access import audience
from intake.web.compression import ENCODINGS, pack, wanted
from intake.web.headers import YEAR

STATIC = Path(__file__).parents[1] / "static"
MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

blueprint = Blueprint("common", __name__)


@blueprint.get("/healthz")
@audience("public")
def healthz() -> Response:
    """Tell a supervisor that this process answers; nothing else."""
    return Response("ok", mimetype="text/plain")


@blueprint.get("/static/<path:filename>")
@audience("public")
def static(filename: str) -> Response:
    """Serve a file of our own, compressed where that helps. Its address changes with its content, so it may be kept."""
    file = _files().get(filename)
    if file is None:
        raise NotFound
    encoding = wanted() or ""
    packed = file.packed.get(encoding)
    response = Response(packed or file.content, mimetype=file.media_type)
    if packed:
        response.content_encoding = encoding
    if file.packed:
        response.vary.add("Accept-Encoding")
    kept = request.args.get("v") == file.mark
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if kept else "no-cache"
    return response


@blueprint.app_template_global()
def asset(filename: str) -> str:
    """Return the address of a static file, with a mark of its content."""
    return url_for("common.static", filename=filename, v=_files()[filename].mark)


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file of ours, read once. `packed` holds it by encoding, where that wins something; `mark` is of the content."""

    content: bytes
    packed: Mapping[str, bytes]
    media_type: str
    mark: str


@cache
def _files() -> Mapping[str, StaticFile]:
    return {path.relative_to(STATIC).as_posix(): _read(path) for path in STATIC.rglob("*") if path.is_file()}


def _read(path: Path) -> StaticFile:
    content = path.read_bytes()
    if path.suffix == ".css":
        content = squeezed(content.decode()).encode()
    packed = {encoding: pack(content, encoding, once=True) for encoding in ENCODINGS}
    smaller = {encoding: data for encoding, data in packed.items() if len(data) < len(content)}
    mark = hashlib.sha256(content).hexdigest()[:12]
    return StaticFile(content, smaller, MEDIA_TYPES[path.suffix], mark)


def squeezed(style: str) -> str:
    """Return a style sheet without comments and without room that only people need."""
    style = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    style = re.sub(r"\s+", " ", style)
    return re.sub(r" ?([{};,]) ?|(?<=:) ", r"\1", style).replace(";}", "}").strip()


@blueprint.app_template_global()
def noted(field: Field, hint: str) -> dict[str, str | bool]:
    """Return what ties a field to its hint and its errors, for those who hear the page."""
    ids = [f"{field.id}-hint"] * bool(hint) + [f"{field.id}-error"] * bool(field.errors)
    return {"aria-describedby": " ".join(ids) or False, "aria-invalid": "true" if field.errors else False}

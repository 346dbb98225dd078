"""A release as files: the same bytes whenever they are asked for."""

from collections.abc import Callable

from flask import Response

from intake.domain import export_docx, exports
from intake.domain.draw import Draw
from intake.services import quotations
from intake.services import release as service
from intake.services.errors import NotFound
from intake.web.access import audience
from intake.web.audit.blueprint import RELEASE, blueprint
from intake.web.here import here
from intake.web.staff.visit import me

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Export = Callable[[Draw], bytes]


@blueprint.get(f"{RELEASE}.csv")
@audience("auditor")
def as_csv(release_id: str) -> Response:
    """Send the release as one tidy CSV file."""
    return _file(release_id, exports.as_csv, "csv", "text/csv; charset=utf-8")


@blueprint.get(f"{RELEASE}.json")
@audience("auditor")
def as_json(release_id: str) -> Response:
    """Send the release as JSON."""
    return _file(release_id, exports.as_json, "json", "application/json")


@blueprint.get(f"{RELEASE}.docx")
@audience("auditor")
def as_document(release_id: str) -> Response:
    """Send tables and quotations as one document. Quotations are those that may be printed at this moment."""
    from intake.services.docx_file import as_docx  # noqa: PLC0415 - lxml: only who asks may load it

    printed = quotations.given(here(), me()).printed

    def export(draw: Draw) -> bytes:
        return as_docx(export_docx.title_of(draw), export_docx.as_blocks(draw, printed))

    return _file(release_id, export, "docx", DOCX)


def _file(release_id: str, export: Export, ending: str, media_type: str) -> Response:
    """Send a file; a release that is not drawn has none (`NotFound`)."""
    draw = service.get(here(), me(), release_id).draw
    if draw is None:
        raise NotFound
    response = Response(export(draw), content_type=media_type)
    name = f"holas-release-{draw.cut_off.isoformat()}-{draw.release[:8]}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

"""A release as files: the same bytes whenever they are asked for. What is published is sent as it was signed."""

from flask import Response

from intake.services import handing_out
from intake.services import release as service
from intake.services.release import ReleaseView
from intake.services.release_files import CSV, DOCX, JSON, ODS, XLSX, named
from intake.web.access import audience
from intake.web.audit.blueprint import RELEASE, blueprint
from intake.web.audit.reports import language
from intake.web.here import here
from intake.web.staff.visit import me

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ODS: "application/vnd.oasis.opendocument.spreadsheet",
    DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "zip": "application/zip",
}


@blueprint.get(f"{RELEASE}.csv")
@audience("auditor")
def as_csv(release_id: str) -> Response:
    """Send the release as one tidy CSV file."""
    view = _view(release_id)
    return _sent(view, handing_out.one_file(here(), me(), view, CSV), "csv")


@blueprint.get(f"{RELEASE}.json")
@audience("auditor")
def as_json(release_id: str) -> Response:
    """Send the release as JSON."""
    view = _view(release_id)
    return _sent(view, handing_out.one_file(here(), me(), view, JSON), "json")


@blueprint.get(f"{RELEASE}.xlsx")
@audience("auditor")
def as_xlsx(release_id: str) -> Response:
    """Send the release as a workbook, in the language of the report."""
    return _book(release_id, XLSX)


@blueprint.get(f"{RELEASE}.ods")
@audience("auditor")
def as_ods(release_id: str) -> Response:
    """Send the release as an OpenDocument spreadsheet, in the language of the report."""
    return _book(release_id, ODS)


@blueprint.get(f"{RELEASE}.docx")
@audience("auditor")
def as_document(release_id: str) -> Response:
    """Send tables and quotations as one document. Quotations are those that may be printed at this moment."""
    view = _view(release_id)
    return _sent(view, handing_out.document(here(), me(), view, language()), DOCX, language())


@blueprint.get(f"{RELEASE}.zip")
@audience("auditor")
def as_package(release_id: str) -> Response:
    """Send what was published: every file, and the signature."""
    view = _view(release_id)
    return _sent(view, handing_out.everything(here(), me(), view), "zip")


def _view(release_id: str) -> ReleaseView:
    return service.get(here(), me(), release_id)


def _book(release_id: str, kind: str) -> Response:
    view = _view(release_id)
    return _sent(view, handing_out.one_file(here(), me(), view, named(kind, language())), kind, language())


def _sent(view: ReleaseView, data: bytes, *ending: str) -> Response:
    """Send a file. `ending`: its kind, and the language that it is in, if it is in one."""
    response = Response(data, content_type=KINDS[ending[0]])
    name = f"holas-release-{view.day.isoformat()}-{view.id[:8]}.{'.'.join(reversed(ending))}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

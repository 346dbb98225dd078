"""A release as files: the same bytes whenever they are asked for. What is published is sent as it was signed."""

from flask import Response

from intake.domain import export_docx
from intake.domain.report import Report
from intake.services import package, publishing, quotations
from intake.services import release as service
from intake.services.errors import NotFound
from intake.services.release import ReleaseView
from intake.web.access import audience
from intake.web.audit.blueprint import RELEASE, blueprint
from intake.web.here import here
from intake.web.staff.visit import me

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"


@blueprint.get(f"{RELEASE}.csv")
@audience("auditor")
def as_csv(release_id: str) -> Response:
    """Send the release as one tidy CSV file."""
    return _exported(release_id, package.CSV, "text/csv; charset=utf-8")


@blueprint.get(f"{RELEASE}.json")
@audience("auditor")
def as_json(release_id: str) -> Response:
    """Send the release as JSON."""
    return _exported(release_id, package.JSON, "application/json")


@blueprint.get(f"{RELEASE}.xlsx")
@audience("auditor")
def as_xlsx(release_id: str) -> Response:
    """Send the release as a workbook."""
    return _exported(release_id, package.XLSX, XLSX)


@blueprint.get(f"{RELEASE}.ods")
@audience("auditor")
def as_ods(release_id: str) -> Response:
    """Send the release as an OpenDocument spreadsheet."""
    return _exported(release_id, package.ODS, ODS)


@blueprint.get(f"{RELEASE}.zip")
@audience("auditor")
def as_package(release_id: str) -> Response:
    """Send what was published: every file, and the signature."""
    view = _drawn(release_id)
    if view.package is None:
        raise NotFound
    return _file(view, view.package, "zip", "application/zip")


@blueprint.get(f"{RELEASE}.docx")
@audience("auditor")
def as_document(release_id: str) -> Response:
    """Send tables and quotations as one document. Quotations are those that may be printed at this moment."""
    from intake.services.docx_file import as_docx  # noqa: PLC0415 - lxml: only who asks may load it

    view, printed = _drawn(release_id), quotations.given(here(), me()).printed
    report = _report(view)
    draft = view.package is None
    blocks = export_docx.as_blocks(report.draw, printed, report.figures, draft=draft)
    return _file(view, as_docx(export_docx.title_of(report.draw), blocks), "docx", DOCX)


def _exported(release_id: str, name: str, media_type: str) -> Response:
    """Send one file of what was published; of what is not, the same file, marked as a draft."""
    view = _drawn(release_id)
    if view.package is None:
        return _file(view, package.exported(_report(view), draft=True)[name], name.rpartition(".")[2], media_type)
    publishing.published(here(), me(), release_id)  # checks the signature, and every byte
    return _file(view, package.unpacked(view.package)[name], name.rpartition(".")[2], media_type)


def _report(view: ReleaseView) -> Report:
    """Return what was published, or what there is before that: the numbers alone."""
    if view.package is not None:
        return publishing.published(here(), me(), view.id)
    if view.draw is None:
        raise NotFound
    return Report(view.draw, view.day, (), {})


def _drawn(release_id: str) -> ReleaseView:
    """Return a release that has numbers. Raises `NotFound`."""
    view = service.get(here(), me(), release_id)
    if view.draw is None:
        raise NotFound
    return view


def _file(view: ReleaseView, data: bytes, ending: str, media_type: str) -> Response:
    response = Response(data, content_type=media_type)
    name = f"holas-release-{view.day.isoformat()}-{view.id[:8]}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

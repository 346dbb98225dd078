"""Where the auditors' routes hang, and the words for what a release holds."""

from collections.abc import Mapping

from flask import Blueprint
from flask_babel import lazy_gettext as _

from intake.services.release_states import ReleaseState

RELEASE = "/releases/<string(length=32):release_id>"

STATES: Mapping[ReleaseState, str] = {
    ReleaseState.PENDING: _("Being prepared"),
    ReleaseState.STOPPED: _("Stopped before anything was drawn"),
    ReleaseState.DRAWN: _("Drawn"),
    ReleaseState.PROPOSED: _("Waiting for a second auditor"),
    ReleaseState.PUBLISHED: _("Published"),
}
MECHANISMS: Mapping[str, str] = {
    "discrete-laplace": _("Discrete Laplace noise on every number"),
    "discrete-gaussian": _("Discrete Gaussian noise on every number"),
}

FILES: Mapping[str, str] = {
    "as_csv": _("Download as CSV"),
    "as_json": _("Download as JSON"),
    "as_xlsx": _("Download as XLSX"),
    "as_ods": _("Download as ODS"),
    "as_document": _("Tables and quotations as DOCX"),
}
PACKAGE: Mapping[str, str] = {"as_package": _("Everything, signed, as ZIP")}

blueprint = Blueprint("audit", __name__)

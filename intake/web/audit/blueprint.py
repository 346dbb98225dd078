"""Where the auditors' routes hang, and the words for what a release holds."""

from collections.abc import Mapping

from flask import Blueprint
from flask_babel import lazy_gettext as _

from intake.domain.statistics import TableId
from intake.services.release import ReleaseState

RELEASE = "/releases/<string(length=32):release_id>"

TITLES: Mapping[TableId, str] = {
    TableId.CASES: _("Cases counted"),
    TableId.CATEGORIES: _("Cases by report category"),
    TableId.CODES: _("Cases by abuse code"),
}

HEADINGS: Mapping[TableId, str] = {
    TableId.CATEGORIES: _("Report category"),
    TableId.CODES: _("Abuse code"),
}
STATES: Mapping[ReleaseState, str] = {
    ReleaseState.PENDING: _("Being prepared"),
    ReleaseState.STOPPED: _("Stopped before anything was drawn"),
    ReleaseState.DRAWN: _("Ready"),
    ReleaseState.PROPOSED: _("Waiting for a second auditor"),
    ReleaseState.PUBLISHED: _("Published"),
}
MECHANISMS: Mapping[str, str] = {"discrete-laplace": _("Discrete Laplace noise on every number")}

blueprint = Blueprint("audit", __name__)

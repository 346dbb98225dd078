"""Where the routes of all staff hang, and the filters that staff pages share."""

from datetime import datetime

from flask import Blueprint
from flask_babel import gettext as _
from flask_babel import ngettext

from intake.web.shown import clock_time, short_day

blueprint = Blueprint("staff", __name__)


@blueprint.app_template_filter()
def iso_day(iso: str) -> str:
    """Return an ISO 8601 day or time as a day."""
    return short_day(datetime.fromisoformat(iso).date())


@blueprint.app_template_filter()
def moment(iso: str) -> str:
    """Return when something was written: a time in UTC for what staff wrote, a day for what a source wrote."""
    if "T" not in iso:
        return iso_day(iso)
    return f"{iso_day(iso)}, {clock(iso)}"


@blueprint.app_template_filter()
def clock(iso: str) -> str:
    """Return the time of day of an ISO 8601 time in UTC."""
    return str(_("%(time)s UTC", time=clock_time(datetime.fromisoformat(iso))))


@blueprint.app_template_filter()
def short(case_id: str) -> str:
    """Return the part of a case's id that people use to talk about it."""
    return f"{case_id[:4]} {case_id[4:8]}".upper()


@blueprint.app_template_filter()
def hours(number: int) -> str:
    """Return so many hours in words."""
    return str(ngettext("%(num)s hour", "%(num)s hours", number))

"""Dates as codings and figures keep them, in words, in the language of the page."""

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from intake.domain.when import OPEN, When
from intake.web.shown import day, month
from intake.web.staff.blueprint import blueprint

SEASONS: Mapping[str, str] = {
    "21": _("spring"),
    "22": _("summer"),
    "23": _("autumn"),
    "24": _("winter"),
}


@blueprint.app_template_filter("when")
def say_when(when: When) -> str:
    """Return a date in words, as exactly as it is known."""
    if when.precision == "range":
        return _range(*when.text.split("/"))
    return str(gettext("about %(date)s", date=_exact(when))) if when.estimated else _exact(when)


def _range(first: str, last: str) -> str:
    if first == OPEN:
        return str(gettext("until %(date)s", date=say_when(When.parse(last))))
    if last == OPEN:
        return str(gettext("since %(date)s", date=say_when(When.parse(first))))
    ends = {"first": say_when(When.parse(first)), "last": say_when(When.parse(last))}
    return str(gettext("%(first)s to %(last)s", **ends))


def _exact(when: When) -> str:
    text = when.text.rstrip("~")
    if when.precision == "year" or when.first is None:
        return text
    if when.precision == "season":
        year, season = text.split("-")
        return f"{SEASONS[season]} {year}"
    return day(when.first) if when.precision == "day" else month(when.first)

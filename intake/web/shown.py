"""How sizes, days and file names are shown, in the language of the page."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from babel import Locale, dates
from flask import Flask
from flask_babel import format_decimal, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _later

from intake.domain.filenames import clean_filename
from intake.domain.when import OPEN, When

STEP = 1024
ENGLISH = Locale("en", "GB")
"""English days as most of the world writes them: 9 August 2020."""
SEASONS: Mapping[str, str] = {
    "21": _later("spring"),
    "22": _later("summer"),
    "23": _later("autumn"),
    "24": _later("winter"),
}


def install(app: Flask) -> None:
    """Make the filters known to the templates."""
    names = {"filesize": filesize, "day": day, "number": format_decimal, "filename": clean_filename, "when": say_when}
    app.jinja_env.filters.update(names)


def filesize(size: int) -> str:
    """Return a size in bytes as people read it: at most one decimal, in steps of 1,024."""
    if size < STEP:
        return str(_("%(number)s bytes", number=format_decimal(size)))
    if size < STEP**2:
        return str(_("%(number)s KB", number=_rounded(size / STEP)))
    if size < STEP**3:
        return str(_("%(number)s MB", number=_rounded(size / STEP**2)))
    return str(_("%(number)s GB", number=_rounded(size / STEP**3)))


def day(moment: date) -> str:
    """Return the day, written out."""
    return dates.format_date(moment, "long", locale=_locale())


def short_day(moment: date) -> str:
    """Return the day with a short month."""
    return dates.format_date(moment, "medium", locale=_locale())


def month(moment: date) -> str:
    """Return the month and the year."""
    return dates.format_skeleton("yMMMM", datetime(moment.year, moment.month, 1, tzinfo=UTC), locale=_locale())


def clock_time(moment: datetime) -> str:
    """Return hour and minute, as `moment` has them, in 24 hours."""
    return dates.format_skeleton("Hm", moment, locale=_locale())


def say_when(when: When) -> str:
    """Return a date in words, as exactly as it is known."""
    if when.precision == "range":
        return _range(*when.text.split("/"))
    return str(_("about %(date)s", date=_exact(when))) if when.estimated else _exact(when)


def _range(first: str, last: str) -> str:
    if first == OPEN:
        return str(_("until %(date)s", date=say_when(When.parse(last))))
    if last == OPEN:
        return str(_("since %(date)s", date=say_when(When.parse(first))))
    ends = {"first": say_when(When.parse(first)), "last": say_when(When.parse(last))}
    return str(_("%(first)s to %(last)s", **ends))


def _exact(when: When) -> str:
    text = when.text.rstrip("~")
    if when.precision == "year" or when.first is None:
        return text
    if when.precision == "season":
        year, season = text.split("-")
        return f"{SEASONS[season]} {year}"
    return day(when.first) if when.precision == "day" else month(when.first)


def _locale() -> Locale:
    locale = get_locale() or ENGLISH
    return ENGLISH if locale.language == "en" else locale


def _rounded(number: float) -> str:
    return str(format_decimal(round(number, 1)))

"""How sizes, days and file names are shown, in the language of the page."""

import re
from datetime import UTC, date, datetime

from babel import Locale, dates
from flask import Flask
from flask_babel import format_decimal, get_locale
from flask_babel import gettext as _

from intake.domain.filenames import clean_filename

STEP = 1024
ENGLISH = Locale("en", "GB")
"""English days as most of the world writes them: 9 August 2020."""
# Belarusian, Russian and Ukrainian end a date in a short word for year, whose dot no sentence can end on.
_YEAR = re.compile(r"\s\w\.$")


def install(app: Flask) -> None:
    """Make the filters known to the templates."""
    app.jinja_env.filters.update(filesize=filesize, day=day, number=format_decimal, filename=clean_filename)


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
    return _YEAR.sub("", dates.format_date(moment, "long", locale=_locale()))


def short_day(moment: date) -> str:
    """Return the day with a short month."""
    return _YEAR.sub("", dates.format_date(moment, "medium", locale=_locale()))


def month(moment: date) -> str:
    """Return the month and the year."""
    first = datetime(moment.year, moment.month, 1, tzinfo=UTC)
    return _YEAR.sub("", dates.format_skeleton("yMMMM", first, locale=_locale()))


def clock_time(moment: datetime) -> str:
    """Return hour and minute, as `moment` has them, in 24 hours."""
    return dates.format_skeleton("Hm", moment, locale=_locale())


def _locale() -> Locale:
    locale = get_locale() or ENGLISH
    return ENGLISH if locale.language == "en" else locale


def _rounded(number: float) -> str:
    return str(format_decimal(round(number, 1)))

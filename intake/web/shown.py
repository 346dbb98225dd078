"""How sizes, days and file names are shown, in the language of the page."""

from datetime import date

from flask import Flask
from flask_babel import format_date, format_decimal
from flask_babel import gettext as _

from intake.domain.filenames import clean_filename

STEP = 1024


def install(app: Flask) -> None:
    """Make the filters known to the templates."""
    app.jinja_env.filters.update(filesize=filesize, day=day, filename=clean_filename)


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
    return str(format_date(moment, "long"))


def _rounded(number: float) -> str:
    return str(format_decimal(round(number, 1)))

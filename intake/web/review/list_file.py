"""A list of cases as a CSV file, in the words of the page's language. Columns are those of `list_export`."""

import csv
import io
from collections.abc import Iterator, Mapping

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from intake.domain.lists import Lists
from intake.domain.spreadsheet import safe
from intake.domain.vocabulary import Vocabulary
from intake.services.list_export import COLUMNS, Cell, ListExport
from intake.web.review.finding import language_name
from intake.web.review.telling import language
from intake.web.review.words import WORDS

HEADINGS: Mapping[str, str] = {
    "received": _("Received"),
    "state": _("State"),
    "urgent": _("Urgent"),
    "minor": _("About a child"),
    "speaker": _("Who speaks"),
    "stage": _("Stage"),
    "language": _("Language"),
    "evidence": _("Evidence"),
    "codes": _("What was done"),
    "regions": _("Region"),
    "facilities": _("Place of detention"),
    "happened_from": _("Happened from"),
    "happened_to": _("Happened until"),
    "assigned": _("Assigned to"),
}


def as_csv(made: ListExport, lists: Lists) -> bytes:
    """Return the file (RFC 4180, UTF-8 with the mark of spreadsheets); its last lines say what is missing."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n", strict=True)
    writer.writerow([str(HEADINGS[name]) for name in COLUMNS])
    for row in made.rows:
        writer.writerow([safe(_in_words(name, row[name], lists)) for name in COLUMNS])
    writer.writerows([words] for words in _missing(made))
    return file.getvalue().encode("utf-8-sig")


def _missing(made: ListExport) -> Iterator[str]:
    if made.left_out:
        yield ngettext(
            "%(num)s case is not in it: it may not be read now.",
            "%(num)s cases are not in it: they may not be read now.",
            made.left_out,
        )
    if made.beyond:
        yield ngettext(
            "%(num)s case more fits, but a list takes no more. Look for fewer cases at a time.",
            "%(num)s cases more fit, but a list takes no more. Look for fewer cases at a time.",
            made.beyond,
        )


def _in_words(name: str, cell: Cell, lists: Lists) -> str:
    if isinstance(cell, bool):
        return str(gettext("yes") if cell else gettext("no"))
    if isinstance(cell, tuple):
        return "; ".join(_word(name, one, lists) for one in cell)
    return _word(name, cell, lists) if cell else ""


def _word(name: str, value: str, lists: Lists) -> str:
    if name == "codes":
        vocabulary = Vocabulary.load()
        return vocabulary.code(value).label(language()) if vocabulary.has_code(value) else value
    if name in {"regions", "facilities"}:
        return lists.say(name, value, language())
    if name == "language":
        return language_name(value)
    return str(WORDS[name].get(value, value)) if name in WORDS else value

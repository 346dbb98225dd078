"""The words about figures by others: what keeps one from being kept, which traps it sets, what to choose from."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from intake.domain.figure_rules import Hint, Problem
from intake.domain.figures import Origin

PROBLEMS: Mapping[Problem, tuple[str, str]] = {
    Problem.NO_TEXT: ("text_en", _("Write what is counted, in one language at least.")),
    Problem.TOO_LONG: ("text_en", _("A text or a source is too long. 400 characters fit.")),
    Problem.NO_PRECISION: ("precision", _("Choose how exact it is.")),
    Problem.NO_NUMBER: ("number", _("Write the number, or choose words that say how many without one.")),
    Problem.NUMBER_TOO_MUCH: (
        "number",
        _("“Hundreds”, “many” and the like stand without a number. Take the number out, or choose another word."),
    ),
    Problem.BAD_NUMBER: ("number", _("Write a whole number in digits, a thousand million at most.")),
    Problem.INEXACT_ZERO: ("precision", _("Nothing is nothing: a zero is exact.")),
    Problem.NO_UNIT: ("unit", _("Choose what is counted.")),
    Problem.NO_ORIGIN: ("origin", _("Choose whose figure it is.")),
    Problem.PUBLIC_AT_LEAST: ("precision", _("Public cases are printed as “at least”, with a number above zero.")),
    Problem.BAD_TIME: (
        "since",
        _("Write days, months or years: 9.8.2020, 8.2020, 2020. The first comes before the last."),
    ),
    Problem.ZERO_WITHOUT_TIME: ("until", _("A zero holds only for a time. Say until when.")),
    Problem.NO_SOURCE: ("source_by", _("Say who says so.")),
    Problem.BAD_DAY: ("source_day", _("Write a day: 13.8.2020.")),
    Problem.UNKNOWN_PLACE: ("beside", _("Choose where it stands.")),
}
"""Beside which field it is said, and what."""
HINTS: Mapping[Hint, str] = {
    Hint.CASES_NOT_PERSONS: _(
        "Criminal cases are not people: one may be about several, and one person may have several."
    ),
    Hint.ACTS_NOT_PERSONS: _("Acts are not people and not testimonies: one person may live through several."),
    Hint.COMPLAINTS_NOT_PERSONS: _("Complaints are not people: somebody may complain twice, and most never do."),
    Hint.TESTIMONIES_NOT_PERSONS: _(
        "Testimonies are not people: several may tell of one person, and one may tell of several."
    ),
    Hint.NO_TIME: _("No time is said. A reader cannot know whether it overlaps with another figure."),
    Hint.NO_PLACE: _("Where it was said, or on which day, is missing. A reader cannot look it up."),
    Hint.VAGUE: _("“Several” and “many” weigh little. If the source says more, say it too."),
    Hint.FEW_LANGUAGES: _("It is not in all three languages. Where one is missing, a report shows another."),
    Hint.SAME_NUMBER: _("The same number of something else. Make sure that nobody takes one for the other:"),
    Hint.OTHER_ORIGIN: _("One of them is official, the other is not. They stand side by side and are never added up:"),
    Hint.SAME_PEOPLE: _("May count some of the same people. They are never added up:"),
}
ORIGINS: Mapping[Origin, tuple[str, str]] = {
    Origin.OFFICIAL: (_("Official"), _("What the authorities say. That is what they said, not what happened.")),
    Origin.INDEPENDENT: (_("Independent"), _("What monitors, journalists, doctors or others counted.")),
    Origin.MIXED: (_("Mixed"), _("Made of both. Say in the source of which.")),
    Origin.PUBLIC: (
        _("Public cases"),
        _(
            "People who agreed, or whose families agreed, to be named publicly. Write no name here. "
            "It counts once another auditor approved it, and is printed as “at least”."
        ),
    ),
}

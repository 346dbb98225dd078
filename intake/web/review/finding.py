"""The form above the queue: what it offers to choose from, and what was asked for, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from babel import Locale
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from intake.domain.finding import NOBODY, ORDER, Filter, Sort
from intake.domain.lists import Lists
from intake.domain.vocabulary import Vocabulary
from intake.languages import KNOWN
from intake.services.keyring import Keyring
from intake.services.team import ASSIGNABLE
from intake.web.review.telling import language
from intake.web.review.words import WORDS

LABELS: Mapping[str, str] = {
    "words": _("Words in title or summary"),
    "state": _("State"),
    "urgent": _("Urgent only"),
    "news": _("Only where the source wrote again"),
    "who": _("Assigned to"),
    "category": _("Chapter"),
    "code": _("What was done"),
    "region": _("Region"),
    "facility": _("Place of detention"),
    "unit": _("Unit"),
    "happened_from": _("Happened from"),
    "happened_to": _("Happened until"),
    "received_from": _("Received from"),
    "received_to": _("Received until"),
    "language": _("Language"),
    "sort": _("Order"),
}
SORTS: Mapping[str, str] = {
    "": _("What presses most first"),
    Sort.NEWEST: _("Received last first"),
    Sort.OLDEST: _("Received first first"),
    Sort.HAPPENED: _("Happened last first"),
}
BOXES = ("urgent", "news")

Choice = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Group:
    """Choices under one heading, empty where they need none."""

    heading: str
    choices: Sequence[Choice]


def offered(keyring: Keyring, lists: Lists) -> dict[str, list[Group]]:
    """Return what each field offers, by the field's name, in the language of the page."""
    vocabulary, spoken = Vocabulary.load(), language()
    people = [one for one in keyring.membership.people() if one.roles & ASSIGNABLE]
    return {
        "state": [Group("", [(state, WORDS["state"][state]) for state in ORDER])],
        "who": [Group("", [(NOBODY, gettext("Nobody yet")), *((one.id, one.username) for one in people)])],
        "category": [Group("", [(one.id, one.label(spoken)) for one in vocabulary.categories()])],
        "code": [
            Group(chapter.label(spoken), [(one.id, one.label(spoken)) for one in vocabulary.codes(chapter.id)])
            for chapter in vocabulary.categories()
        ],
        "region": [Group("", [(one.id, one.label(spoken)) for one in lists.regions])],
        "facility": [Group("", [(one.id, one.label(spoken)) for one in lists.facilities])],
        "unit": [Group("", [(one.id, one.label(spoken)) for one in lists.units])],
        "language": [Group("", [(code, language_name(code)) for code in KNOWN])],
        "sort": [Group("", list(SORTS.items()))],
    }


def told(asked: Filter, offer: Mapping[str, Sequence[Group]]) -> list[Choice]:
    """Return what was asked for, as labels and values in words; a box has no value."""
    return [(LABELS[name], _said(name, value, offer)) for name, value in asked.said().items()]


def language_name(code: str) -> str:
    """Return what a language is called in the language of the page; what else a source sent stays as it is."""
    return (Locale.parse(code).get_display_name(language()) if code in KNOWN else None) or code


def _said(name: str, value: str, offer: Mapping[str, Sequence[Group]]) -> str:
    if name in BOXES:
        return ""
    choices = (choice for group in offer.get(name, ()) for choice in group.choices)
    return next((str(words) for id_, words in choices if id_ == value), value)

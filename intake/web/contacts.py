"""Whom this instance names to a source, for every page that wants to: `macros/contacts.html` lists them.

{% from "macros/contacts.html" import emergency, support, promise %}
{{ promise(contacts().danger_hours) }}{{ emergency(contacts()) }}
"""

from collections.abc import Mapping

from flask import Flask
from flask_babel import get_locale
from flask_babel import lazy_gettext as _

from intake.domain.contacts import Contacts, Support, Words, spoken
from intake.web.here import here

KINDS: Mapping[Support, str] = {
    Support.DOCTOR: _("Doctor"),
    Support.PSYCHOLOGIST: _("Psychologist"),
    Support.LAWYER: _("Lawyer"),
    Support.SHELTER: _("A safe place to stay"),
    Support.OTHER: _("Help"),
}


def install(app: Flask) -> None:
    """Make the contacts known to the templates."""
    app.jinja_env.globals["contacts"] = contacts
    app.jinja_env.filters.update(spoken=in_this_language, kind_of_help=lambda kind: str(KINDS[kind]))


def contacts() -> Contacts:
    """Return what the instance has configured; all of it may be empty."""
    return here().settings.contacts


def in_this_language(words: Words) -> str:
    """Return a text of the instance's own in the language of the page, as far as there is one."""
    return spoken(words, str(get_locale()))

"""Ready words for a source: in the source's language to be sent, beside them in the language of whoever sends them."""

from collections.abc import Mapping
from dataclasses import dataclass

from babel import Locale
from babel.units import format_unit
from flask_babel import get_locale
from flask_babel import lazy_gettext as _

from intake.domain.consent import TEXT_VERSION, Use
from intake.domain.contacts import spoken
from intake.domain.letters import FALLBACK, QUESTIONS, Letter, languages, written
from intake.services.review import CaseView
from intake.web.consent_texts import kept
from intake.web.consent_words import CONSENTS
from intake.web.here import here

NAMES: Mapping[Letter, str] = {
    Letter.READ: _("We have read it"),
    Letter.WHEN_WHERE: _("When and where was it?"),
    Letter.DOCTOR: _("May we ask about a doctor or papers?"),
    Letter.SAFE: _("Are you safe to talk?"),
    Letter.CONSENT: _("Please look at one switch"),
    Letter.REFERRAL: _("People who may help"),
    Letter.THANKS: _("Thanks, and the end of our work"),
    Letter.CANNOT_HELP: _("We cannot help further; who may"),
    Letter.DANGER: _("Someone is in danger: what we do now"),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which letter was chosen, and the use that it asks for; neither is checked yet."""

    untrusted_letter: str = ""
    untrusted_use: str = ""


NOTHING = Chosen()


@dataclass(frozen=True, slots=True)
class Beginning:
    """A letter to begin with: its text, its language by name, and what it says in the member's own language."""

    text: str
    language: str
    beside: str


def offered(case: CaseView) -> list[tuple[str, str]]:
    """Return the letters that this source may get: (id, name)."""
    asked = case.consents[Use.RECONTACT]
    return [(str(letter), str(name)) for letter, name in NAMES.items() if asked or letter not in QUESTIONS]


def language_of(case: CaseView) -> str:
    """Return the language in which the source told, English where we have no letters in it."""
    return case.testimony.language if case.testimony.language in languages() else FALLBACK


def switches(case: CaseView) -> list[tuple[str, str]]:
    """Return the uses that the source may be asked for, because they are off: (id, name)."""
    return [(str(use), CONSENTS[use].label) for use in Use if not case.standing.wanted[use]]


def beginning(case: CaseView, chosen: Chosen) -> Beginning | None:
    """Return the letter that was chosen, None for what is no letter for this source."""
    if chosen.untrusted_letter not in dict(offered(case)):
        return None
    letter = Letter(chosen.untrusted_letter)
    use = chosen.untrusted_use if chosen.untrusted_use in set(Use) else ""
    theirs, ours = language_of(case), str(get_locale())
    beside = _written(letter, use, ours) if theirs != ours else ""
    return Beginning(_written(letter, use, theirs), name_of(theirs), beside)


def name_of(language: str) -> str:
    """Return a language's name in the language of the page."""
    return Locale.parse(language).get_display_name(get_locale()) or language


def _written(letter: Letter, use: str, language: str) -> str:
    contacts = here().settings.contacts
    uses = kept()[TEXT_VERSION][language]["uses"]
    hours = contacts.danger_hours
    return written(
        letter,
        language,
        {
            "use": uses[use]["label"] if use else "",
            "support": "\n".join(f"- {one.name}: {one.reach}" for one in contacts.support),
            "emergency": "\n".join(f"- {spoken(one.label, language)}: {one.number}" for one in contacts.emergency),
            "hours": format_unit(hours, "duration-hour", locale=language) if hours else "",
        },
    )

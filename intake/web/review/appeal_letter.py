"""A letter to the United Nations as it leaves the house: in English, as parts and as plain text."""

from dataclasses import dataclass

from flask_babel import force_locale, format_date
from flask_babel import gettext as _

from intake import clock
from intake.domain import appeal as rules
from intake.domain.appeal import Addressee, Appeal
from intake.domain.consent import UnName
from intake.domain.testimony import Speaker
from intake.services.review import CaseView
from intake.web.review.appeal_fill import LETTERS
from intake.web.wording.appeal import ADDRESSEES, GROUPS, NAMES, QUESTIONS

PLACE = "____________________"
"""Where a name is put in by hand."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a letter: its heading, and what is asked with what is answered."""

    heading: str
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a letter is about, and the released name of the source as they let it stand; empty for none."""

    case: CaseView
    released: str

    @property
    def how(self) -> UnName:
        """How the source lets names stand in papers of the United Nations."""
        return self.case.standing.un_name

    def lines(self) -> tuple[tuple[str, str], ...]:
        """Return the lines with names; a place to fill in by hand where none was released."""
        name = self.released or PLACE
        if self.case.testimony.said("role") == Speaker.SURVIVOR:
            return ((_("Name of the person"), name),)
        informant = ((_("Name of the informant, in confidence"), name),) if self.released else ()
        return ((_("Name of the person"), PLACE), *informant)


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter. `names` are the lines with names, `closing` says how they may be published."""

    title: str
    to: str
    day: str
    names: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    closing: tuple[str, ...]

    @property
    def text(self) -> str:
        """The letter as plain text, to be copied."""
        blocks = [f"{self.title}\n{self.to}\n{self.day}", "\n".join(map(_line, self.names))]
        blocks += ["\n".join([part.heading.upper(), "", *(_line(one) for one in part.said)]) for part in self.parts]
        return "\n\n".join([*blocks, *self.closing]) + "\n"


def letter_of(appeal: Appeal, to: Addressee, named: Named) -> Letter:
    """Make the letter to one addressee ready. A name is in it only as the custodians released it."""
    with force_locale(LETTERS):
        body = rules.written(to, appeal.texts)
        return Letter(
            title=_("Urgent appeal"),
            to=str(ADDRESSEES[to].label),
            day=format_date(clock.today(), "d MMMM yyyy"),
            names=named.lines(),
            parts=tuple(
                Part(str(GROUPS[group]), tuple((str(QUESTIONS[one.name].label), text) for one, text in said))
                for group, said in body.items()
            ),
            closing=(
                _(
                    "The person, or their family, agreed that this is passed on to you, knowing that a letter goes to "
                    "the Government and that a summary is published. In published papers, please name the person by "
                    "%(named)s.",
                    named=NAMES[named.how],
                ),
                _("Please keep the source of this information confidential."),
            ),
        )


def _line(said: tuple[str, str]) -> str:
    return f"{said[0]}: {said[1]}"

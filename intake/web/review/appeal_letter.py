"""A letter to the United Nations as it leaves the house: in English, without a name, as parts and as plain text."""

from dataclasses import dataclass

from flask_babel import force_locale, format_date
from flask_babel import gettext as _

from intake import clock
from intake.domain import appeal as rules
from intake.domain.appeal import Addressee, Appeal
from intake.domain.consent import UnName
from intake.web.review.appeal_fill import LETTERS
from intake.web.wording.appeal import ADDRESSEES, GROUPS, NAMES, QUESTIONS


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a letter: its heading, and what is asked with what is answered."""

    heading: str
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter. `name` says what stands in the place of the person's name, `closing` how they may be named."""

    title: str
    to: str
    day: str
    name: tuple[str, str]
    parts: tuple[Part, ...]
    closing: tuple[str, ...]

    @property
    def text(self) -> str:
        """The letter as plain text, to be copied."""
        blocks = [f"{self.title}\n{self.to}\n{self.day}", _line(self.name)]
        blocks += ["\n".join([part.heading.upper(), "", *(_line(one) for one in part.said)]) for part in self.parts]
        return "\n\n".join([*blocks, *self.closing]) + "\n"


def letter_of(appeal: Appeal, to: Addressee, named: UnName) -> Letter:
    """Make the letter to one addressee ready. The name is not ours to fill in: the custodians release it."""
    with force_locale(LETTERS):
        body = rules.written(to, appeal.texts)
        return Letter(
            title=_("Urgent appeal"),
            to=str(ADDRESSEES[to].label),
            day=format_date(clock.today(), "d MMMM yyyy"),
            name=(_("Name of the person"), "____________________"),
            parts=tuple(
                Part(str(GROUPS[group]), tuple((str(QUESTIONS[one.name].label), text) for one, text in said))
                for group, said in body.items()
            ),
            closing=(
                _(
                    "The person, or their family, agreed that this is passed on to you, knowing that a letter goes to "
                    "the Government and that a summary is published. In published papers, please name the person by "
                    "%(named)s.",
                    named=NAMES[named],
                ),
                _("Please keep the source of this information confidential."),
            ),
        )


def _line(said: tuple[str, str]) -> str:
    return f"{said[0]}: {said[1]}"

"""Consent: numbered statements, one switch a use, off until turned on (design, promise 8). Pure.

A source states what changes; the last word on each use counts. For someone under 18 a statement of another kind, an
`Opening` by one of the children's team, must also name the use: what holds is the source's switch and the opening.
A `Succession` by one of the circle says which key the case has from then on. All kinds share one sequence of numbers,
so that none can be left out unseen.

Sources: Istanbul Protocol (informed consent, right to refuse; assent of a child), UN special procedures' submission
form (a letter goes to the government, a summary is published, full name or initials).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from intake.domain import strict
from intake.domain.succession import Succession

TEXT_VERSION = "2"
FORMAT = 3
"""Of a source's statement. Format 1 knew neither language, age nor `un_name`, format 2 no day."""
OPENING_FORMAT = 2
LONGEST_NOTE = 500
"""Characters: an opening is then sealed to the size of every other statement."""


class Use(StrEnum):
    """What a testimony may be used for."""

    READ = "read"
    STATISTICS = "statistics"
    QUOTE = "quote"
    NAMED = "named"
    PARTNERS = "partners"
    UN = "un"
    PROSECUTOR = "prosecutor"
    MEDIA = "media"
    RECONTACT = "recontact"


PROTECTION = frozenset({Use.READ})
"""What a child's own word is enough for: that the children's team reads, and answers in the child's mailbox."""


class UnName(StrEnum):
    """How the person may stand in the papers of the United Nations; nothing said means initials."""

    UNSAID = ""
    INITIALS = "initials"
    FULL = "full"


CONSENT_FIELDS: Mapping[str, Use] = {f"consent_{use}": use for use in Use}
UN_NAME_FIELD = "un_name"


class BadStatement(ValueError):
    """A statement that is not one, or a gap in their numbers: no consent can be drawn from it."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a source said at one time. `changes` holds only the uses it speaks of.

    `text_version` and `language` name the words that were shown. `case_key` (hex) is the case public key that the
    source sealed to; the first statement vouches for it. `minor` says that it is about someone under 18, `day`
    (ISO 8601) when it was said, empty where that is not known.
    """

    number: int
    changes: Mapping[Use, bool]
    text_version: str = TEXT_VERSION
    case_key: str = ""
    language: str = ""
    minor: bool = False
    un_name: UnName = UnName.UNSAID
    day: str = ""
    format: int = FORMAT

    def only(self, uses: Iterable[Use], *, worded: bool = False) -> "Statement":
        """Return the part of the statement that a role must check; `worded` where it must see how and when it was."""
        wanted = set(uses)
        kept = {use: on for use, on in self.changes.items() if use in wanted}
        part = Statement(self.number, kept, "", minor=self.minor)
        if not worded:
            return part
        return replace(part, text_version=self.text_version, language=self.language, un_name=self.un_name, day=self.day)

    def to_json(self) -> bytes:
        """Return the canonical JSON."""
        body: dict[str, object] = {
            "number": self.number,
            "changes": {str(use): on for use, on in self.changes.items()},
            "text_version": self.text_version,
            "case_key": self.case_key,
        }
        if self.format > 1:
            body |= {"format": self.format, "kind": "source"}
            body |= {"language": self.language, "minor": self.minor, "un_name": str(self.un_name)}
        if self.format == FORMAT:
            body["day"] = self.day
        return strict.write_json(body)


@dataclass(frozen=True, slots=True)
class Opening:
    """What one of the children's team decided with the child: the uses that are open from then on, and no others."""

    number: int
    opens: frozenset[Use]
    note: str = ""

    def only(self, uses: Iterable[Use], *, worded: bool = False) -> "Opening":  # noqa: ARG002 - as a statement has it
        """Return the part of the opening that a role must check; the note is for who holds the case."""
        return Opening(self.number, self.opens & set(uses))

    def to_json(self) -> bytes:
        """Return the canonical JSON."""
        opens = sorted(str(use) for use in self.opens)
        return strict.write_json(
            {"format": OPENING_FORMAT, "kind": "children", "number": self.number, "opens": opens, "note": self.note}
        )


Said: TypeAlias = Statement | Opening | Succession


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds now. `newest` is the number of the last statement, 0 when there is none.

    `told` is the number of the last one that says something of consent, which a new case key does not. `wanted` are
    the source's own switches, `opened` what the children's team opened, `note` how that was decided. `shown` lists the
    words that the source saw, each (version, language), the latest last; `spoken` is the statement with the last word
    on each use.
    """

    newest: int
    told: int
    wanted: Mapping[Use, bool]
    minor: bool
    opened: frozenset[Use]
    note: str
    un_name: UnName
    shown: tuple[tuple[str, str], ...]
    spoken: Mapping[Use, Statement]

    @property
    def uses(self) -> dict[Use, bool]:
        """Whether each use is allowed."""
        return {use: on and (not self.minor or use in self.opened | PROTECTION) for use, on in self.wanted.items()}

    @property
    def waiting(self) -> tuple[Use, ...]:
        """What a child turned on that nobody decided with them yet."""
        allowed = self.uses
        return tuple(use for use, on in self.wanted.items() if on and not allowed[use])


def standing(said: Iterable[Said]) -> Standing:
    """Return the last word on everything; off where nothing was said.

    Raises `BadStatement` when the numbers are not 1, 2, 3 ...: a missing statement may be the one that said no.
    """
    ordered = sorted(said, key=lambda one: one.number)
    if [one.number for one in ordered] != list(range(1, len(ordered) + 1)):
        message = "consent statements are missing"
        raise BadStatement(message)
    own = [one for one in ordered if isinstance(one, Statement)]
    openings = [one for one in ordered if isinstance(one, Opening)]
    wanted = dict.fromkeys(Use, False)
    for one in own:
        wanted.update(one.changes)
    names = [one.un_name for one in own if one.un_name is not UnName.UNSAID]
    return Standing(
        newest=len(ordered),
        told=max((one.number for one in ordered if not isinstance(one, Succession)), default=0),
        wanted=wanted,
        minor=any(one.minor for one in own),
        opened=openings[-1].opens if openings else frozenset(),
        note=openings[-1].note if openings else "",
        un_name=names[-1] if names else UnName.INITIALS,
        shown=tuple(dict.fromkeys((one.text_version, one.language) for one in reversed(own)))[::-1],
        spoken={use: one for one in own for use in one.changes},
    )


def consents_given(fields: Mapping[str, str]) -> dict[Use, bool]:
    """Read the boxes of the form: what is not ticked is off."""
    return {use: bool(fields.get(name)) for name, use in CONSENT_FIELDS.items()}


def un_name_given(fields: Mapping[str, str]) -> UnName:
    """Read how the person may stand in UN papers; a choice that is not on the form counts as not given."""
    given = fields.get(UN_NAME_FIELD, "")
    return UnName(given) if given in set(UnName) else UnName.UNSAID

"""What reviewers and custodians write to each other about a name or a contact, as the texts of sealed papers. Pure.

A reviewer states a `Request`; a custodian gives an `Answer`, and where it is yes, a `Release` to that reviewer alone.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Self, TypeVar

from intake.domain import strict
from intake.domain.consent import UnName
from intake.domain.custody import Purpose, Want
from intake.domain.identity import Identity
from intake.domain.strict import BadShape

FORMAT = "holas-custody/1"
LONGEST_REASON = 500
"""Characters, of why something is asked for or refused."""

Choice = TypeVar("Choice", Purpose, Want, UnName)


@dataclass(frozen=True, slots=True)
class Request:
    """What a reviewer asks for, and why."""

    purpose: Purpose
    want: Want
    reason: str

    def to_json(self) -> str:
        """Return the canonical text."""
        return _write(asdict(self))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it strictly. Raises `BadShape`."""
        body = _read(text, cls)
        return cls(_one(body, "purpose", Purpose), _one(body, "want", Want), _text(body, "reason"))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a custodian decided. `until` is the day on which a release ends, None where it was refused.

    `request` is the id of the request's paper, `asker` that of the member who asked, `row` the SHA-256 (hex) of the
    sealed identity that was released: another one makes it outdated. `reason` says why it was refused.
    """

    request: str
    asker: str
    purpose: Purpose
    want: Want
    until: date | None = None
    row: str = ""
    reason: str = ""

    def to_json(self) -> str:
        """Return the canonical text."""
        return _write(asdict(self) | {"until": self.until.isoformat() if self.until else ""})

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it strictly. Raises `BadShape`."""
        body = _read(text, cls)
        return cls(
            request=_text(body, "request"),
            asker=_text(body, "asker"),
            purpose=_one(body, "purpose", Purpose),
            want=_one(body, "want", Want),
            until=_day(_text(body, "until")) if body["until"] else None,
            row=_text(body, "row"),
            reason=_text(body, "reason"),
        )

    def holds(self, today: date, row: str) -> bool:
        """Whether what was released may still be read: its day has not come, and it is what the source gives now."""
        return self.until is not None and today < self.until and self.row == row


@dataclass(frozen=True, slots=True)
class Release:
    """What was asked for, for the one who asked, with the answer that released it."""

    answer: Answer
    un_name: UnName
    identity: Identity

    def to_json(self) -> str:
        """Return the canonical text."""
        told = {"answer": self.answer.to_json(), "identity": self.identity.to_json().decode()}
        return _write({"un_name": str(self.un_name), **told})

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it strictly. Raises `BadShape`."""
        body = _read(text, cls)
        return cls(
            Answer.parse(_text(body, "answer")),
            _one(body, "un_name", UnName),
            Identity.from_json(_text(body, "identity").encode()),
        )


def _write(body: Mapping[str, object]) -> str:
    return strict.write_json({**body, "format": FORMAT}).decode()


def _read(text: str, kind: type[Request | Answer | Release]) -> dict[str, object]:
    names = ("format", *(one.name for one in fields(kind)))
    body = strict.shape(strict.read_json(text, "paper"), "paper", names)
    strict.one_of(body["format"], "format", (FORMAT,))
    return body


def _text(body: Mapping[str, object], name: str) -> str:
    return strict.each_text({name: body[name]}, name)[name]


def _one(body: Mapping[str, object], name: str, choices: type[Choice]) -> Choice:
    return choices(strict.one_of(body[name], name, set(choices)))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        place = "until"
        raise BadShape(place, "must be a day") from error

"""Consent: numbered statements, one switch a use, off until turned on (design, promise 8).

Sources: Istanbul Protocol (informed consent, right to refuse), UN special procedures' submission form.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

TEXT_VERSION = "1"


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


class BadStatement(ValueError):
    """A statement that is not one, or a gap in their numbers: no consent can be drawn from it."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a source said at one time. `changes` holds only the uses it speaks of.

    `case_key` (hex) is the case public key that the source sealed to; the first statement vouches for it.
    """

    number: int
    changes: Mapping[Use, bool]
    text_version: str = TEXT_VERSION
    case_key: str = ""

    def only(self, uses: Iterable[Use]) -> "Statement":
        """Return the part of the statement that a role must check."""
        wanted = set(uses)
        kept = {use: on for use, on in self.changes.items() if use in wanted}
        return Statement(self.number, kept, self.text_version)

    def to_json(self) -> bytes:
        """Return the canonical JSON."""
        body = {
            "number": self.number,
            "changes": {str(use): on for use, on in sorted(self.changes.items())},
            "text_version": self.text_version,
            "case_key": self.case_key,
        }
        return json.dumps(body, sort_keys=True, separators=(",", ":")).encode()

    @classmethod
    def from_json(cls, data: bytes) -> "Statement":
        """Parse strictly. Raises `BadStatement`."""
        try:
            body = json.loads(data)
            changes = {Use(use): on for use, on in body["changes"].items()}
            statement = cls(body["number"], changes, body["text_version"], body["case_key"])
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            message = "not a consent statement"
            raise BadStatement(message) from error
        if statement.to_json() != data or not all(isinstance(on, bool) for on in changes.values()):
            message = "a consent statement in another form than the canonical one"
            raise BadStatement(message)
        return statement


def current(statements: Iterable[Statement]) -> dict[Use, bool]:
    """Return the state of every switch: the last word on each, off where nothing was said.

    Raises `BadStatement` when the numbers are not 1, 2, 3 ...: a missing statement may be the one that said no.
    """
    state = dict.fromkeys(Use, False)
    for expected, statement in enumerate(sorted(statements, key=lambda one: one.number), start=1):
        if statement.number != expected:
            message = "consent statements are missing"
            raise BadStatement(message)
        state.update(statement.changes)
    return state

"""What can be wrong with a form that was sent, as data: the pages choose their words, and what was kept stays kept."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Stable names of what can go wrong on the way."""

    LENGTH_REQUIRED = "length-required"
    UNSUPPORTED = "unsupported"
    MALFORMED = "malformed"
    NOT_UTF8 = "not-utf8"
    TRUNCATED = "truncated"
    STALLED = "stalled"
    TOO_SLOW = "too-slow"
    TOO_MANY_FIELDS = "too-many-fields"
    FIELD_TOO_LONG = "field-too-long"
    FIELDS_TOO_LONG = "fields-too-long"
    TOO_MANY_FILES = "too-many-files"
    FILE_TOO_LARGE = "file-too-large"
    BODY_TOO_LARGE = "body-too-large"
    NOT_STORED = "not-stored"
    BUSY = "busy"


STATUS = {
    Kind.LENGTH_REQUIRED: 411,
    Kind.UNSUPPORTED: 415,
    Kind.MALFORMED: 400,
    Kind.NOT_UTF8: 400,
    Kind.TRUNCATED: 400,
    Kind.STALLED: 408,
    Kind.TOO_SLOW: 408,
    Kind.TOO_MANY_FIELDS: 413,
    Kind.FIELD_TOO_LONG: 413,
    Kind.FIELDS_TOO_LONG: 413,
    Kind.TOO_MANY_FILES: 413,
    Kind.FILE_TOO_LARGE: 413,
    Kind.BODY_TOO_LARGE: 413,
    Kind.NOT_STORED: 503,
    Kind.BUSY: 503,
}


@dataclass(frozen=True, slots=True)
class Problem:
    """The first thing that went wrong. `field` is the name the sender gave ("" when no field is to blame)."""

    kind: Kind
    field: str = ""

    @property
    def status(self) -> int:
        """Status of the answer (RFC 9110)."""
        return STATUS[self.kind]


class Stopped(Exception):
    """Nothing more of this body is read."""

    def __init__(self, kind: Kind, field: str = "") -> None:
        super().__init__(kind)
        self.problem = Problem(kind, field)


class Complaints:
    """Keeps the first problem: what follows is often only its consequence."""

    first: Problem | None = None

    def add(self, kind: Kind, field: str = "") -> None:
        """Note a problem that does not stop the reading."""
        self.first = self.first or Problem(kind, field)

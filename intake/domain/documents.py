"""What a sealed document says of itself, before it is sealed and after it is opened."""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    """What a document is. Only the sealed header says it."""

    TESTIMONY = "testimony"
    ATTACHMENT = "attachment"
    MESSAGE = "message"
    REPLY = "reply"
    CODING = "coding"


FROM_SOURCE = frozenset({Kind.TESTIMONY, Kind.ATTACHMENT, Kind.MESSAGE})


class BadHeader(ValueError):
    """A header that parses under its seal but says what no header says."""


@dataclass(frozen=True, slots=True)
class Header:
    """A document's sealed header.

    `size` in bytes and `sha256` (hex) are of the original; `written` is an ISO 8601 day for what a source sends and
    a UTC time for what staff write; `number` is the place within its box; `revision` and `parent` (SHA-256 of the
    document before) order the versions of one thing.
    """

    kind: Kind
    name: str
    media_type: str
    size: int
    sha256: str
    written: str
    number: int
    revision: int = 0
    parent: str = ""

    def to_json(self) -> bytes:
        """Return the canonical JSON."""
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_json(cls, data: bytes) -> "Header":
        """Parse strictly. Raises `BadHeader`."""
        try:
            fields = json.loads(data)
            header = cls(**{**fields, "kind": Kind(fields["kind"])})
        except (ValueError, TypeError, KeyError) as error:
            message = "not a document header"
            raise BadHeader(message) from error
        if header.to_json() != data:
            message = "a document header in another form than the canonical one"
            raise BadHeader(message)
        return header

    @property
    def day(self) -> date:
        """The day it was written."""
        return datetime.fromisoformat(self.written).date()

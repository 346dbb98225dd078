"""What a sealed document says of itself, before it is sealed and after it is opened."""

from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from intake.domain.strict import BadShape, one_of, read_json, shape, text, whole, write_json

FORMAT = 2  # of headers that say who made a file; the first format had no tag
LONGEST_LINE = 300  # characters


class Kind(StrEnum):
    """What a document is. Only the sealed header says it."""

    TESTIMONY = "testimony"
    ATTACHMENT = "attachment"
    MESSAGE = "message"
    REPLY = "reply"
    CODING = "coding"
    TASKS = "tasks"
    SUMMARY = "summary"
    SECOND_CODING = "second-coding"
    GRADING = "grading"
    REFERRALS = "referrals"
    APPEAL = "appeal"
    LINKS = "links"
    MARKS = "marks"
    LABELS = "labels"
    WORKED = "worked"


SHEETS = frozenset(
    {
        Kind.TASKS,
        Kind.SUMMARY,
        Kind.SECOND_CODING,
        Kind.GRADING,
        Kind.REFERRALS,
        Kind.APPEAL,
        Kind.LINKS,
        Kind.MARKS,
        Kind.LABELS,
        Kind.WORKED,
    }
)
"""What staff write about a case, one newest revision each (`services/sheets.py`)."""
FROM_SOURCE = frozenset({Kind.TESTIMONY, Kind.ATTACHMENT, Kind.MESSAGE})


class Maker(StrEnum):
    """Who made a file, seen from its sender."""

    SELF = "self"
    KNOWN = "known"
    STRANGER = "stranger"


class Copy(StrEnum):
    """Whether a file came from the device that made it."""

    ORIGINAL = "original"
    COPY = "copy"


class BadHeader(ValueError):
    """A header that parses under its seal but says what no header says."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a sender says of a file: maker, original or copy, who or what is seen (Berkeley Protocol). All optional."""

    maker: str = ""
    copy: str = ""
    shown: str = ""

    @classmethod
    def given(cls, maker: str, copy: str, shown: str) -> Self:
        """Take what was typed: one line; a choice that is not on the form counts as not given."""
        return cls(
            maker if maker in set(Maker) else "",
            copy if copy in set(Copy) else "",
            " ".join(shown.split())[:LONGEST_LINE],
        )

    @classmethod
    def from_data(cls, value: object) -> Self:
        """Read it from a header. Raises `BadShape`."""
        given = shape(value, "context", [one.name for one in fields(cls)])
        maker = one_of(given["maker"], "context.maker", {"", *Maker})
        copy = one_of(given["copy"], "context.copy", {"", *Copy})
        return cls(maker, copy, _words(given["shown"], "context.shown"))


UNTOLD = Context()
"""Nothing was said of a file."""


@dataclass(frozen=True, slots=True)
class Header:
    """A document's sealed header.

    `size` in bytes and `sha256` (hex) are of the original; `written` is an ISO 8601 day for what a source sends and
    a UTC time for what staff write; `number` is the place within its box; `revision` and `parent` (SHA-256 of the
    document before) order the versions of one thing; `context` is the sender's own word on a file.
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
    context: Context = UNTOLD

    def to_json(self) -> bytes:
        """Return the canonical JSON: format 2 where something was said of a file, else the first format."""
        body = asdict(self)
        said = body.pop("context")
        return write_json(body if self.context == UNTOLD else {**body, "format": FORMAT, "context": said})

    @classmethod
    def from_json(cls, data: bytes) -> Self:
        """Parse strictly, either format. Raises `BadHeader`."""
        try:
            header = cls._from_data(read_json(data, "header"))
        except BadShape as error:
            message = "not a document header"
            raise BadHeader(message) from error
        if header.to_json() != data:
            message = "a document header in another form than the canonical one"
            raise BadHeader(message)
        return header

    @classmethod
    def _from_data(cls, value: object) -> Self:
        names = [one.name for one in fields(cls)]
        tagged = isinstance(value, dict) and "format" in value
        given = shape(value, "header", [*names, "format"] if tagged else [name for name in names if name != "context"])
        if tagged and given["format"] != FORMAT:
            place = "header.format"
            raise BadShape(place, "is not known")
        return cls(
            kind=Kind(one_of(given["kind"], "header.kind", set(Kind))),
            name=_words(given["name"], "header.name"),
            media_type=_words(given["media_type"], "header.media_type"),
            size=whole(given["size"], "header.size"),
            sha256=_words(given["sha256"], "header.sha256"),
            written=_words(given["written"], "header.written"),
            number=whole(given["number"], "header.number"),
            revision=whole(given["revision"], "header.revision"),
            parent=_words(given["parent"], "header.parent"),
            context=Context.from_data(given["context"]) if tagged else UNTOLD,
        )

    @property
    def day(self) -> date:
        """The day it was written."""
        return datetime.fromisoformat(self.written).date()


def _words(value: object, place: str) -> str:
    return "" if value == "" else text(value, place)

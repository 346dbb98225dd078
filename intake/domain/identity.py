"""Who a source is and how they may safely be reached: optional, theirs to give, kept apart from the testimony.

Sources: WHO ethical and safety recommendations (2007) for interviewing survivors: a safe channel, safe hours, whether
others use the device, and a word by which the source knows who is calling.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Self

from intake.domain.strict import BadShape, flag, read_json, shape, write_json


class Channel(StrEnum):
    """How somebody may be reached."""

    PHONE = "phone"
    SIGNAL = "signal"
    TELEGRAM = "telegram"
    EMAIL = "email"
    SOMEONE = "someone"
    OTHER = "other"


LONGEST: Mapping[str, int] = {"name": 120, "address": 240, "hours": 160, "word": 80}
"""The longest texts, in characters: whatever is given, all of it fits one fixed size once it is sealed."""
PREFIX = "contact_"
CONTACT_TEXTS = tuple(f"{PREFIX}{name}" for name in (*LONGEST, "channel"))
CONTACT_BOXES = (f"{PREFIX}shared", f"{PREFIX}now")
CONTACT_FIELDS = (*CONTACT_TEXTS, *CONTACT_BOXES)


@dataclass(frozen=True, slots=True)
class Identity:
    """What the source gave; every part may be empty.

    `channel` is a `Channel` or empty: then nobody may use the address. `shared` says that others can see or use the
    phone or the address; `word` is what a caller says first; `now` is the wish to be reached at once.
    """

    name: str = ""
    channel: str = ""
    address: str = ""
    hours: str = ""
    word: str = ""
    shared: bool = False
    now: bool = False

    @classmethod
    def from_fields(cls, given: Mapping[str, str]) -> Self:
        """Take it out of a form's fields, each text on one line and no longer than it may be."""
        texts = {name: " ".join(given.get(PREFIX + name, "").split())[:most] for name, most in LONGEST.items()}
        channel = given.get(f"{PREFIX}channel", "")
        return cls(
            **texts,
            channel=channel if channel in set(Channel) else "",
            shared=bool(given.get(f"{PREFIX}shared")),
            now=bool(given.get(f"{PREFIX}now")),
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing was given by which anybody could be known or reached."""
        return not (self.name or self.address)

    @property
    def asks_at_once(self) -> bool:
        """Whether whoever takes the case may see it at once."""
        return self.now and not self.is_empty

    def to_json(self) -> bytes:
        """Return the canonical JSON."""
        return write_json(asdict(self))

    @classmethod
    def from_json(cls, data: bytes) -> Self:
        """Parse strictly what `to_json` wrote. Raises `BadShape`."""
        body = shape(read_json(data, "identity"), "identity", cls.__dataclass_fields__)
        texts = {name: _text(body[name], name) for name in ("channel", *LONGEST)}
        return cls(**texts, shared=flag(body["shared"], "shared"), now=flag(body["now"], "now"))


def _text(value: object, place: str) -> str:
    if not isinstance(value, str):
        raise BadShape(place, "must be a text")
    return value

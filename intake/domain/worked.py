"""What staff did with what the source wrote: which messages are answered, and which need no answer. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from intake.domain import strict
from intake.domain.strict import BadShape

FORMAT = "holas-worked/1"
_KEYS = ("format", "settled")


class Settled(StrEnum):
    """What staff said of a message of the source; `OPEN`: what was written after it did not answer it."""

    ANSWERED = "answered"
    NO_ANSWER = "no-answer"
    OPEN = "open"


class BadWorked(ValueError):
    """What was read is no such sheet."""


@dataclass(frozen=True, slots=True)
class Worked:
    """What was said of messages, by their documents' ids."""

    settled: Mapping[str, Settled] = field(default_factory=dict)

    def settle(self, message_ids: Iterable[str], how: Settled) -> "Worked":
        """Return the sheet with this said of these messages."""
        return Worked({**self.settled, **dict.fromkeys(message_ids, how)})

    def waiting(self, turns: Sequence[tuple[str, bool]]) -> tuple[str, ...]:
        """Return which of the source's messages wait for an answer.

        `turns` are the conversation in order: a document's id, and whether the source wrote it. A message was answered
        by whatever staff wrote after it, unless they said otherwise of it.
        """
        last = max((place for place, (_id, by_source) in enumerate(turns) if not by_source), default=-1)
        said = [
            (one, self.settled.get(one, Settled.ANSWERED if place < last else Settled.OPEN))
            for place, (one, by_source) in enumerate(turns)
            if by_source
        ]
        return tuple(one for one, how in said if how is Settled.OPEN)

    def to_json(self) -> str:
        """Return the canonical text."""
        return strict.write_json({"format": FORMAT, "settled": dict(self.settled)}).decode()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it strictly. Raises `BadWorked`."""
        try:
            data = strict.shape(strict.read_json(text, "worked"), "worked", _KEYS)
            strict.one_of(data["format"], "worked.format", (FORMAT,))
            said = strict.each_text(data["settled"], "worked.settled")
            return cls({one: Settled(strict.one_of(how, "worked.settled", set(Settled))) for one, how in said.items()})
        except BadShape as error:
            message = "not a sheet of what was worked on"
            raise BadWorked(message) from error

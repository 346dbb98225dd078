"""What a member chose for themselves: language, what they would rather not read, text only, when to pause. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

from intake.domain import strict
from intake.domain.content import Content
from intake.domain.strict import BadShape

FORMAT = "holas-choices/1"
_KEYS = ("format", "language", "avoids", "text_only", "openings", "minutes")
MOST_OPENINGS = 200
MOST_MINUTES = 600


class BadChoices(ValueError):
    """What was read is no note of choices."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What one member chose. `language` may be empty; `openings` and `minutes` are of a day, 0: never ask."""

    language: str = ""
    avoids: tuple[Content, ...] = ()
    text_only: bool = False
    openings: int = 15
    minutes: int = 120

    def avoiding(self, told: Collection[str]) -> tuple[Content, ...]:
        """Return what of this the member would rather not meet."""
        return tuple(one for one in self.avoids if one in told)

    def to_json(self) -> str:
        """Return the canonical text."""
        data = {name: getattr(self, name) for name in _KEYS[1:]}
        return strict.write_json(data | {"format": FORMAT, "avoids": list(self.avoids)}).decode()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it strictly. Raises `BadChoices`."""
        try:
            data = strict.shape(strict.read_json(text, "choices"), "choices", _KEYS)
            strict.one_of(data["format"], "choices.format", (FORMAT,))
            avoids = strict.each(data["avoids"], "choices.avoids", _content)
            return cls(
                language=strict.each_text({"language": data["language"]}, "choices")["language"],
                avoids=strict.distinct(avoids, "choices.avoids"),
                text_only=strict.flag(data["text_only"], "choices.text_only"),
                openings=within(strict.whole(data["openings"], "choices.openings"), MOST_OPENINGS),
                minutes=within(strict.whole(data["minutes"], "choices.minutes"), MOST_MINUTES),
            )
        except BadShape as error:
            message = "not a note of choices"
            raise BadChoices(message) from error


def within(number: int, most: int) -> int:
    """Return the number, or the nearest from 0 to `most`."""
    return min(max(number, 0), most)


def _content(value: object, place: str) -> Content:
    return Content(strict.one_of(value, place, set(Content)))

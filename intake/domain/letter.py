"""A letter to the United Nations as it leaves: who is meant, what is said by its parts, how it closes. Pure."""

from dataclasses import asdict, dataclass
from typing import Self

from intake.domain import strict
from intake.domain.blocks import Block, Heading, Paragraph
from intake.domain.strict import BadShape

FORMAT = "holas-letter/1"


class BadLetter(ValueError):
    """What was read is no letter."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a letter: its heading, and what is asked with what is answered."""

    heading: str
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter, in one of the languages that the United Nations read."""

    title: str
    to: str
    day: str
    sections: tuple[Section, ...]
    closing: tuple[str, ...]

    def to_text(self) -> str:
        """Return the canonical JSON."""
        return strict.write_json({"format": FORMAT, **asdict(self)}).decode()

    def says(self, name: str) -> bool:
        """Tell whether this name, and not a longer or shorter one, is said in it."""
        return any(name == said for section in self.sections for _asked, said in section.said)

    def blocks(self) -> list[Block]:
        """Return the letter as it is written in a file."""
        blocks: list[Block] = [Heading(self.title, 0), Paragraph(self.to), Paragraph(self.day)]
        for section in self.sections:
            blocks.append(Heading(section.heading))
            blocks += [Paragraph(said, asked) for asked, said in section.said]
        return [*blocks, *(Paragraph(one) for one in self.closing)]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it strictly. Raises `BadLetter`."""
        try:
            names = ("format", "title", "to", "day", "sections", "closing")
            data = strict.shape(strict.read_json(text, "letter"), "letter", names)
            strict.one_of(data["format"], "format", (FORMAT,))
            said = {name: strict.text(data[name], name) for name in ("title", "to", "day")}
            sections = strict.each(data["sections"], "sections", _section)
            return cls(sections=sections, closing=strict.each(data["closing"], "closing", strict.text), **said)
        except BadShape as error:
            raise BadLetter(str(error)) from error


def _section(untrusted: object, place: str) -> Section:
    data = strict.shape(untrusted, place, ("heading", "said"))
    return Section(strict.text(data["heading"], f"{place}.heading"), strict.each(data["said"], f"{place}.said", _pair))


def _pair(untrusted: object, place: str) -> tuple[str, str]:
    pair = strict.each(untrusted, place, strict.text)
    if len(pair) != len(("asked", "said")):
        raise BadShape(place, "must be a pair")
    return pair[0], pair[1]

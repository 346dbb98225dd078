"""A document as it is written, whatever file it becomes: headings, paragraphs, tables. Pure."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. `level` 0 is the title."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `lead` stands before it in bold, `quoted` sets it in as somebody's own words."""

    text: str
    lead: str = ""
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption. Every row has as many cells as the head."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


Block: TypeAlias = Heading | Paragraph | Table


def runs_left(text: str) -> bool:
    """Tell whether a text is written from right to left, by its first letter that has a direction."""
    kinds = (unicodedata.bidirectional(letter) for letter in text)
    return next((kind for kind in kinds if kind in {"L", "R", "AL"}), "L") != "L"

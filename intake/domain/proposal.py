"""What one auditor drafts for another to approve: which figures by others stand in a release, and a foreword. Pure."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from intake.domain import strict
from intake.domain.figures import LANGUAGES, Figure
from intake.domain.strict import BadShape

FORMAT = "holas-proposal/1"
LONGEST_FOREWORD = 2000
"""Characters, in one language."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A draft. `tables`: SHA-256 (hex) of the drawn numbers that it is about; `forewords` by language, perhaps none.

    The figures are kept as they were when it was drafted. Quotations are no part of it: their sources may take the
    consent back, and what is signed cannot change.
    """

    release: str
    tables: str
    figures: tuple[Figure, ...]
    forewords: Mapping[str, str]

    def to_text(self) -> str:
        """Return the canonical JSON."""
        named = {"release": self.release, "tables": self.tables, "forewords": dict(self.forewords)}
        figures = [figure.data() for figure in self.figures]
        return strict.write_json({"format": FORMAT, **named, "figures": figures}).decode()

    @property
    def digest(self) -> str:
        """What whoever approves it has seen: SHA-256 (hex) of the text."""
        return hashlib.sha256(self.to_text().encode()).hexdigest()

    @classmethod
    def read(cls, data: dict[str, object]) -> Self:
        """Raise `BadShape` for anything else."""
        strict.shape(data, "proposal", ("format", "release", "tables", "figures", "forewords"))
        figures = strict.each(data["figures"], "figures", Figure.read)
        strict.distinct((figure.id for figure in figures), "figures")
        release, tables = strict.text(data["release"], "release"), strict.text(data["tables"], "tables")
        return cls(release, tables, figures, read_forewords(data["forewords"], "forewords"))


def read_forewords(untrusted: object, place: str) -> dict[str, str]:
    """Return texts by language. Raises `BadShape` for another language, or an empty text."""
    found = strict.each_text(untrusted, place)
    if not set(found) <= set(LANGUAGES) or not all(found.values()):
        raise BadShape(place, "must be texts in languages of ours")
    return found

"""What the auditors' notes say: a revision of a figure, an approval of one, a draft to publish, the state of it all.

Pure.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from intake.domain import strict
from intake.domain.figures import BadFigure, Figure
from intake.domain.proposal import FORMAT as PROPOSAL
from intake.domain.proposal import Proposal
from intake.domain.strict import BadShape

KEPT = "holas-kept-figure/1"
APPROVAL = "holas-figure-approval/1"
HEAD = "holas-register/1"


@dataclass(frozen=True, slots=True)
class Kept:
    """One revision of a figure."""

    revision: int
    figure: Figure

    def to_text(self) -> str:
        """Return the canonical JSON."""
        return _json({"format": KEPT, "revision": self.revision, "figure": self.figure.data()})

    @classmethod
    def read(cls, data: dict[str, object]) -> Self:
        """Raise `BadShape` for anything else."""
        strict.shape(data, "kept", ("format", "revision", "figure"))
        return cls(strict.whole(data["revision"], "kept.revision"), Figure.read(data["figure"], "kept.figure"))


@dataclass(frozen=True, slots=True)
class Approval:
    """That its writer approves one revision of a figure: `digest` is that of the text of the `Kept`."""

    figure: str
    digest: str

    def to_text(self) -> str:
        """Return the canonical JSON."""
        return _json({"format": APPROVAL, "figure": self.figure, "digest": self.digest})

    @classmethod
    def read(cls, data: dict[str, object]) -> Self:
        """Raise `BadShape` for anything else."""
        strict.shape(data, "approval", ("format", "figure", "digest"))
        return cls(strict.text(data["figure"], "figure"), strict.text(data["digest"], "digest"))


@dataclass(frozen=True, slots=True)
class Head:
    """The how-manieth change of the register, and the digest (`digest_of`) of the lines that stand in it since."""

    number: int
    digest: str

    def to_text(self) -> str:
        """Return the canonical JSON."""
        return _json({"format": HEAD, "number": self.number, "digest": self.digest})

    @classmethod
    def read(cls, data: dict[str, object]) -> Self:
        """Raise `BadShape` for anything else."""
        strict.shape(data, "head", ("format", "number", "digest"))
        return cls(strict.whole(data["number"], "number"), strict.text(data["digest"], "digest"))


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """A note of the register: its id, who wrote it (member id), and what it says."""

    id: str
    writer: str
    text: str

    @property
    def digest(self) -> str:
        """What an approval names: SHA-256 (hex) of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def digest_of(lines: Iterable[Line]) -> str:
    """Return the SHA-256 (hex) of the lines, in whatever order they come."""
    said = [[line.id, line.writer, line.text] for line in sorted(lines)]
    return hashlib.sha256(strict.write_json(said)).hexdigest()


Said = Kept | Approval | Proposal


def read(text: str) -> Said | Head:
    """Read what a note says. Raises `BadFigure`."""
    forms: dict[str, type[Said | Head]] = {KEPT: Kept, APPROVAL: Approval, PROPOSAL: Proposal, HEAD: Head}
    try:
        data = strict.mapping(strict.read_json(text, "note"), "note")
        return forms[strict.one_of(data.get("format"), "note.format", forms)].read(data)
    except BadShape as error:
        raise BadFigure(str(error)) from error


def _json(data: dict[str, object]) -> str:
    return strict.write_json(data).decode()

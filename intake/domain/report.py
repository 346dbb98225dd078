"""A published release: what was drawn, the figures by others beside it, and a foreword. Pure.

This is what is frozen. Written, it holds what is listed here and nothing else: no quotation, since its source may take
the consent back, no name of who drafted or approved it, and no id of the register. The draw stays where it is: its
noisy numbers tell also those that are too small to be printed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from intake.domain import strict
from intake.domain.draw import Draw
from intake.domain.figure_rules import in_order
from intake.domain.figures import LANGUAGES, Figure
from intake.domain.proposal import Proposal, read_forewords
from intake.domain.strict import BadShape

SCHEMA = "holas-report/2"


class BadReport(ValueError):
    """What was read is no published release."""


@dataclass(frozen=True, slots=True)
class Report:
    """A release as it is published on a day, or as a draft. The figures are numbered F1, F2 ... in their order."""

    draw: Draw
    published: date | None
    figures: tuple[Figure, ...]
    forewords: Mapping[str, str]

    @classmethod
    def of(cls, draw: Draw, proposal: Proposal, published: date | None) -> Self:
        """Return what a proposal says should be published."""
        listed = enumerate(in_order(proposal.figures), start=1)
        figures = tuple(replace(figure, id=f"F{number}") for number, figure in listed)
        return cls(draw, published, figures, proposal.forewords)

    @classmethod
    def draft(cls, draw: Draw) -> Self:
        """Return a release beside whose numbers nothing stands yet."""
        return cls(draw, None, (), {})

    def foreword(self, language: str) -> tuple[str, str] | None:
        """Return the foreword and its language: the reader's where there is one, else the first."""
        spoken = next((one for one in (language, *LANGUAGES) if one in self.forewords), None)
        return (spoken, self.forewords[spoken]) if spoken else None

    def to_json(self) -> bytes:
        """Return the canonical JSON of all but the numbers; `parse` gives what is published back beside its draw."""
        return strict.write_json(
            {
                "schema": SCHEMA,
                "release": self.draw.release,
                "published": self.published.isoformat() if self.published else None,
                "figures": [figure.data() for figure in self.figures],
                "forewords": dict(self.forewords),
            }
        )

    @classmethod
    def parse(cls, stored: bytes, draw: Draw) -> Self:
        """Read it strictly. Raises `BadReport` for anything but the canonical form, and for another draw's report."""
        try:
            data = strict.shape(strict.read_json(stored, "report"), "report", _KEYS)
            strict.one_of(data["schema"], "schema", (SCHEMA,))
            strict.one_of(data["release"], "release", (draw.release,))
            report = cls(
                draw,
                strict.day(data["published"], "published"),
                strict.each(data["figures"], "figures", Figure.read),
                read_forewords(data["forewords"], "forewords"),
            )
        except BadShape as error:
            raise BadReport(str(error)) from error
        if report.to_json() != stored:
            message = "not the canonical form"
            raise BadReport(message)
        return report


_KEYS = ("schema", "release", "published", "figures", "forewords")

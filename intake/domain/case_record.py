"""What auditors learn of one case: the first cells of each variable, and by which links it tells of the same people.

The bounds stand here, at the making: what is not on the record cannot be counted (`variables.py`, `counting.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from intake.domain import strict
from intake.domain.coding import Coding
from intake.domain.record_before import before
from intake.domain.strict import BadShape
from intake.domain.tables import Tables
from intake.domain.telling import of_minors
from intake.domain.told import Told, shared
from intake.domain.variables import BY_ID, Variable
from intake.domain.vocabulary import Vocabulary

__all__ = ["BadRecord", "CaseRecord", "Told"]

FORMAT = "holas-record/3"


class BadRecord(ValueError):
    """A statistics record that is not one."""


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """What auditors learn of one case, by one version of the vocabulary and of the tables.

    `day`: when it was sealed; the first day there is for records of older formats, which did not say it. `own` is what
    it tells of the case's own person (whose act comes first), `others` what of linked people besides. A case tells
    each cell of one person only: of its own, unless all that says so was done to one of the others.
    """

    vocabulary: str
    tables: str
    day: date
    own: Told = field(default_factory=Told)
    others: tuple[Told, ...] = ()

    @classmethod
    def of(
        cls, coding: Coding, day: date, links: Mapping[str, tuple[str, ...]] | None = None, *, minor: bool = False
    ) -> Self:
        """Bound a coding. `links` are the marks of each linked victim (`links.tokens`); `minor`: it is about one."""
        return cls._today(day, *shared(of_minors(coding) if minor else coding, links or {}))

    @classmethod
    def silent(cls, day: date) -> Self:
        """Return the record of a case that may not be counted: it says nothing."""
        return cls._today(day)

    @classmethod
    def _today(cls, day: date, own: Told | None = None, others: tuple[Told, ...] = ()) -> Self:
        return cls(Tables.load().vocabulary, Tables.load().version, day, own or Told(), others)

    @property
    def people(self) -> tuple[tuple[str, ...], ...]:
        """The marks of each linked person of whom it tells."""
        return tuple(one.marks for one in (self.own, *self.others) if one.marks)

    def to_json(self) -> bytes:
        """Return the canonical JSON; `parse` gives the record back."""
        named = {"vocabulary": self.vocabulary, "tables": self.tables, "day": self.day.isoformat()}
        others = [one.data() for one in self.others]
        return strict.write_json({"format": FORMAT, **named, "own": self.own.data(), "others": others})

    @classmethod
    def parse(cls, untrusted: bytes, vocabulary: Vocabulary) -> Self:
        """Read a record strictly, of any format; one of an older version comes into this one by the maps.

        Raises `BadRecord`, also for more cells than may count.
        """
        try:
            data = strict.mapping(strict.read_json(untrusted, "record"), "record")
            if data.get("format") == FORMAT:
                return cls._read(data)
            return cls._today(date.min, *before(data, vocabulary))
        except BadShape as error:
            raise BadRecord(str(error)) from error

    @classmethod
    def _read(cls, data: dict[str, object]) -> Self:
        strict.shape(data, "record", ("format", "vocabulary", "tables", "day", "own", "others"))
        found = cls(
            strict.one_of(data["vocabulary"], "vocabulary", (Tables.load().vocabulary,)),
            strict.one_of(data["tables"], "tables", (Tables.load().version,)),
            strict.day(data["day"], "day"),
            Told.read(data["own"], "own"),
            strict.each(data["others"], "others", Told.read_other),
        )
        for name in {name for one in (found.own, *found.others) for name in one.values}:
            found._check(BY_ID[name])
        return found

    def _check(self, variable: Variable) -> None:
        """Refuse a cell that there is not, one that is told of two people, and too many of them."""
        cells = [cell for one in (self.own, *self.others) for cell in one.values.get(variable.id, ())]
        if not all(map(variable.knows, strict.distinct(cells, variable.id))):
            raise BadShape(variable.id, "has a cell that there is not")
        if len(cells) > variable.bound:
            raise BadShape(variable.id, f"must be at most {variable.bound}")

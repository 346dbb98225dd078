"""What a draw gave, kept for ever, and how its numbers are printed.

Every cell keeps the number as it was drawn (`noisy`, perhaps negative) and the consistent one that follows from all of
them (`value`: whole, not negative, margins matching). What is printed follows from these alone: `<k` where the noisy
number is below k = max(10, half-width), else the consistent number with its 95 % interval. Nothing here is secret: it
was paid for when it was drawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from intake.domain import strict
from intake.domain.strict import BadShape

SCHEMA = "holas-draw/2"
LEAST_PRINTED = 10
ALL = "all"
"""The cell of the table `persons` that counts everybody."""


class BadDraw(ValueError):
    """The stored numbers are not what a draw stores."""


class Subject(StrEnum):
    """What is drawn: one cohort, or once more all cohorts of a plan together."""

    COHORT = "cohort"
    YEAR = "year"


class Mechanism(StrEnum):
    """Which noise: discrete Laplace under pure epsilon, discrete Gaussian under zCDP (Bun and Steinke 2016)."""

    LAPLACE = "discrete-laplace"
    GAUSSIAN = "discrete-gaussian"


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed number with its interval, or `below`: with its noise the number is less than that, zero included."""

    id: str
    value: int | None
    low: int | None
    high: int | None
    below: int | None


@dataclass(frozen=True, slots=True)
class DrawnTable:
    """One table's numbers by cell id (`row` or `row/column`).

    `loss`: what it cost a person, in epsilon for Laplace noise and in rho for Gaussian. `half_width`: the noise is
    larger with probability 0.05 or less. `noisy` and `values`: cell id to number, in the order of the cells.
    """

    id: str
    bound: int
    loss: float
    scale: float
    half_width: int
    noisy: Mapping[str, int]
    values: Mapping[str, int]

    @property
    def threshold(self) -> int:
        """Noisy numbers below it are printed as `<threshold`."""
        return max(LEAST_PRINTED, self.half_width)

    def cells(self) -> tuple[Cell, ...]:
        """Return what is printed, in the order of the cells."""
        return tuple(self.cell(name) for name in self.noisy)

    def cell(self, name: str) -> Cell:
        """Return what is printed of one cell. An interval always holds the number that stands beside it.

        Of a small number only much noise is printed. Its interval goes down to zero, so that of the numbers that are
        printed 95 % lie in theirs, however small they are (`docs/adr/0003`).
        """
        noisy, value = self.noisy[name], self.values[name]
        if noisy < self.threshold:
            return Cell(name, None, None, None, self.threshold)
        low = 0 if noisy <= self.threshold + self.half_width else noisy - self.half_width
        return Cell(name, value, min(low, value), max(noisy + self.half_width, value), None)

    def data(self) -> dict[str, object]:
        """Return what is stored of it."""
        cells = [[name, number, self.values[name]] for name, number in self.noisy.items()]
        named = {name: getattr(self, name) for name in ("bound", "loss", "scale", "half_width")}
        return {"table": self.id, "cells": cells, **named}

    @classmethod
    def read(cls, untrusted: object, place: str) -> Self:
        """Read what was stored of it. Raises `BadShape`."""
        data = strict.shape(untrusted, place, ("table", "cells", "bound", "loss", "scale", "half_width"))
        cells = strict.each(data["cells"], f"{place}.cells", _cell)
        strict.distinct((name for name, _, _ in cells), f"{place}.cells")
        return cls(
            strict.text(data["table"], f"{place}.table"),
            strict.whole(data["bound"], f"{place}.bound"),
            strict.decimal(data["loss"], f"{place}.loss"),
            strict.decimal(data["scale"], f"{place}.scale"),
            strict.whole(data["half_width"], f"{place}.half_width"),
            {name: noisy for name, noisy, _ in cells},
            {name: value for name, _, value in cells},
        )


@dataclass(frozen=True, slots=True)
class Period:
    """One cohort that is counted: its id, its first and its last day."""

    cohort: str
    opens: date
    closes: date

    @classmethod
    def read(cls, untrusted: object, place: str) -> Self:
        """Raise `BadShape` for anything but a period."""
        data = strict.shape(untrusted, place, ("cohort", "opens", "closes"))
        return cls(
            strict.text(data["cohort"], f"{place}.cohort"),
            strict.day(data["opens"], f"{place}.opens"),
            strict.day(data["closes"], f"{place}.closes"),
        )


@dataclass(frozen=True, slots=True)
class Draw:
    """A release as drawn.

    `size`: the table set (`tables.Size`), `table_version`: of which version of the declared tables. `months`: the
    twelve months of the tables by month (`2020-08`). `testimonies`: how many came in, where the plan declared that
    public before the cohort opened. `snapshot`: SHA-256 (hex) over the ciphertexts of what was counted. `epsilon` and
    `delta`: what it costs a person in all. `left_out`: a table whose cells are tables: persons of whom more was told
    than the table counts. `software` and `library` are the programs that drew it; `cut_off` is the day.
    """

    release: str
    subject: Subject
    periods: tuple[Period, ...]
    size: str
    months: tuple[str, ...]
    cut_off: date
    testimonies: int | None
    vocabulary: str
    table_version: str
    software: str
    library: str
    mechanism: Mechanism
    epsilon: float
    delta: float
    snapshot: str
    tables: tuple[DrawnTable, ...]
    left_out: DrawnTable

    def table(self, table_id: str) -> DrawnTable | None:
        """Return the table of this id."""
        return next((one for one in self.tables if one.id == table_id), None)

    def to_json(self) -> bytes:
        """Return the canonical JSON that is stored; `parse` gives the draw back."""
        named = {name: getattr(self, name) for name in (*_TEXTS, "testimonies", "epsilon", "delta")}
        periods = [
            {"cohort": one.cohort, "opens": one.opens.isoformat(), "closes": one.closes.isoformat()}
            for one in self.periods
        ]
        rest: dict[str, object] = {"periods": periods, "months": self.months, "cut_off": self.cut_off.isoformat()}
        tables = {"tables": [one.data() for one in self.tables], "left_out": self.left_out.data()}
        return strict.write_json({"schema": SCHEMA, **named, **rest, **tables})

    @classmethod
    def parse(cls, stored: bytes) -> Self:
        """Read what was stored. Raises `BadDraw` for anything but the canonical form."""
        try:
            draw = cls._read(strict.read_json(stored, "draw"))
        except (BadShape, ValueError) as error:
            raise BadDraw(str(error)) from error
        if draw.to_json() != stored:
            message = "not the canonical form"
            raise BadDraw(message)
        return draw

    @classmethod
    def _read(cls, untrusted: object) -> Self:
        numbers = ("periods", "months", "cut_off", "testimonies", "epsilon", "delta", "tables", "left_out")
        data = strict.shape(untrusted, "draw", ("schema", *_TEXTS, *numbers))
        strict.one_of(data["schema"], "schema", (SCHEMA,))
        texts = {name: strict.text(data[name], name) for name in _TEXTS}
        tables = strict.each(data["tables"], "tables", DrawnTable.read)
        strict.distinct((one.id for one in tables), "tables")
        told = data["testimonies"]
        return cls(
            **{name: text for name, text in texts.items() if name not in {"subject", "mechanism"}},
            subject=Subject(texts["subject"]),
            mechanism=Mechanism(texts["mechanism"]),
            periods=strict.each(data["periods"], "periods", Period.read),
            months=strict.each(data["months"], "months", strict.text),
            cut_off=strict.day(data["cut_off"], "cut_off"),
            testimonies=None if told is None else strict.whole(told, "testimonies"),
            epsilon=strict.decimal(data["epsilon"], "epsilon"),
            delta=strict.decimal(data["delta"], "delta"),
            tables=tables,
            left_out=DrawnTable.read(data["left_out"], "left_out"),
        )


_TEXTS = ("release", "subject", "size", "vocabulary", "table_version", "software", "library", "mechanism", "snapshot")


def _cell(untrusted: object, place: str) -> tuple[str, int, int]:
    parts: Sequence[object] = strict.items(untrusted, place)
    if len(parts) != len(("cell", "noisy", "value")):
        raise BadShape(place, "must be a cell and two numbers")
    return strict.text(parts[0], place), strict.whole(parts[1], place), strict.whole(parts[2], place)

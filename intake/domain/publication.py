"""What a draw gave, kept for ever, and how its noisy numbers are printed.

A draw is kept as drawn, so that sums over releases stay unbiased; noise may be negative. What is printed follows
from it alone: `<k` where the number is below k = max(10, half-width), else the number with its 95 % interval.
Nothing here is secret: it was paid for with epsilon when it was drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from intake.domain import strict
from intake.domain.statistics import Plan, TableId
from intake.domain.strict import BadShape

SCHEMA = "holas-release/1"
LEAST_PRINTED = 10
_DRAW = ("schema", "release", "cut_off", "vocabulary", "software", "library", "mechanism", "epsilon", "tables")
_TABLE = ("table", "bound", "epsilon", "scale", "half_width", "values")


class BadDraw(ValueError):
    """The stored tables are not what a draw stores."""


@dataclass(frozen=True, slots=True)
class DrawnTable:
    """One table's noisy counts by cell. `half_width`: the noise is larger with probability 0.05 or less."""

    id: TableId
    bound: int
    epsilon: float
    scale: float
    half_width: int
    values: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, plan: Plan, values: Sequence[int], noise: tuple[float, float, int]) -> Self:
        """Put drawn numbers to their cells. `noise`: what it cost in epsilon, its scale and its half-width."""
        return cls(plan.id, plan.bound, *noise, tuple(zip(plan.cells, values, strict=True)))

    @property
    def threshold(self) -> int:
        """Numbers below it are printed as `<threshold`."""
        return max(LEAST_PRINTED, self.half_width)

    def cells(self) -> tuple["Cell", ...]:
        """Return what is printed."""
        return tuple(self._cell(name, value) for name, value in self.values)

    def _cell(self, name: str, value: int) -> "Cell":
        if value < self.threshold:
            return Cell(name, None, None, None, self.threshold)
        return Cell(name, value, value - self.half_width, value + self.half_width, None)

    def data(self) -> dict[str, object]:
        """Return what is stored of it."""
        data: dict[str, object] = {"table": self.id, "values": [list(pair) for pair in self.values]}
        return data | {name: getattr(self, name) for name in ("bound", "epsilon", "scale", "half_width")}

    @classmethod
    def read(cls, untrusted: object, place: str) -> Self:
        """Read what was stored of it. Raises `BadShape`."""
        data = strict.shape(untrusted, place, _TABLE)
        return cls(
            TableId(strict.one_of(data["table"], f"{place}.table", [str(table) for table in TableId])),
            strict.whole(data["bound"], f"{place}.bound"),
            strict.decimal(data["epsilon"], f"{place}.epsilon"),
            strict.decimal(data["scale"], f"{place}.scale"),
            strict.whole(data["half_width"], f"{place}.half_width"),
            strict.each(data["values"], f"{place}.values", _pair),
        )


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed number with its interval, or `below`: the number is less than that, zero included."""

    id: str
    value: int | None
    low: int | None
    high: int | None
    below: int | None


@dataclass(frozen=True, slots=True)
class Draw:
    """A release as drawn. `software` and `library` are the programs that drew it; `cut_off` is the day."""

    release: str
    cut_off: date
    vocabulary: str
    software: str
    library: str
    mechanism: str
    epsilon: float
    tables: tuple[DrawnTable, ...]

    def to_json(self) -> bytes:
        """Return the canonical JSON that is stored; `parse` gives the draw back."""
        named = {name: getattr(self, name) for name in ("release", "vocabulary", "software", "library", "mechanism")}
        rest = {"schema": SCHEMA, "cut_off": self.cut_off.isoformat(), "epsilon": self.epsilon}
        return strict.write_json({**named, **rest, "tables": [table.data() for table in self.tables]})

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
        data = strict.shape(untrusted, "draw", _DRAW)
        strict.one_of(data["schema"], "schema", (SCHEMA,))
        tables = strict.each(data["tables"], "tables", DrawnTable.read)
        if tuple(table.id for table in tables) != tuple(TableId):
            raise BadShape(place="tables", problem="must be each table once, in order")
        return cls(
            strict.text(data["release"], "release"),
            date.fromisoformat(strict.text(data["cut_off"], "cut_off")),
            strict.text(data["vocabulary"], "vocabulary"),
            strict.text(data["software"], "software"),
            strict.text(data["library"], "library"),
            strict.text(data["mechanism"], "mechanism"),
            strict.decimal(data["epsilon"], "epsilon"),
            tables,
        )


def _pair(untrusted: object, place: str) -> tuple[str, int]:
    pair = strict.items(untrusted, place)
    if len(pair) != len(("cell", "number")):
        raise BadShape(place, "must be a cell and a number")
    return strict.text(pair[0], place), strict.whole(pair[1], place)

"""Draws from before there were plans, read as what a draw is now: three tables, Laplace noise, no year.

Their noisy numbers are what they were. What is printed beside is never negative.
"""

from collections.abc import Iterable
from dataclasses import replace

from intake.domain import strict
from intake.domain.draw import ALL, Draw, DrawnTable, Mechanism, Period, Subject
from intake.domain.table import Row, Table
from intake.domain.tables import Tables
from intake.domain.terms import Term
from intake.domain.vocabulary import Vocabulary

SCHEMA = "holas-release/1"
FIRST = "first"
"""The size of such a draw, and the version of its tables."""
_DRAW = ("schema", "release", "cut_off", "vocabulary", "software", "library", "mechanism", "epsilon", "tables")
_TABLE = ("table", "bound", "epsilon", "scale", "half_width", "values")
_NOW = {"cases": "persons", "categories": "chapters", "codes": "acts"}


def is_first(stored: bytes) -> bool:
    """Tell whether stored numbers are of that form, which nobody signed."""
    return stored.startswith(b"{") and f'"schema":"{SCHEMA}"'.encode() in stored


def read(stored: bytes) -> Draw:
    """Read such a draw. Raises `BadShape`."""
    data = strict.shape(strict.read_json(stored, "draw"), "draw", _DRAW)
    release, day = strict.text(data["release"], "release"), strict.day(data["cut_off"], "cut_off")
    return Draw(
        release=release,
        subject=Subject.COHORT,
        periods=(Period(release, day, day),),
        size=FIRST,
        months=(),
        cut_off=day,
        testimonies=None,
        vocabulary=strict.text(data["vocabulary"], "vocabulary"),
        table_version=FIRST,
        software=strict.text(data["software"], "software"),
        library=strict.text(data["library"], "library"),
        mechanism=Mechanism(strict.text(data["mechanism"], "mechanism")),
        epsilon=strict.decimal(data["epsilon"], "epsilon"),
        delta=0.0,
        snapshot="",
        tables=strict.each(data["tables"], "tables", _table),
        left_out=DrawnTable("left_out", 0, 0.0, 0.0, 0, {}, {}),
    )


def tables(draw: Draw) -> tuple[Table, ...]:
    """Return the tables of such a draw: everybody, by chapter, by act."""
    vocabulary, known = Vocabulary.load(draw.vocabulary), {table.id: table for table in Tables.load().tables}
    everybody = tuple(row for row in known["persons"].rows if row.id == ALL)
    return (
        replace(known["persons"], rows=everybody, labels=everybody[0].labels),
        replace(known["persons"], id="chapters", rows=_rows(vocabulary.categories())),
        replace(known["acts"], rows=_rows(vocabulary.codes())),
    )


def _rows(terms: Iterable[Term]) -> tuple[Row, ...]:
    return tuple(Row(term.id, term.labels) for term in terms)


def _table(untrusted: object, place: str) -> DrawnTable:
    data = strict.shape(untrusted, place, _TABLE)
    name = strict.one_of(data["table"], f"{place}.table", _NOW)
    noisy = {ALL if name == "cases" else cell: number for cell, number in strict.each(data["values"], place, _pair)}
    return DrawnTable(
        _NOW[name],
        strict.whole(data["bound"], f"{place}.bound"),
        strict.decimal(data["epsilon"], f"{place}.epsilon"),
        strict.decimal(data["scale"], f"{place}.scale"),
        strict.whole(data["half_width"], f"{place}.half_width"),
        noisy,
        {cell: max(number, 0) for cell, number in noisy.items()},
    )


def _pair(untrusted: object, place: str) -> tuple[str, int]:
    cell, number = strict.items(untrusted, place)
    return strict.text(cell, place), strict.whole(number, place)

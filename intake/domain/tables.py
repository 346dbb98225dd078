"""The declared tables of a release: which numbers are published, fixed before anything is counted.

`intake/vocabulary/tables.json` is never edited once something was released with it: a change is a new version. A set
of tables belongs to an expected number of people in a cohort. Its shares of the budget are parts of a power of two,
exact in binary, and make up one; one part pays for the table of those of whom more was told than is counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Self

from intake.domain import strict
from intake.domain.draw import Mechanism
from intake.domain.strict import BadShape
from intake.domain.table import EXPECTED, YEAR, Labels, Row, Size, Table, TableSet, folded
from intake.domain.terms import Term, spoken
from intake.domain.vocabulary import Vocabulary, read_data

__all__ = ["EXPECTED", "BadTables", "Row", "Size", "Table", "TableSet", "Tables"]

FORMAT = "holas-tables/1"
VERSION = "1"
LEFT_OUT = "left_out"
MONTHS = "months"
"""As the columns of a table: the months of the plan."""
_TABLE = ("id", "labels", "variable", "bound", "once", "rest", "heading", "rows", "column_heading", "columns")


class BadTables(ValueError):
    """The package data does not keep the form of declared tables."""


@dataclass(frozen=True)
class Tables:
    """One version of the declared tables: all of them, the sets, and the lists of which rows and columns are made."""

    version: str
    vocabulary: str
    lists: Mapping[str, tuple[Row, ...]]
    without: Mapping[str, Mapping[str, str]]
    tables: tuple[Table, ...]
    sets: Mapping[Size, TableSet]

    @staticmethod
    def load(version: str = VERSION) -> "Tables":
        """Return a version of the package data. Raises `BadTables` when there is none, or its form is wrong."""
        return _load(version)

    @classmethod
    def parse(cls, raw: str) -> Self:
        """Read the JSON form strictly. Raises `BadTables`."""
        try:
            return cls._read(strict.read_json(raw, "tables"))
        except BadShape as error:
            raise BadTables(str(error)) from error

    def set(self, size: Size) -> TableSet:
        """Return the tables of one size."""
        return self.sets[size]

    def fold(self, name: str) -> Mapping[str, str]:
        """Return which row of a list each finer term counts in."""
        return folded(self.lists[name])

    @classmethod
    def _read(cls, untrusted: object) -> Self:
        names = ("format", "version", "vocabulary", "months", "lists", "without", "tables", "left_out", "sets")
        data = strict.shape(untrusted, "tables", names)
        strict.one_of(data["format"], "format", (FORMAT,))
        reader = _Reader.of(data)
        tables = strict.each(data["tables"], "tables", reader.table)
        strict.distinct((table.id for table in tables), "tables")
        sets = strict.shape(data["sets"], "sets", [str(size) for size in Size])
        return cls(
            strict.text(data["version"], "version"),
            reader.vocabulary.version,
            reader.lists,
            reader.without(data["without"]),
            tables,
            {size: reader.set(size, sets[size], tables, data["left_out"]) for size in Size},
        )


@cache
def _load(version: str) -> Tables:
    tables = Tables.parse(read_data("tables.json") or "")
    if tables.version != version:
        message = f"there is no version {version} of the tables"
        raise BadTables(message)
    return tables


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the parts, each by the vocabulary from which labels are taken."""

    vocabulary: Vocabulary
    months: Mapping[str, Sequence[str]]
    lists: dict[str, tuple[Row, ...]]

    @classmethod
    def of(cls, data: Mapping[str, object]) -> Self:
        vocabulary = Vocabulary.load(strict.text(data["vocabulary"], "vocabulary"))
        months = strict.each_list(data["months"], "months")
        if set(months) != set(vocabulary.languages) or any(len(names) != YEAR for names in months.values()):
            raise BadShape(place="months", problem="must be twelve in each language")
        reader = cls(vocabulary, months, {})
        for name, listed in strict.mapping(data["lists"], "lists").items():
            reader.lists[name] = reader._list(listed, f"lists.{name}")
        return reader

    def _list(self, untrusted: object, place: str) -> tuple[Row, ...]:
        data = strict.shape(untrusted, place, ("of", "rows"))
        terms = self._terms(strict.optional_text(data["of"], f"{place}.of"))
        rows = strict.each(data["rows"], f"{place}.rows", lambda one, at: self._row(one, at, terms))
        strict.distinct((term for row in rows for term in row.terms), f"{place}.rows")
        return rows

    def _terms(self, of: str | None) -> Mapping[str, Labels]:
        """Return the labels of the terms that may stand in a list by their id alone."""
        if of is None:
            return {}
        known: dict[str, tuple[Term, ...]] = {
            "categories": self.vocabulary.categories(),
            "codes": self.vocabulary.codes(),
            **{one.id: one.values for one in self.vocabulary.attributes()},
        }
        return {term.id: term.labels for term in known[strict.one_of(of, "of", known)]}

    def _row(self, untrusted: object, place: str, terms: Mapping[str, Labels]) -> Row:
        if isinstance(untrusted, str):
            return Row(untrusted, terms[strict.one_of(untrusted, place, terms)])
        holds = "holds" in strict.mapping(untrusted, place)
        data = strict.shape(untrusted, place, ("id", "labels", "holds") if holds else ("id", "labels"))
        return Row(
            strict.text(data["id"], f"{place}.id"),
            self._labels(data["labels"], f"{place}.labels"),
            strict.each(data.get("holds", []), f"{place}.holds", strict.text),
        )

    def _labels(self, untrusted: object, place: str) -> Labels:
        return spoken(untrusted, place, self.vocabulary.languages)

    def without(self, untrusted: object) -> dict[str, dict[str, str]]:
        """Return, by list, the terms that are in none of its rows and why."""
        found: dict[str, dict[str, str]] = {}
        for number, one in enumerate(strict.items(untrusted, "without")):
            place = f"without.{number}"
            data = strict.shape(one, place, ("list", "reason", "terms"))
            terms = strict.each(data["terms"], f"{place}.terms", strict.text)
            reason = strict.text(data["reason"], f"{place}.reason")
            found.setdefault(strict.text(data["list"], f"{place}.list"), {}).update(dict.fromkeys(terms, reason))
        return found

    def table(self, untrusted: object, place: str) -> Table:
        data = strict.shape(untrusted, place, _TABLE)
        columns, heading = data["columns"], data["column_heading"]
        rows = self.lists[strict.one_of(data["rows"], f"{place}.rows", self.lists)]
        rest = strict.optional_text(data["rest"], f"{place}.rest")
        return Table(
            strict.text(data["id"], f"{place}.id"),
            self._labels(data["labels"], f"{place}.labels"),
            strict.text(data["variable"], f"{place}.variable"),
            strict.whole(data["bound"], f"{place}.bound"),
            strict.flag(data["once"], f"{place}.once"),
            rest and strict.one_of(rest, f"{place}.rest", [row.id for row in rows]),
            self._labels(data["heading"], f"{place}.heading"),
            rows,
            None if columns is None else self._labels(heading, f"{place}.column_heading"),
            None if columns is None else self._columns_of(columns, f"{place}.columns"),
            self.months if columns == MONTHS else None,
        )

    def _columns_of(self, untrusted: object, place: str) -> tuple[Row, ...]:
        name = strict.one_of(untrusted, place, (MONTHS, *self.lists))
        return () if name == MONTHS else self.lists[name]

    def set(self, size: Size, untrusted: object, tables: tuple[Table, ...], left_out: object) -> TableSet:
        place = f"sets.{size}"
        data = strict.shape(untrusted, place, ("mechanism", "parts", "shares"))
        parts, known = strict.whole(data["parts"], f"{place}.parts"), {table.id: table for table in tables}
        shares = {
            strict.one_of(name, place, (*known, LEFT_OUT)): Fraction(strict.whole(share, place), parts)
            for name, share in strict.mapping(data["shares"], place).items()
        }
        if sum(shares.values()) != 1 or parts & (parts - 1) or min(shares.values()) <= 0 or LEFT_OUT not in shares:
            raise BadShape(place, "must be shares of a power of two that make up one")
        chosen = tuple((known[name], share) for name, share in shares.items() if name != LEFT_OUT)
        mechanism = Mechanism(strict.one_of(data["mechanism"], place, [str(one) for one in Mechanism]))
        dropping = [table for table, _ in chosen if table.drops]
        return TableSet(size, mechanism, chosen, (self._left_out(left_out, dropping), shares[LEFT_OUT]))

    def _left_out(self, untrusted: object, dropping: Sequence[Table]) -> Table:
        """Return the table of who had more to a table than it counts; it reads `over` as a variable."""
        data = strict.shape(untrusted, LEFT_OUT, ("labels", "heading"))
        labels, heading = (self._labels(data[name], f"{LEFT_OUT}.{name}") for name in ("labels", "heading"))
        rows = tuple(Row(table.id, table.labels, (table.variable,)) for table in dropping)
        return Table(LEFT_OUT, labels, "over", len(rows), once=False, rest=None, heading=heading, rows=rows)

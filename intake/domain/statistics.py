"""Which tables a release has, and how much one case may add to each of them. Pure: the noise is drawn elsewhere.

A table counts cases. Its cells are all terms of the vocabulary, whether a case has them or not, so that the list of
cells says nothing. One case adds 1 to at most `bound` cells of a table; the noise is measured against that bound
(Dwork, McSherry, Nissim and Smith 2006: sensitivity under adding or removing one case). Whole budget of a case:
`LIFETIME`; a case counts in one release only, so a release may spend all of it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from intake.domain import strict
from intake.domain.coding import Coding
from intake.domain.crosswalk import Crosswalk
from intake.domain.strict import BadShape
from intake.domain.vocabulary import Vocabulary
from intake.domain.vocabulary_map import steps, until

LIFETIME = 2.0
"""The most that everything ever published about one case may cost it, in epsilon."""
CODES = 5
CATEGORIES = 3


class BadRecord(ValueError):
    """A statistics record that is not one."""


class TableId(StrEnum):
    """The tables of a release, in the order in which they are shown."""

    CASES = "cases"
    CATEGORIES = "categories"
    CODES = "codes"


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """What auditors learn of one case: its first five codes and its first three categories, ranked."""

    vocabulary: str
    codes: tuple[str, ...]
    categories: tuple[str, ...]

    @classmethod
    def of(cls, coding: Coding, vocabulary: Vocabulary) -> Self:
        """Bound a coding. Flags rank after all acts: a mark never pushes an abuse out of the count.

        An act counts in the chapter of its motive: an arrest for a march under assembly, for a post under expression.
        """
        crosswalk, codes = Crosswalk.load(), coding.codes()
        chapters = [crosswalk.chapter(act.code, act.protected_activity) for act in coding.acts]
        marks = [vocabulary.code(code).category for code in codes if vocabulary.code(code).flag]
        categories = tuple(dict.fromkeys([*chapters, *marks]))
        return cls(vocabulary.version, codes[:CODES], categories[:CATEGORIES])

    def to_json(self) -> bytes:
        """Return the canonical JSON; `parse` gives the record back."""
        return strict.write_json({"vocabulary": self.vocabulary, "codes": self.codes, "categories": self.categories})

    @classmethod
    def parse(cls, untrusted: bytes, vocabulary: Vocabulary) -> Self:
        """Read a record strictly; one of an older version comes into this one by the maps between them.

        Raises `BadRecord`, also for more codes or categories than may count.
        """
        try:
            data = strict.shape(strict.read_json(untrusted, "record"), "record", ("vocabulary", "codes", "categories"))
            made = strict.one_of(data["vocabulary"], "vocabulary", until(vocabulary.version))
            known = Vocabulary.load(made)
            codes = _terms(data["codes"], "codes", {code.id for code in known.codes()}, CODES)
            categories = {category.id for category in known.categories()}
            record = cls(made, codes, _terms(data["categories"], "categories", categories, CATEGORIES))
        except BadShape as error:
            raise BadRecord(str(error)) from error
        for step in steps(made, vocabulary.version):
            record = cls(step.new, _moved(record.codes, step.codes), _moved(record.categories, step.categories))
        return record


@dataclass(frozen=True, slots=True)
class Plan:
    """One table before it is drawn: its cells, how many of them one case may add to, and its share of epsilon."""

    id: TableId
    cells: tuple[str, ...]
    bound: int
    epsilon: float

    def count(self, records: Iterable[CaseRecord]) -> list[int]:
        """Return the exact number of cases in each cell. Never published, never stored."""
        counted = Counter(cell for record in records for cell in self.contribution(record))
        return [counted[cell] for cell in self.cells]

    def contribution(self, record: CaseRecord) -> tuple[str, ...]:
        """Return the cells that a case adds 1 to: each once, known ones only, never more than `bound`."""
        terms = {TableId.CASES: (TableId.CASES,), TableId.CATEGORIES: record.categories, TableId.CODES: record.codes}
        known = (cell for cell in dict.fromkeys(terms[self.id]) if cell in self.cells)
        return tuple(cell for _, cell in zip(range(self.bound), known, strict=False))


def plans(vocabulary: Vocabulary, epsilon: float) -> tuple[Plan, ...]:
    """Return the tables of a release that costs each case `epsilon` in all. Raises ValueError beyond the lifetime.

    The shares are eighths: exact in binary, so that they add up to exactly the total.
    """
    if not 0 < epsilon <= LIFETIME:
        message = f"a release may cost a case more than 0 and at most {LIFETIME} in epsilon"
        raise ValueError(message)
    categories = tuple(category.id for category in vocabulary.categories())
    codes = tuple(code.id for code in vocabulary.codes())
    return (
        Plan(TableId.CASES, (TableId.CASES,), 1, epsilon / 8),
        Plan(TableId.CATEGORIES, categories, CATEGORIES, epsilon * 3 / 8),
        Plan(TableId.CODES, codes, CODES, epsilon / 2),
    )


def _moved(terms: tuple[str, ...], to: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(to[term] for term in terms))


def _terms(untrusted: object, place: str, known: set[str], most: int) -> tuple[str, ...]:
    values = strict.distinct(strict.each(untrusted, place, lambda one, at: strict.one_of(one, at, known)), place)
    if len(values) > most:
        raise BadShape(place, f"must be at most {most}")
    return values

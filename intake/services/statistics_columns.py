"""Exact counts of whole cohorts, from segments; those that are missing are built from the records, each checked.

What it returns is secret: only a draw with noise may follow. Loads NumPy, so only the job that draws imports it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from intake.domain.column_counts import Counter
from intake.domain.columns import variables
from intake.domain.counting import units
from intake.domain.table import Table
from intake.services import statistics_segments as segments
from intake.services.instance import Instance
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork
from intake.services.record_reader import Progress
from intake.services.segment_content import Content, Linked, records_of
from intake.services.segment_reader import CasesOf, SegmentReader


@dataclass(frozen=True, slots=True)
class Counted:
    """What a draw counts. `tables`: by table the number of people in each of its cells.

    `cases`: the ids (16 bytes each) of the cases that are counted; `refused`: how many of the cohorts' cases cannot
    be, because something of them does not hold. `snapshot`: SHA-256 (hex) over the ciphertexts of the records that may
    be counted. `seen`: the segments on which it rests.
    """

    tables: Mapping[str, Mapping[str, int]] = field(repr=False)
    cases: bytes = field(repr=False)
    refused: int
    snapshot: str
    seen: tuple[tuple[str, str, bytes], ...] = field(repr=False)

    def unchanged(self, uow: UnitOfWork) -> bool:
        """Tell whether nothing that was counted changed since: no withdrawal, no consent, no coding."""
        return segments.are_there(uow, self.seen)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be counted: these cohorts in these tables. Whoever was counted in one `before` is not counted again.

    `months`: the twelve of the tables by month.
    """

    cohorts: Sequence[str]
    tables: Sequence[Table]
    months: Sequence[str]
    before: Sequence[str] = ()


def counted(instance: Instance, keyring: Keyring, wanted: Wanted, cases_of: CasesOf, progress: Progress) -> Counted:
    """Count. `progress` is told how many of how many segments are done.

    Raises `NoKey` for who is no auditor, what `cases_of` raises, and `Conflict` when changes kept coming between.
    """
    return _Tally(wanted).of(SegmentReader(instance, keyring, cases_of, progress))


@dataclass(slots=True)
class _Tally:
    """Adds up what segments say."""

    wanted: Wanted
    counters: list[Counter] = field(init=False)
    cases: list[bytes] = field(default_factory=list)
    refused: int = 0

    def __post_init__(self) -> None:
        """Make a counter ready for each table."""
        self.counters = [Counter(table, self.wanted.months) for table in self.wanted.tables]

    def of(self, reader: SegmentReader) -> Counted:
        """Count what the reader brings: first those who stand alone, then those who are linked."""
        linked: list[Linked] = []
        digests: dict[tuple[str, str], bytes] = {}
        for at, content in reader.read(self.wanted.cohorts):
            self._add(content)
            linked += [one for one in content.linked if one.counts]
            digests[at] = content.digest
        if linked:
            before = [one for _, content in reader.read(self.wanted.before) for one in content.linked]
            self._add_linked(linked, before)
        snapshot = hashlib.sha256(b"".join(digest for _, digest in sorted(digests.items()))).hexdigest()
        tables = {one.table.id: one.counts for one in self.counters}
        return Counted(tables, b"".join(self.cases), self.refused, snapshot, tuple(reader.seen))

    def _add(self, content: Content) -> None:
        for counter in self.counters:
            counter.add(content.columns)
        self.cases.append(content.cases)
        self.refused += content.refused

    def _add_linked(self, linked: Sequence[Linked], before: Sequence[Linked]) -> None:
        earlier = records_of(before).values()
        told = set[str]()
        for unit in units(records_of(linked), earlier):
            told |= unit.cases
            for counter in self.counters:
                counter.add_person(variables(unit))
        self.cases += [bytes.fromhex(case_id) for case_id in sorted(told)]

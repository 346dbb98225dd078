"""Reading the statistics segments of cohorts, and building those that are missing from records, each checked.

Loads NumPy, so only the job that draws a release imports it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from intake.domain.entities import StatisticsSegment
from intake.domain.review import State
from intake.domain.vocabulary import Vocabulary
from intake.services import statistics_segments as segments
from intake.services.auditors import ROLE
from intake.services.course import prefix_of
from intake.services.desk import chunks
from intake.services.grants import role_holder
from intake.services.holders import statistics_key
from intake.services.instance import ATTEMPTS, Instance, transact
from intake.services.kept_records import KeptRecord
from intake.services.keyring import Keyring
from intake.services.ports import Conflict
from intake.services.record_reader import BATCH, Progress, RecordReader
from intake.services.segment_content import Content
from intake.services.statistics_segments import Shelf

AT_ONCE = 16
"""Segments that are read, or kept, in one transaction."""

CasesOf = Callable[[str], Sequence[str]]
"""Returns the list of cases that a cohort got when it was frozen; asked only where segments are missing."""


@dataclass(slots=True)
class SegmentReader:
    """Reads the segments of cohorts for one auditor, and builds those that are missing. `seen`: which it read."""

    instance: Instance
    keyring: Keyring
    cases_of: CasesOf
    progress: Progress
    seen: list[tuple[str, str, bytes]] = field(default_factory=list)
    _key: bytes = field(init=False, repr=False)
    _records: RecordReader = field(init=False)

    def __post_init__(self) -> None:
        """Derive the auditors' key."""
        epoch = self.keyring.membership.role_key(ROLE).epoch
        holder = role_holder(ROLE, epoch)
        self._key = statistics_key(self.keyring.role_private(ROLE, epoch), holder)
        self._records = RecordReader(self.instance, self.keyring, Vocabulary.load())

    def read(self, cohorts: Sequence[str]) -> Iterator[tuple[tuple[str, str], Content]]:
        """Yield every segment of these cohorts, by cohort and prefix."""
        digits = {cohort: self._digits(cohort) for cohort in cohorts}
        done, total = 0, sum(1 << count for count in digits.values())
        for cohort in cohorts:
            for prefix, content in self._read(Shelf(self.instance.grant_keys, cohort, self._key), digits[cohort]):
                done += 1
                yield (cohort, prefix), content
                self.progress(done, total)

    def _digits(self, cohort: str) -> int:
        """Return with how many digits a cohort's segments are named: as those that there are, or by its list."""
        with self.instance.database.reading() as uow:
            count = uow.statistics_segments.count(cohort=cohort)
            digits = count.bit_length() - 1
            if count and uow.statistics_segments.get(cohort, "0" * digits):
                return digits
        return segments.digits_for(len(self.cases_of(cohort)))

    def _read(self, shelf: Shelf, digits: int) -> Iterator[tuple[str, Content]]:
        missing = []
        withdrawn = self._withdrawn()
        for some in chunks(segments.names(digits), AT_ONCE):
            there = self._there(shelf, some, withdrawn)
            yield from there.items()
            missing += [prefix for prefix in some if prefix not in there]
        if missing:
            yield from self._build(shelf, missing, digits)

    def _there(self, shelf: Shelf, prefixes: Sequence[str], withdrawn: Sequence[str]) -> dict[str, Content]:
        """Return what there is of these segments and need not be built."""
        with self.instance.database.reading() as uow:
            rows = [uow.statistics_segments.get(shelf.cohort, prefix) for prefix in prefixes]
        found: dict[str, Content] = {}
        for row in rows:
            content = row and self._open(shelf, row, withdrawn)
            if row and content:
                self._note(row)
                found[row.prefix] = content
        return found

    def _withdrawn(self) -> list[str]:
        with self.instance.database.reading() as uow:
            return [case.id for case in uow.cases.find(state=State.WITHDRAWN)]

    def _open(self, shelf: Shelf, row: StatisticsSegment, withdrawn: Sequence[str]) -> Content | None:
        """Open a segment; None where it must be built: of other tables, with cases that may hold by now, or old.

        One that was put back after a withdrawal names a case that is gone.
        """
        data = shelf.open(row)
        content = data and Content.from_bytes(data)
        if not content or content.refused or any(map(content.holds, withdrawn)):
            return None
        return content

    def _build(self, shelf: Shelf, missing: Sequence[str], digits: int) -> Iterator[tuple[str, Content]]:
        cases: defaultdict[str, list[str]] = defaultdict(list)
        for case_id in sorted(self.cases_of(shelf.cohort)):
            cases[prefix_of(case_id, digits)].append(case_id)
        for some in chunks(missing, AT_ONCE):
            yield from self._build_some(shelf, {prefix: cases[prefix] for prefix in some})

    def _build_some(self, shelf: Shelf, wanted: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Content]]:
        """Build segments until none of them changed meanwhile."""
        left, database = dict(wanted), self.instance.database
        for _ in range(ATTEMPTS):
            marks = transact(database, partial(segments.reserve, cohort=shelf.cohort, prefixes=list(left)))
            made = {prefix: self._content(cases) for prefix, cases in left.items()}
            sealed = [shelf.seal(prefix, content.to_bytes()) for prefix, content in made.items()]
            kept = transact(database, partial(segments.keep, marks=marks, made=sealed))
            for one in kept:
                self._note(one)
            done = {one.prefix: made[one.prefix] for one in kept}
            # Another job may have built the rest meanwhile.
            done |= self._there(shelf, [prefix for prefix in left if prefix not in done], self._withdrawn())
            yield from done.items()
            left = {prefix: cases for prefix, cases in left.items() if prefix not in done}
            if not left:
                return
        raise Conflict

    def _content(self, cases: Sequence[str]) -> Content:
        records, refused = dict[str, KeptRecord](), 0
        for some in chunks(cases, BATCH):
            looked = self._records.look(some)
            records |= looked.records
            refused += len(looked.refused)
        return Content.of(records, refused)

    def _note(self, segment: StatisticsSegment) -> None:
        self.seen.append((segment.cohort, segment.prefix, segments.mark_of(segment)))

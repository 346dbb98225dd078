"""Segments of statistics: what some thousand cases of a cohort add to the tables, sealed together. Copies, never more.

A segment holds the cases of one cohort whose random ids begin with the same binary digits. It lies under the auditors'
statistics key and, like a grant, under the outer key. Whatever changes what a case adds (withdrawal, consent, coding,
links, destruction) drops the segments in which it stands in the same transaction (`course.forget_counts`); the next
job builds them anew, from records that it checks.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import crypto
from intake.domain.entities import StatisticsSegment
from intake.services import places
from intake.services.course import LONGEST_PREFIX
from intake.services.grant_keys import GrantKeys, NoGrantKey
from intake.services.ports import UnitOfWork

CASES = 1000
"""At most about so many stand in one segment, and half of it at least: 50 to 100 KB."""
RESERVED = ""
"""The outer key of a row that says: somebody builds this segment now."""
MARK = 56
"""Bytes at the beginning that no two sealings share: salt and commitment."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Seals and opens the segments of one cohort."""

    keys: GrantKeys
    cohort: str
    key: bytes = field(repr=False)

    def seal(self, prefix: str, content: bytes) -> StatisticsSegment:
        """Return what is stored of a segment."""
        sealed = crypto.encrypt(self.key, content, places.statistics_segment(self.cohort, prefix))
        return cover(self.keys, StatisticsSegment(self.cohort, prefix, sealed, ""))

    def open(self, segment: StatisticsSegment) -> bytes | None:
        """Return what `seal` was given; None for a segment that is being built, or that is not ours."""
        if segment.outer_key == RESERVED:
            return None
        place = places.statistics_segment(self.cohort, segment.prefix)
        try:
            return crypto.decrypt(self.key, uncover(self.keys, segment), place)
        except (crypto.CryptoError, NoGrantKey):
            return None


def digits_for(cases: int) -> int:
    """Return with how many binary digits the segments of so many cases are named."""
    return min((cases // CASES).bit_length(), LONGEST_PREFIX)


def names(digits: int) -> tuple[str, ...]:
    """Return the names of all segments of a cohort."""
    return tuple(f"{number:0{digits}b}" if digits else "" for number in range(1 << digits))


def reserve(uow: UnitOfWork, cohort: str, prefixes: Iterable[str]) -> dict[str, bytes]:
    """Say that these segments are being built; return the mark of each. Who builds the same one shares its mark.

    A case that changes from here on drops the mark, and what was built meanwhile is not kept.
    """
    return {prefix: _mark(uow, cohort, prefix) for prefix in prefixes}


def keep(uow: UnitOfWork, marks: Mapping[str, bytes], made: Iterable[StatisticsSegment]) -> list[StatisticsSegment]:
    """Put segments in the place of their marks; return those that were, for nothing in them changed meanwhile."""
    return [segment for segment in made if _keep(uow, marks[segment.prefix], segment)]


def mark_of(segment: StatisticsSegment) -> bytes:
    """Return how a segment's sealed form begins, as that of no other does."""
    return segment.sealed[:MARK]


def are_there(uow: UnitOfWork, segments: Sequence[tuple[str, str, bytes]]) -> bool:
    """Tell whether these (cohort, prefix, beginning) still stand as they were read: nothing in them changed since."""
    found = (uow.statistics_segments.get(cohort, prefix) for cohort, prefix, _ in segments)
    return all(held and mark_of(held) == mark for held, (_, _, mark) in zip(found, segments, strict=True))


def recover_some(uow: UnitOfWork, keys: GrantKeys, others: Sequence[str], limit: int) -> int:
    """Put segments that lie under other outer keys under the current one, for the daily change; return how many."""
    batch = uow.statistics_segments.find(outer_key=others, limit=limit)
    for segment in batch:
        fresh = cover(keys, replace(segment, sealed=uncover(keys, segment)))
        uow.statistics_segments.change(segment.cohort, segment.prefix, sealed=fresh.sealed, outer_key=fresh.outer_key)
    return len(batch)


def cover(keys: GrantKeys, segment: StatisticsSegment) -> StatisticsSegment:
    """Put the current outer key on a segment."""
    name, key = keys.current()
    place = places.statistics_segment_outer(segment.cohort, segment.prefix)
    return replace(segment, sealed=crypto.encrypt(key, segment.sealed, place), outer_key=name)


def uncover(keys: GrantKeys, segment: StatisticsSegment) -> bytes:
    """Return what lies under the outer key."""
    place = places.statistics_segment_outer(segment.cohort, segment.prefix)
    return crypto.decrypt(keys.key(segment.outer_key), segment.sealed, place)


def _mark(uow: UnitOfWork, cohort: str, prefix: str) -> bytes:
    held = uow.statistics_segments.get(cohort, prefix)
    if held is not None and held.outer_key == RESERVED:
        return held.sealed
    mark = crypto.token(16)
    uow.statistics_segments.delete(cohort=cohort, prefix=prefix)
    uow.statistics_segments.add(StatisticsSegment(cohort, prefix, mark, RESERVED))
    return mark


def _keep(uow: UnitOfWork, mark: bytes, segment: StatisticsSegment) -> bool:
    held = uow.statistics_segments.get(segment.cohort, segment.prefix)
    if held is None or held.sealed != mark:
        return False
    fields = {"sealed": segment.sealed, "outer_key": segment.outer_key}
    return uow.statistics_segments.change(segment.cohort, segment.prefix, **fields)

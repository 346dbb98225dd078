"""Segments: what a holder's cases are found by, sealed a bucket at a time, so that 100,000 are searched in a second.

A bucket is the cases whose random ids begin with the same two digits. A segment is a copy that may be dropped at any
time, and is, for every holder, in the transaction that changes a case of its bucket (`course.forget_lists`) and at the
nightly change of the outer key; the next look builds it anew. It lies under the holder's catalogue key and, like a
grant, under the outer key, so an old copy opens nothing once the night is over. It says only which cases are looked
for and in which order: what a page shows of a case comes from the case's own card, so no segment, however old, can
show a case that was withdrawn or taken away.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import Any

import crypto
from intake.domain import strict
from intake.domain.entities import Segment
from intake.domain.finding import Row
from intake.services import places
from intake.services.course import BUCKET_DIGITS
from intake.services.grant_keys import GrantKeys
from intake.services.ports import UnitOfWork

BUCKETS = tuple(f"{number:02x}" for number in range(256))
"""With 10,000 cases a new one costs 39 cards to be opened again, with 100,000 390: 2 and 20 ms."""
FORMAT = "holas-segment/1"
MINIMUM = 1024
RESERVED = ""
"""The outer key of a row that says: somebody builds this segment now."""
COLUMNS = Row._fields[:-1]
LENGTH = 4


def bucket_of(case_id: str) -> str:
    """Return the bucket of a case."""
    return case_id[:BUCKET_DIGITS]


def reserve(uow: UnitOfWork, holder: str, buckets: Sequence[str]) -> dict[str, bytes]:
    """Say that these segments are being built; return the mark of each.

    A case that changes from here on drops the mark, and what was built of its bucket meanwhile is not kept.
    """
    marks = {bucket: crypto.token(16) for bucket in buckets}
    for bucket, mark in marks.items():
        uow.segments.delete(holder=holder, bucket=bucket)
        uow.segments.add(Segment(holder, bucket, mark, RESERVED))
    return marks


def keep(uow: UnitOfWork, mark: bytes, segment: Segment) -> bool:
    """Put a segment in the place of its mark; False when its bucket changed meanwhile."""
    held = uow.segments.get(segment.holder, segment.bucket)
    if held is None or held.sealed != mark:
        return False
    return uow.segments.change(segment.holder, segment.bucket, sealed=segment.sealed, outer_key=segment.outer_key)


def seal(keys: GrantKeys, catalogue_key: bytes, holder: str, bucket: str, rows: Sequence[Row]) -> Segment:
    """Seal the rows of a bucket: columns as JSON, and after them the words of each row on a line of their own."""
    columns = {name: [row[place] for row in rows] for place, name in enumerate(COLUMNS)}
    head = strict.write_json({"format": FORMAT, **columns})
    content = len(head).to_bytes(LENGTH) + head + "\n".join(row.words for row in rows).encode()
    place = places.segment(holder, bucket)
    name, outer = keys.current()
    sealed = crypto.encrypt(catalogue_key, crypto.pad(content, MINIMUM), place)
    return Segment(holder, bucket, crypto.encrypt(outer, sealed, places.segment_outer(holder, bucket)), name)


def open_rows(keys: GrantKeys, catalogue_key: bytes, segment: Segment, *, words: bool) -> Iterator[Row]:
    """Return the rows of a segment; without `words` nothing is looked for in them. Raises `CryptoError`, `BadShape`.

    Only the holder could write it, so its form is checked no further than its columns.
    """
    place = places.segment_outer(segment.holder, segment.bucket)
    covered = crypto.decrypt(keys.key(segment.outer_key), segment.sealed, place)
    content = crypto.unpad(crypto.decrypt(catalogue_key, covered, places.segment(segment.holder, segment.bucket)))
    end = LENGTH + int.from_bytes(content[:LENGTH])
    head = strict.shape(strict.read_json(content[LENGTH:end], "segment"), "segment", ("format", *COLUMNS))
    strict.one_of(head["format"], "segment.format", (FORMAT,))
    columns: list[Iterable[Any]] = [strict.items(head[name], f"segment.{name}") for name in COLUMNS]
    columns.append(content[end:].decode().split("\n") if words else repeat(""))
    return map(Row._make, zip(*columns, strict=False))

"""A case's statistics record as the auditors keep it once they checked it: in the place of its grant, re-wrapped.

Only who holds the auditors' statistics key can write it, so what it says was checked: that a coder signed the record,
and every consent statement there was. It holds as long as the sealed record and the number of statements are the same.
"""

import struct
import zlib
from datetime import date
from typing import NamedTuple, Self

from typing_extensions import override

import crypto
from intake.domain.case_record import CaseRecord
from intake.domain.columns import row_of
from intake.domain.tables import Tables
from intake.domain.vocabulary import Vocabulary

_HEAD = struct.Struct(">32s32sI?I8sB")
LEVEL = 9
MINIMUM = 1024
"""Bytes: room for a record with some forty links, compressed, so that the size does not tell that there are any."""


class KeptRecord(NamedTuple):
    """What was seen of a record, as a plain tuple: a hundred thousand are read one after the other.

    `key` opens it, `digest` is the SHA-256 of the sealed form, `day` when it was sealed. `said`: how many consent
    statements there were; `counts`: whether they let the case be counted. `row`: what it adds to the tables of the
    version `tables`, empty for a case that is linked. `packed`: the record, compressed.
    """

    key: bytes
    digest: bytes
    said: int
    counts: bool
    day: date
    tables: str
    row: bytes
    packed: bytes

    @override
    def __repr__(self) -> str:
        """Show no secret."""
        return f"KeptRecord(digest={self.digest.hex()})"

    @classmethod
    def of(cls, key: bytes, digest: bytes, said: int, record: CaseRecord, *, counts: bool) -> Self:
        """Keep what a record says."""
        version, row = Tables.load().version, row_of(record) or b""
        return cls(key, digest, said, counts, record.day, version, row, zlib.compress(record.to_json(), LEVEL))

    def record(self, vocabulary: Vocabulary) -> CaseRecord:
        """Return the record itself."""
        return CaseRecord.parse(self.body, vocabulary)

    @property
    def body(self) -> bytes:
        """The canonical JSON of the record."""
        return zlib.decompress(self.packed)

    def to_bytes(self) -> bytes:
        """Return the padded form."""
        day, tables = self.day.toordinal(), self.tables.encode()
        head = _HEAD.pack(self.key, self.digest, self.said, self.counts, day, tables, len(self.row))
        return crypto.pad(head + self.row + self.packed, MINIMUM)

    @classmethod
    def from_bytes(cls, padded: bytes) -> Self:
        """Parse what `to_bytes` wrote."""
        data = crypto.unpad(padded)
        key, digest, said, counts, day, tables, length = _HEAD.unpack_from(data)
        end = _HEAD.size + length
        version = tables.rstrip(b"\0").decode()
        return cls(key, digest, said, counts, date.fromordinal(day), version, data[_HEAD.size : end], data[end:])

"""What a segment of statistics says: columns of those who stand alone, and the records of those who are linked.

Cases that are linked stand in it whole: of such people others tell, too, and only all of it together is what counts.
Loads NumPy, so only the job that draws a release imports it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from intake.domain import strict
from intake.domain.case_record import CaseRecord, Told
from intake.domain.column_counts import Columns
from intake.domain.tables import Tables
from intake.services.kept_records import KeptRecord

FORMAT = "holas-counts/1"
LENGTH, ID = 4, 16
_NAMES = ("format", "tables", "people", "linked", "refused", "digest")


@dataclass(frozen=True, slots=True)
class Linked:
    """A case that is linked with others; `counts`: whether its source lets it be counted now."""

    case_id: str
    counts: bool
    body: str


@dataclass(frozen=True, slots=True)
class Content:
    """Some cases of a cohort. `cases`: the ids (16 bytes each) of whom `columns` counts.

    `digest`: SHA-256 over the digests of the sealed records that may be counted. `refused`: how many cases cannot be
    counted, because something of them does not hold.
    """

    cases: bytes = field(repr=False)
    columns: Columns
    linked: tuple[Linked, ...]
    refused: int
    digest: bytes

    @classmethod
    def of(cls, records: Mapping[str, KeptRecord], refused: int) -> Self:
        """Turn what was read of the cases into columns."""
        alone = {case_id: one.row for case_id, one in records.items() if one.row and one.counts}
        linked = (Linked(case_id, one.counts, one.body.decode()) for case_id, one in records.items() if not one.row)
        digests = sorted(one.digest for one in records.values() if one.counts)
        return cls(
            bytes.fromhex("".join(alone)),
            Columns.of(list(alone.values())),
            tuple(linked),
            refused,
            hashlib.sha256(b"".join(digests)).digest(),
        )

    def to_bytes(self) -> bytes:
        """Return the form that is sealed: a head as JSON, the ids, the columns."""
        linked = [[one.case_id, one.counts, one.body] for one in self.linked]
        head = strict.write_json(
            {
                "format": FORMAT,
                "tables": Tables.load().version,
                "people": self.columns.people,
                "linked": linked,
                "refused": self.refused,
                "digest": self.digest.hex(),
            }
        )
        return len(head).to_bytes(LENGTH) + head + self.cases + self.columns.to_bytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self | None:
        """Read what `to_bytes` wrote; None where it was by other tables. Only auditors could write it."""
        end = LENGTH + int.from_bytes(data[:LENGTH])
        head = strict.mapping(strict.read_json(data[LENGTH:end], "segment"), "segment")
        if (head["format"], head["tables"]) != (FORMAT, Tables.load().version):
            return None
        strict.shape(head, "segment", _NAMES)
        people = strict.whole(head["people"], "people")
        after = end + people * ID
        return cls(
            data[end:after],
            Columns.from_bytes(people, memoryview(data)[after:]),
            strict.each(head["linked"], "linked", _linked),
            strict.whole(head["refused"], "refused"),
            bytes.fromhex(strict.text(head["digest"], "digest")),
        )

    def holds(self, case_id: str) -> bool:
        """Tell whether a case stands in it."""
        wanted, at = bytes.fromhex(case_id), -1
        while (at := self.cases.find(wanted, at + 1)) >= 0:
            if at % ID == 0:
                return True
        return any(one.case_id == case_id for one in self.linked)


def records_of(linked: Iterable[Linked]) -> dict[str, CaseRecord]:
    """Return the records of linked cases by the case's id. They were read strictly when they were kept."""
    return {one.case_id: _record(json.loads(one.body)) for one in linked}


def _record(data: dict[str, Any]) -> CaseRecord:
    own, *others = map(_told, (data["own"], *data["others"]))
    return CaseRecord(data["vocabulary"], data["tables"], date.fromisoformat(data["day"]), own, tuple(others))


def _told(data: dict[str, Any]) -> Told:
    values = {name: tuple(cells) for name, cells in data["values"].items()}
    return Told(tuple(data["marks"]), values, tuple(data["over"]))


def _linked(untrusted: object, place: str) -> Linked:
    case_id, counts, body = strict.items(untrusted, place)
    return Linked(strict.text(case_id, place), strict.flag(counts, place), strict.text(body, place))

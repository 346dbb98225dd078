"""What the use cases need from the world, as protocols. `intake/store` makes them real."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import NamedTuple, Protocol, Self, TypeVar

from intake.domain.entities import (
    Blob,
    Card,
    Case,
    CaseKeys,
    Charge,
    Cohort,
    Consent,
    Document,
    Draft,
    DraftDocument,
    Grant,
    GrantKind,
    Mailbox,
    MailboxSession,
    Member,
    Note,
    Paper,
    Plan,
    RecordEntry,
    Release,
    RoleKey,
    SealedIdentity,
    Segment,
    SignInTries,
    StaffSession,
    Statement,
    StatisticsRecord,
    StatisticsSegment,
)

Key = str | int
E = TypeVar("E")


class Conflict(Exception):
    """A row with this key exists already, or another transaction got there first. Read again and decide."""


class MissingBlob(Exception):
    """The blob store holds no blob of this name."""


@dataclass(frozen=True, slots=True)
class Begins:
    """A condition of `find`: the value, which is hexadecimal, begins with one of these digits."""

    digits: tuple[str, ...]


class Coded(NamedTuple):
    """What there is to count of a case: its record, a grant of it, and how many consent statements there are.

    `holder` is None where there is no grant. A plain tuple, because a hundred thousand are read one after the other.
    """

    case_id: str
    revision: int
    sealed: bytes
    said: int
    holder: str | None
    granted: bytes
    outer_key: str

    @property
    def row(self) -> StatisticsRecord:
        """The record as an entity."""
        return StatisticsRecord(self.case_id, self.revision, self.sealed)

    @property
    def grant(self) -> Grant | None:
        """The grant as an entity."""
        if self.holder is None:
            return None
        return Grant(self.case_id, GrantKind.STATISTICS, self.holder, self.granted, self.outer_key)


class Table(Protocol[E]):
    """Rows of one entity."""

    def add(self, entity: E) -> None:
        """Insert. Raises `Conflict` when the key exists."""

    def get(self, *key: Key) -> E | None:
        """Return the row with this primary key (parts in the entity's field order)."""

    def find(
        self,
        *,
        limit: int | None = None,
        offset: int = 0,
        order: str | None = None,
        **equals: object,
    ) -> list[E]:
        """Return rows whose fields equal (or, for a collection, are among; for `Begins`, begin with) the values.

        `order` names a field, with `-` before it for descending; the primary key is the default and the tie-break.
        """

    def count(self, **equals: object) -> int:
        """Count the rows that `find` would return."""

    def change(self, *key: Key, **fields: object) -> bool:
        """Set fields of one row; False when there is none."""

    def delete(self, **equals: object) -> int:
        """Delete the rows that match at least one condition; return how many."""


class UnitOfWork(Protocol):
    """One transaction. Leaving the context without `commit()` rolls back."""

    members: Table[Member]
    statements: Table[Statement]
    role_keys: Table[RoleKey]
    sign_in_tries: Table[SignInTries]
    staff_sessions: Table[StaffSession]
    cases: Table[Case]
    case_keys: Table[CaseKeys]
    documents: Table[Document]
    grants: Table[Grant]
    papers: Table[Paper]
    notes: Table[Note]
    segments: Table[Segment]
    cards: Table[Card]
    identities: Table[SealedIdentity]
    consents: Table[Consent]
    statistics: Table[StatisticsRecord]
    statistics_segments: Table[StatisticsSegment]
    drafts: Table[Draft]
    draft_documents: Table[DraftDocument]
    mailboxes: Table[Mailbox]
    mailbox_sessions: Table[MailboxSession]
    records: Table[RecordEntry]
    plans: Table[Plan]
    cohorts: Table[Cohort]
    charges: Table[Charge]
    releases: Table[Release]
    blobs: Table[Blob]

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def drafts_bytes(self) -> int:
        """Return the size of all files of drafts together."""

    def newest_numbers(self, case_ids: Sequence[str]) -> dict[str, int]:
        """Return the number of each case's newest piece, without reading a piece."""

    def statistics_of(self, case_ids: Sequence[str], holders: Collection[str], said_to: str) -> list[Coded]:
        """Return what there is to count of these cases, but for those that are withdrawn or that nobody coded.

        Grants are those of the holders, statements those that `said_to` has a copy of.
        """

    def commit(self) -> None:
        """Make the work durable. Raises `Conflict` when another transaction won."""


class Database(Protocol):
    """Where transactions come from."""

    def reading(self) -> UnitOfWork:
        """Open a read-only snapshot."""

    def writing(self) -> UnitOfWork:
        """Open a transaction that may write; durable once `commit()` returns."""

    def shred(self) -> None:
        """Make sure that deleted rows are gone from the database's own files and logs."""


class BlobWriter(Protocol):
    """A blob being written. Leaving the context without `commit()` removes it."""

    name: str

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def write(self, data: bytes) -> None:
        """Take the next bytes."""

    def commit(self) -> int:
        """Make the blob durable under its name and return its size in bytes."""


class BlobStore(Protocol):
    """Files of ciphertext under random names."""

    def create(self, name: str | None = None) -> BlobWriter:
        """Begin a blob under a random name, or under the one that a backup kept."""

    def read(self, name: str, offset: int, length: int) -> bytes:
        """Return up to `length` bytes. Raises `MissingBlob`."""

    def size(self, name: str) -> int:
        """Return the size in bytes. Raises `MissingBlob`."""

    def delete(self, name: str) -> None:
        """Remove; an absent blob is no error."""

    def names(self) -> Iterator[str]:
        """Go through the blobs that were committed."""

    def free(self) -> int | None:
        """Return how many bytes can still be written; None where there is no such limit."""

    def scatter(self, names: Sequence[str]) -> None:
        """Copy each blob in the given order, so that creation and change times say nothing."""

    def sweep(self) -> int:
        """Remove what writers that died left unfinished; return how many. Living writers are not disturbed."""


class LedgerCopies(Protocol):
    """Copies of what was drawn, outside the database: written once, never changed."""

    def put_new(self, name: str, data: bytes) -> bool:
        """Write a copy durably; False when there is one of this name."""

    def get(self, name: str) -> bytes | None:
        """Return a copy, None where there is none."""

    def names(self) -> Iterator[str]:
        """Go through the copies, in no particular order."""

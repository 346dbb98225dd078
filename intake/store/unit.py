"""One transaction over all tables."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, CursorResult, Executable, func, select

from intake.domain import entities
from intake.services.ports import Coded, Conflict, Table
from intake.store import coded, models
from intake.store.errors import conflicts
from intake.store.repository import Repository

E = TypeVar("E")


class SqlUnit:
    """A unit of work. Use it as a context manager, once; leaving without `commit()` rolls back.

    After a `Conflict` nothing more can be done in the same unit: PostgreSQL has ended the transaction, and SQLite
    is held to the same rule so that a mistake shows everywhere.
    """

    def __init__(self, begun: AbstractContextManager[Connection], *, writable: bool) -> None:
        """`begun` gives a connection within a transaction, and rolls back at its end what was not committed."""
        self._begun = begun
        self._writable = writable
        self._connection: Connection | None = None
        self._fill()

    def _fill(self) -> None:
        self.members = self._table(entities.Member, models.Member)
        self.statements = self._table(entities.Statement, models.Statement)
        self.role_keys = self._table(entities.RoleKey, models.RoleKey)
        self.sign_in_tries = self._table(entities.SignInTries, models.SignInTries)
        self.staff_sessions = self._table(entities.StaffSession, models.StaffSession)
        self.cases = self._table(entities.Case, models.Case)
        self.case_keys = self._table(entities.CaseKeys, models.CaseKeys)
        self.documents = self._table(entities.Document, models.Document)
        self.grants = self._table(entities.Grant, models.Grant)
        self.papers = self._table(entities.Paper, models.Paper)
        self.notes = self._table(entities.Note, models.Note)
        self.segments = self._table(entities.Segment, models.Segment)
        self.cards = self._table(entities.Card, models.Card)
        self.identities = self._table(entities.SealedIdentity, models.SealedIdentity)
        self.consents = self._table(entities.Consent, models.Consent)
        self.statistics = self._table(entities.StatisticsRecord, models.StatisticsRecord)
        self.statistics_segments = self._table(entities.StatisticsSegment, models.StatisticsSegment)
        self.drafts = self._table(entities.Draft, models.Draft)
        self.draft_documents = self._table(entities.DraftDocument, models.DraftDocument)
        self.mailboxes = self._table(entities.Mailbox, models.Mailbox)
        self.mailbox_sessions = self._table(entities.MailboxSession, models.MailboxSession)
        self.records = self._table(entities.RecordEntry, models.RecordEntry)
        self.plans = self._table(entities.Plan, models.Plan)
        self.cohorts = self._table(entities.Cohort, models.Cohort)
        self.charges = self._table(entities.Charge, models.Charge)
        self.releases = self._table(entities.Release, models.Release)
        self.blobs = self._table(entities.Blob, models.Blob)

    def _table(self, entity: type[E], model: type[models.Base]) -> Table[E]:
        table: Table[E] = Repository(entity, model, self._read, self._write)  # type: ignore[type-var]
        return table

    def __enter__(self) -> Self:
        """Begin. Raises `Conflict` when other writers kept the database busy for too long."""
        with conflicts():
            self._connection = self._begun.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the transaction: what was not committed never happened."""
        self._end()

    def drafts_bytes(self) -> int:
        """Return the size of all files of drafts together."""
        blob, piece = models.Blob, models.DraftDocument
        query = select(func.coalesce(func.sum(blob.size), 0)).join(piece, piece.blob_name == blob.name)
        return int(self._read(query).scalar_one())

    def newest_numbers(self, case_ids: Sequence[str]) -> dict[str, int]:
        """Return the number of each case's newest piece, from the index alone."""
        piece = models.Document
        query = select(piece.case_id, func.max(piece.number)).where(piece.box == entities.Box.CASE)
        found = self._read(query.where(piece.case_id.in_(case_ids)).group_by(piece.case_id))
        numbers: list[Any] = list(found)
        return dict(numbers)

    def statistics_of(self, case_ids: Sequence[str], holders: Collection[str], said_to: str) -> list[Coded]:
        """Return what there is to count of these cases, but for those that are withdrawn or that nobody coded."""
        wanted = {"cases": list(case_ids), "holders": list(holders), "said_to": said_to}
        return [Coded._make(row) for row in self._read(coded.query(), wanted).all()]

    def commit(self) -> None:
        """Make the work durable. Raises `Conflict` when another transaction won."""
        try:
            with conflicts():
                self._open().commit()
        finally:
            self._end()

    def _read(self, statement: Executable, parameters: Mapping[str, object] | None = None) -> CursorResult[Any]:
        try:
            with conflicts():
                return self._open().execute(statement, parameters)
        except Conflict:
            self._end()
            raise

    def _write(self, statement: Executable, parameters: Mapping[str, object] | None = None) -> CursorResult[Any]:
        if not self._writable:
            message = "This unit of work only reads: open it with writing()."
            raise TypeError(message)
        return self._read(statement, parameters)

    def _open(self) -> Connection:
        if self._connection is None:
            message = "This unit of work has ended: open another."
            raise RuntimeError(message)
        return self._connection

    def _end(self) -> None:
        """Give the connection back, once."""
        if self._connection is not None:
            self._connection = None
            self._begun.__exit__(None, None, None)

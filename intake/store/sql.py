"""What SQLite and PostgreSQL share as `ports.Database`.

Both databases keep the same rules. A reader sees one snapshot. Writers come one after another, so what a writer has
read cannot change before it commits, and independent writers never fail one another: SERIALIZABLE on PostgreSQL was
measured to refuse one in 25 of them at four threads, and each refusal would be a visitor's error page. So keep a
writing unit short: no key derivation, no file, no network inside.
"""

import os
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import URL, Connection, Engine

from intake.store import migrate
from intake.store.turns import Turns
from intake.store.unit import SqlUnit

WRITING = {"holas_writing": True}
SHRED_TRIES = 100
SHRED_PAUSE = 0.1
"""Seconds between tries."""
STILL_READ = "Somebody still reads an older state of the database, so deleted rows may remain in it. Try again."


@dataclass(frozen=True)
class Local:
    """What one process has of a database."""

    engine: Engine
    turns: Turns


class SqlDatabase(ABC):
    """Connections made at first use, once a process, and units of work over them."""

    SNAPSHOT: ClassVar[Mapping[str, object]] = {}
    """Execution options of a reading connection."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._lock = threading.Lock()
        self._locals: dict[int, Local] = {}

    def reading(self) -> SqlUnit:
        """Open a read-only snapshot."""
        return SqlUnit(self._begun(self.SNAPSHOT), writable=False)

    def writing(self) -> SqlUnit:
        """Open a transaction that may write; durable once `commit()` returns."""
        return SqlUnit(self._writing(), writable=True)

    @abstractmethod
    def shred(self) -> None:
        """Make sure that deleted rows are gone from the database's own files and logs.

        Raises `Conflict` when other transactions kept it from doing so; nothing is lost by trying again.
        """

    def upgrade(self) -> None:
        """Bring the schema to the newest revision; several processes may try at once."""
        with self.migrating() as connection:
            migrate.upgrade(connection)

    def revision(self) -> str | None:
        """Return the revision that the schema is at, None for an empty database."""
        with self.engine.connect() as connection:
            return migrate.revision(connection)

    @abstractmethod
    def migrating(self) -> AbstractContextManager[Connection]:
        """Open a transaction for a change of the schema, alone; it commits at the end unless an error leaves it."""

    def close(self) -> None:
        """Close this process's connections."""
        with self._lock:
            local = self._locals.pop(os.getpid(), None)
        if local is not None:
            local.engine.dispose()
            local.turns.close()

    @property
    def engine(self) -> Engine:
        """Return this process's engine."""
        return self._local().engine

    def _local(self) -> Local:
        """Return what this process has. A forked child makes its own and leaves its parent's connections alone."""
        with self._lock:
            pid = os.getpid()
            if pid not in self._locals:
                self._locals[pid] = self._open()
            return self._locals[pid]

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Take the turn before a connection: those who wait must not keep readers from one."""
        with self._local().turns.taken(), self._begun(WRITING) as connection:
            yield connection

    @contextmanager
    def _begun(self, options: Mapping[str, Any]) -> Iterator[Connection]:
        """Begin at once, and roll back at the end what was not committed.

        A commit that SQLite refuses (deferred foreign keys) leaves the transaction open there, and SQLAlchemy thinks
        it closed: hence the driver's own rollback, which does nothing where there is nothing to undo.
        """
        with self.engine.connect().execution_options(**options) as connection:
            connection.begin()
            try:
                yield connection
            finally:
                if not connection.invalidated:
                    connection.connection.rollback()

    @abstractmethod
    def _open(self) -> Local:
        """Make the engine. Its `begin` event takes the write lock when `is_writing` tells so."""


def is_writing(connection: Connection) -> bool:
    """Tell whether this connection was opened to write."""
    return WRITING.items() <= connection.get_execution_options().items()

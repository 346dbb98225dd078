"""The database: where transactions come from, on SQLite or PostgreSQL."""

import os
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, make_url
from typing_extensions import override

from intake.services.ports import Conflict
from intake.store import engines, migrate
from intake.store.unit import SqlUnit

SHRED_TRIES = 50
SHRED_PAUSE = 0.1


def open_database(url: str) -> "SqlDatabase":
    """Return the database at `sqlite:////path/to/file` or `postgresql+psycopg://...`. Connects at first use.

    Raises ValueError for any other kind of address.
    """
    parsed = make_url(url)
    if parsed.drivername in ("sqlite", "sqlite+pysqlite") and parsed.database not in (None, "", ":memory:"):
        return SqliteDatabase(parsed)
    if parsed.drivername == "postgresql+psycopg":
        return PostgresqlDatabase(parsed)
    message = "The database URL must be sqlite:////path/to/file or postgresql+psycopg://user@host/name."
    raise ValueError(message)


class SqlDatabase(ABC):
    """What both databases share: an engine made lazily and once a process, and units of work over it."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._lock = threading.Lock()
        self._engines: dict[int, Engine] = {}

    @property
    def engine(self) -> Engine:
        """Return this process's engine. A forked child makes its own and leaves its parent's connections alone."""
        with self._lock:
            pid = os.getpid()
            if pid not in self._engines:
                self._engines[pid] = self._create_engine()
            return self._engines[pid]

    def reading(self) -> SqlUnit:
        """Open a read-only snapshot."""
        return SqlUnit(self._connect_reading, writable=False)

    def writing(self) -> SqlUnit:
        """Open a transaction that may write; durable once `commit()` returns."""
        return SqlUnit(self._connect_writing, writable=True)

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

    def close(self) -> None:
        """Close this process's connections."""
        with self._lock:
            engine = self._engines.pop(os.getpid(), None)
        if engine is not None:
            engine.dispose()

    @abstractmethod
    def migrating(self) -> AbstractContextManager[Connection]:
        """Open a transaction for a change of the schema, alone."""

    @abstractmethod
    def _create_engine(self) -> Engine: ...

    @abstractmethod
    def _connect_reading(self) -> Connection: ...

    @abstractmethod
    def _connect_writing(self) -> Connection: ...


class SqliteDatabase(SqlDatabase):
    """One file in WAL mode: readers never wait, writers queue."""

    @override
    def shred(self) -> None:
        for _ in range(SHRED_TRIES):
            if self._truncate_log():
                return
            time.sleep(SHRED_PAUSE)
        message = "The database's log is still being read, so deleted rows may remain in it. Try again."
        raise Conflict(message)

    def _truncate_log(self) -> bool:
        """Move the write-ahead log into the file and cut it to nothing; False when a reader still needs it."""
        with self.engine.connect() as connection:
            busy, _, _ = _pragma(connection, "wal_checkpoint(TRUNCATE)")
            return not busy

    @override
    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """With foreign keys off: a table that is rebuilt is dropped, and its children must not go with it."""
        with self.engine.connect() as connection:
            _pragma(connection, "foreign_keys = OFF")
            try:
                with connection.execution_options(writing=True).begin():
                    yield connection
                    self._check_references(connection)
            finally:
                _pragma(connection, "foreign_keys = ON")

    @staticmethod
    def _check_references(connection: Connection) -> None:
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            message = f"The migration would leave {len(broken)} rows that refer to nothing; it was undone."
            raise RuntimeError(message)

    @override
    def _create_engine(self) -> Engine:
        return engines.sqlite_engine(self._url)

    @override
    def _connect_reading(self) -> Connection:
        return _begun(self.engine.connect())

    @override
    def _connect_writing(self) -> Connection:
        return _begun(self.engine.connect().execution_options(writing=True))


class PostgresqlDatabase(SqlDatabase):
    """A server, for more than one machine."""

    @override
    def shred(self) -> None:
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM grants")

    @override
    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        with self.engine.connect() as connection, connection.begin():
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
            yield connection

    @override
    def _create_engine(self) -> Engine:
        return engines.postgresql_engine(self._url)

    @override
    def _connect_reading(self) -> Connection:
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        return _begun(self.engine.connect().execution_options(**options))

    @override
    def _connect_writing(self) -> Connection:
        return _begun(self.engine.connect().execution_options(isolation_level="SERIALIZABLE"))


MIGRATION_LOCK = 0x686F6C6173
"""Any number that no other program uses in the same database: "holas"."""


def _pragma(connection: Connection, pragma: str) -> Any:  # noqa: ANN401 - the row that SQLite answers, if any
    """Run a pragma outside any transaction, which is where these two have an effect."""
    return connection.connection.cursor().execute(f"PRAGMA {pragma}").fetchone()


def _begun(connection: Connection) -> Connection:
    """Begin at once, so that a writer holds its lock before it reads."""
    try:
        connection.begin()
    except BaseException:
        connection.close()
        raise
    return connection

"""SQLite: one file in WAL mode, for one machine. Readers never wait."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, QueuePool, create_engine, event
from typing_extensions import override

from intake.services.ports import Conflict
from intake.store import files
from intake.store.sql import SHRED_PAUSE, SHRED_TRIES, STILL_READ, WRITING, Local, SqlDatabase, is_writing
from intake.store.turns import Turns

PATIENCE = 20
"""Seconds that a writer waits for the others before it gives up with `Conflict`."""

# FULL: a commit that returned survives a power cut. secure_delete: freed bytes are overwritten with zeros.
# temp_store: no sort or index ever spills to a file in the system's temp folder.
PRAGMAS = {
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "foreign_keys": "ON",
    "secure_delete": "ON",
    "temp_store": "MEMORY",
    "trusted_schema": "OFF",
    "busy_timeout": str(PATIENCE * 1000),
}
SHRED_WAIT = 200
"""Milliseconds a try to shred, which holds up writers."""


class SqliteDatabase(SqlDatabase):
    """A file of mode 0600 in a folder of mode 0700, both made when absent."""

    @override
    def shred(self) -> None:
        """Move the write-ahead log into the file and cut it to nothing: deleted rows were seen to stay in it."""
        for _ in range(SHRED_TRIES):
            if self._truncate_log():
                return
            time.sleep(SHRED_PAUSE)
        raise Conflict(STILL_READ)

    def _truncate_log(self) -> bool:
        """Tell whether it worked: a reader may still need the log. Writers are held up meanwhile, so not for long."""
        with self._local().turns.taken(), self.engine.connect() as connection:
            _pragma(connection, f"busy_timeout = {SHRED_WAIT}")
            try:
                busy, _, _ = _pragma(connection, "wal_checkpoint(TRUNCATE)")
            finally:
                _pragma(connection, f"busy_timeout = {PRAGMAS['busy_timeout']}")
            return not busy

    @override
    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """Open it with foreign keys off: a table that is rebuilt is dropped, and its children must not go with it."""
        with self._local().turns.taken(), self.engine.connect() as connection:
            _pragma(connection, "foreign_keys = OFF")
            try:
                with connection.execution_options(**WRITING).begin():
                    yield connection
                    _check_references(connection)
            finally:
                _pragma(connection, "foreign_keys = ON")

    @override
    def _open(self) -> Local:
        path = Path(str(self._url.database))
        files.make_private_folders([path.parent])
        files.make_private_file(path)
        # One writer, many readers of some milliseconds each: who finds no connection waits for one.
        engine = create_engine(self._url, poolclass=QueuePool, pool_size=8, max_overflow=24, pool_timeout=PATIENCE)
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        return Local(engine, Turns(PATIENCE, path.with_name(f"{path.name}-turn")))


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    """Set the pragmas, and keep the driver from beginning transactions by itself: `_begin` says which kind."""
    connection.isolation_level = None
    for name, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {value}")


def _begin(connection: Connection) -> None:
    """Take the write lock at once for a writer: other programs may write too (a backup, a shell)."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing(connection) else "BEGIN")


def _pragma(connection: Connection, pragma: str) -> Any:  # noqa: ANN401 - the row that SQLite answers, if any
    """Run a pragma outside any transaction, which is where these have an effect."""
    return connection.connection.cursor().execute(f"PRAGMA {pragma}").fetchone()


def _check_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        message = f"The migration would leave {len(broken)} rows that refer to nothing; it was undone."
        raise RuntimeError(message)

"""Connections as each database wants them: durable commits, erased rows, one writer at a time."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event

from intake.store import files

WAIT = 20
"""Seconds that a writer waits for others before it gives up with `Conflict`."""

# FULL: a commit that returned survives a power cut. secure_delete: freed bytes are overwritten with zeros.
# temp_store: no sort or index ever spills to a file in the system's temp folder.
PRAGMAS = {
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "foreign_keys": "ON",
    "secure_delete": "ON",
    "temp_store": "MEMORY",
    "trusted_schema": "OFF",
    "busy_timeout": str(WAIT * 1000),
}


def sqlite_engine(url: URL) -> Engine:
    """Open a SQLite file, made with mode 0600 in a folder of mode 0700 when it is absent."""
    path = Path(str(url.database))
    files.make_private_folders([path.parent])
    files.make_private_file(path)
    # 128 threads share few connections: a transaction lasts milliseconds, and whoever waits, waits at the pool.
    engine = create_engine(url, poolclass=QueuePool, pool_size=8, max_overflow=24, pool_timeout=WAIT)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def postgresql_engine(url: URL) -> Engine:
    """Open a PostgreSQL database; at most 15 connections a process (the server allows 100 unless told)."""
    settings = f"-c lock_timeout={WAIT}s -c idle_in_transaction_session_timeout=60s"
    engine = create_engine(
        url,
        pool_size=5,
        max_overflow=10,
        pool_timeout=WAIT,
        pool_pre_ping=True,
        connect_args={"options": settings},
    )
    event.listen(engine, "connect", _prepare_postgresql)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # No implicit BEGIN by the driver: `_begin_sqlite` says which kind is wanted.
    connection.isolation_level = None
    for name, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {value}")


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once for a writer, so that what it read cannot change before it writes."""
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _prepare_postgresql(connection: Any, _record: object) -> None:  # noqa: ANN401 - psycopg's, behind SQLAlchemy
    """Refuse to acknowledge what the server has not yet written to disk."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
        )
    connection.commit()

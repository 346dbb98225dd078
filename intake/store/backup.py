"""Copies of a database and of blobs, taken while the servers run, and brought back into empty places.

All of it is ciphertext, apart from the columns that SECURITY.md lists as clear. The rows of sessions, which are halves
of keys, are left out: nobody goes on with a session after a restore.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Collection, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, make_url

from intake.services.ports import BlobStore, MissingBlob
from intake.store import files
from intake.store.database import SqlDatabase
from intake.store.postgresql import PostgresqlDatabase

SQLITE_FILE = "holas.sqlite"
POSTGRESQL_FILE = "holas.dump"
SESSIONS = ("staff_sessions", "mailbox_sessions")
CHUNK = 1 << 20

NAMED = """
    SELECT blob_name FROM documents WHERE blob_name IS NOT NULL UNION SELECT blob_name FROM draft_documents
"""
OUTER_KEYS = "SELECT DISTINCT outer_key FROM grants"


class NoBackup(Exception):
    """A copy cannot be made or brought back. The text is one sentence for whoever asked."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a database copy names: its blobs, and the outer keys that its grants need."""

    blobs: frozenset[str]
    outer_keys: frozenset[str]


def save(database: SqlDatabase, folder: Path) -> Saved:
    """Copy the database into `folder` as it stands at one moment; a copy that is there is replaced."""
    if isinstance(database, PostgresqlDatabase):
        return _dump(database, folder / POSTGRESQL_FILE)
    return _save_file(database, folder / SQLITE_FILE)


def load(url: str, folder: Path) -> None:
    """Bring the copy in `folder` into the empty database at `url`. Raises `NoBackup`."""
    parsed = make_url(url)
    if parsed.drivername.startswith("sqlite"):
        _load_file(folder / SQLITE_FILE, Path(str(parsed.database)))
    else:
        _need(folder / POSTGRESQL_FILE, "PostgreSQL")
        options = ["--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={parsed.database}"]
        _run("pg_restore", parsed, [*options, str(folder / POSTGRESQL_FILE)])


def copy_missing(names: Collection[str], source: BlobStore, target: BlobStore, tick: Callable[[int], None]) -> set[str]:
    """Copy the blobs that `target` lacks; return the names of those that `source` lacks too.

    `tick` hears how many of the names are done.
    """
    there, missing = set(target.names()), set()
    for done, name in enumerate(names, start=1):
        if name not in there and not _copy(name, source, target):
            missing.add(name)
        tick(done)
    return missing


def _copy(name: str, source: BlobStore, target: BlobStore) -> bool:
    try:
        size = source.size(name)
        with target.create(name) as writer:
            for offset in range(0, size, CHUNK):
                writer.write(source.read(name, offset, CHUNK))
            writer.commit()
    except MissingBlob:
        return False
    return True


def _save_file(database: SqlDatabase, path: Path) -> Saved:
    path.unlink(missing_ok=True)
    files.make_private_file(path)
    with closing(sqlite3.connect(path)) as copy:
        with database.engine.connect() as connection:
            # In one step: in WAL mode writers go on meanwhile, and a copy in many steps would begin anew at each write.
            connection.connection.driver_connection.backup(copy)  # type: ignore[union-attr] # sqlite3's, behind SQLAlchemy
        _settle(copy)
        return Saved(*(frozenset(row[0] for row in copy.execute(query)) for query in (NAMED, OUTER_KEYS)))


def _settle(copy: sqlite3.Connection) -> None:
    """Make the copy one file without a log, and without sessions."""
    copy.execute("PRAGMA journal_mode = DELETE")
    copy.execute("PRAGMA secure_delete = ON")
    for table in SESSIONS:
        copy.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
    copy.commit()


def _load_file(path: Path, target: Path) -> None:
    _need(path, "SQLite")
    if target.exists() and target.stat().st_size:
        message = "The database is not empty: name another, or none."
        raise NoBackup(message)
    files.make_private_folders([target.parent])
    files.make_private_file(target)
    shutil.copyfile(path, target)
    with files.opened(target) as descriptor:
        os.fsync(descriptor)


def _dump(database: SqlDatabase, path: Path) -> Saved:
    """Dump what the names are read from: one exported snapshot serves both."""
    path.unlink(missing_ok=True)
    files.make_private_file(path)
    with database.engine.connect().execution_options(**database.SNAPSHOT) as connection, connection.begin():
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
        snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        saved = Saved(_column(connection, NAMED), _column(connection, OUTER_KEYS))
        left_out = [f"--exclude-table-data={table}" for table in SESSIONS]
        _run("pg_dump", database.engine.url, ["--format=custom", f"--snapshot={snapshot}", *left_out, f"--file={path}"])
        _run("pg_restore", database.engine.url, ["--list", str(path)])
    return saved


def _column(connection: Connection, query: str) -> frozenset[str]:
    return frozenset(row[0] for row in connection.exec_driver_sql(query))


def _need(path: Path, kind: str) -> None:
    if not path.is_file():
        message = f"This backup is not one of a {kind} database: name a database of the same kind as it had."
        raise NoBackup(message)


def _run(program: str, url: URL, options: Sequence[str]) -> None:
    """Run one of PostgreSQL's programs. The address goes through the environment: arguments show in every `ps`."""
    where = shutil.which(program)
    if where is None:
        message = f"{program} is not installed: it comes with PostgreSQL's client programs."
        raise NoBackup(message)
    done = subprocess.run(  # noqa: S603 - found on the path, given our own arguments
        [where, *options], env={**os.environ, **_address(url)}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        message = f"{program} failed: {(done.stderr.strip().splitlines() or ['it gave no reason'])[-1]}"
        raise NoBackup(message)


def _address(url: URL) -> dict[str, str]:
    """Return libpq's environment variables for an address (PostgreSQL manual, 34.15)."""
    given = {
        "PGHOST": url.host or url.query.get("host"),
        "PGPORT": url.port,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "PGSSLMODE": url.query.get("sslmode"),
    }
    return {name: str(value) for name, value in given.items() if value}

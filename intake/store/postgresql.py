"""PostgreSQL, for more than one machine."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

from sqlalchemy import Connection, create_engine, event
from typing_extensions import override

from intake.services.ports import Conflict
from intake.store.errors import conflicts
from intake.store.sql import SHRED_PAUSE, SHRED_TRIES, STILL_READ, Local, SqlDatabase, is_writing
from intake.store.turns import Turns

PATIENCE = 20
"""Seconds that a writer waits for the others before it gives up with `Conflict`."""

WRITERS = 0x686F6C6173
"""The advisory lock of whoever writes: any number that nothing else locks in the same database ("holas")."""

OLDER_SNAPSHOTS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND age(backend_xmin) > age(%s::xid)
"""

SETTINGS = f"-c lock_timeout={PATIENCE}s -c idle_in_transaction_session_timeout=60s"

ALWAYS_DURABLE = """
    SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'
"""


class PostgresqlDatabase(SqlDatabase):
    """A database of a server, with at most 15 connections a process (a server takes 100 unless told)."""

    SNAPSHOT: ClassVar[Mapping[str, object]] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}

    @override
    def shred(self) -> None:
        """Rewrite what lies under the outer key: a plain VACUUM was seen to leave the bytes of deleted rows.

        The server's write-ahead log and its backups keep them for as long as they are kept; there the outer key,
        which is replaced daily and lies elsewhere, does the work.
        """
        with conflicts(), self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            _wait_for_older_snapshots(connection)
            connection.exec_driver_sql("VACUUM FULL grants, papers, segments")

    @override
    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        with self._writing() as connection:
            yield connection
            connection.commit()

    @override
    def _open(self) -> Local:
        engine = create_engine(
            self._url,
            pool_size=5,
            max_overflow=10,
            pool_timeout=PATIENCE,
            pool_pre_ping=True,
            isolation_level="READ COMMITTED",
            connect_args={"options": SETTINGS},
        )
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        return Local(engine, Turns(PATIENCE))


def _wait_for_older_snapshots(connection: Connection) -> None:
    """Wait until nobody can see rows deleted before now: VACUUM keeps what a snapshot may still need."""
    now = connection.exec_driver_sql("SELECT pg_current_xact_id()::xid::text").scalar_one()
    for _ in range(SHRED_TRIES):
        if not connection.exec_driver_sql(OLDER_SNAPSHOTS, (now,)).scalar_one():
            return
        time.sleep(SHRED_PAUSE)
    raise Conflict(STILL_READ)


def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - psycopg's, behind SQLAlchemy
    """Keep the server from acknowledging what is not on its disk yet."""
    connection.execute(ALWAYS_DURABLE)
    connection.commit()


def _begin(connection: Connection) -> None:
    """Wait for the writers' lock.

    Writers run under READ COMMITTED: each statement sees what the last writer committed. Under
    a stricter level the snapshot would be taken before the wait for the lock, and be stale after it.
    """
    if is_writing(connection):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS})")

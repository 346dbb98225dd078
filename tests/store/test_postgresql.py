"""What only PostgreSQL has: a server that must not acknowledge too early, and pages that VACUUM leaves as they are."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from intake.services.ports import Conflict
from intake.store.database import SqlDatabase, open_database
from intake.store.unit import SqlUnit
from tests.plugins.postgres import Cluster
from tests.store.samples import case, grant
from tests.store.test_tables import put

MARKER = b"the sealed grant of an invented case " * 30


def run(database: SqlDatabase, statement: str) -> Any:
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        result = connection.execute(text(statement))
        return result.scalar() if result.returns_rows else None


def told(unit: SqlUnit, statement: str) -> Any:
    """Ask within the unit's own transaction."""
    result = unit._open().execute(text(statement))
    return result.scalar() if result.returns_rows else None


def table_file(database: SqlDatabase, data: Path) -> bytes:
    run(database, "CHECKPOINT")
    return Path(data, run(database, "SELECT pg_relation_filepath('grants')")).read_bytes()


def put_and_delete(database: SqlDatabase) -> None:
    """Delete one grant behind another that stays in the same page."""
    owner = case()
    for row in (case(), owner):
        put(database, {"cases": row, "grants": grant(row, sealed=MARKER if row is owner else b"kept")})
    with database.writing() as unit:
        unit.cases.delete(id=owner.id)
        unit.commit()


@pytest.fixture
def data(postgres_cluster: Cluster) -> Path:
    return postgres_cluster.folder / "data"


def test_a_deleted_grant_is_gone_from_the_table(postgresql: SqlDatabase, data: Path) -> None:
    put_and_delete(postgresql)
    assert MARKER in table_file(postgresql, data)
    run(postgresql, "VACUUM grants")
    left_by_vacuum = MARKER in table_file(postgresql, data)
    postgresql.shred()
    assert MARKER not in table_file(postgresql, data)
    assert left_by_vacuum, "a plain VACUUM would do: see PostgresqlDatabase.shred"


def test_shredding_waits_for_snapshots_that_need_the_row(
    postgresql: SqlDatabase, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.store.postgresql.SHRED_TRIES", 2)
    with postgresql.reading() as reader:
        reader.members.count()
        put_and_delete(postgresql)
        with pytest.raises(Conflict, match="Try again"):
            postgresql.shred()
        assert MARKER in table_file(postgresql, data)
    postgresql.shred()
    assert MARKER not in table_file(postgresql, data)


def test_a_commit_waits_for_the_disk_even_where_the_database_says_not_to(postgres_url: str) -> None:
    database = open_database(postgres_url)
    name = database.engine.url.database
    run(database, f"ALTER DATABASE {name} SET synchronous_commit = off")
    database.close()
    with database.engine.connect() as plain:
        assert plain.execute(text("SHOW synchronous_commit")).scalar() == "on"
    database.close()


def test_waiting_for_a_lock_ends_as_a_conflict(postgresql: SqlDatabase) -> None:
    with postgresql.engine.connect() as outsider:
        outsider.execute(text("LOCK TABLE members IN ACCESS EXCLUSIVE MODE"))
        with postgresql.writing() as unit:
            told(unit, "SET LOCAL lock_timeout = '50ms'")
            with pytest.raises(Conflict):
                unit.members.count()


def test_settings_of_a_connection(postgresql: SqlDatabase) -> None:
    assert run(postgresql, "SHOW lock_timeout") == "20s"
    assert run(postgresql, "SHOW idle_in_transaction_session_timeout") == "1min"


def test_a_reader_is_read_only_for_the_server_too(postgresql: SqlDatabase) -> None:
    with postgresql.reading() as unit:
        assert told(unit, "SHOW transaction_read_only") == "on"
        assert told(unit, "SHOW transaction_isolation") == "repeatable read"
    with postgresql.writing() as unit:
        assert told(unit, "SHOW transaction_read_only") == "off"

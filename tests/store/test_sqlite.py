"""What only SQLite has: a file, its log, and pragmas that decide what survives and what is erased."""

import stat
from pathlib import Path

import pytest

from intake.services.ports import Conflict
from intake.store.database import SqlDatabase, open_database
from tests.store.samples import case, grant
from tests.store.test_tables import put

MUCH = """
    CREATE TEMP TABLE much AS
    WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < 40000)
    SELECT hex(randomblob(200)) FROM numbers
"""
MARKER = b"the sealed grant of an invented case " * 30


def folder(database: SqlDatabase) -> Path:
    return Path(str(database.engine.url.database)).parent


def files_with_marker(database: SqlDatabase) -> set[str]:
    home = folder(database)
    name = Path(str(database.engine.url.database)).name
    return {path.name.removeprefix(name) for path in home.iterdir() if MARKER in path.read_bytes()}


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("temp_store", 2),
        ("trusted_schema", 0),
        ("busy_timeout", 20_000),
    ],
)
def test_every_connection_has_the_safe_pragmas(sqlite: SqlDatabase, pragma: str, value: object) -> None:
    sqlite.shred()  # which changes one of them for a moment
    connections = [sqlite.engine.connect() for _ in range(3)]
    for connection in connections:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
        connection.close()


def test_files_are_for_the_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "holas.sqlite"
    database = open_database(f"sqlite:///{path}")
    database.upgrade()
    with database.writing() as unit:
        unit.cases.add(case())
        unit.commit()
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    names = ["holas.sqlite", "holas.sqlite-shm", "holas.sqlite-turn", "holas.sqlite-wal"]
    assert modes == dict.fromkeys(names, 0o600)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    database.close()


def test_a_deleted_grant_is_gone_from_every_file(sqlite: SqlDatabase) -> None:
    owner = case()
    put(sqlite, {"cases": owner, "grants": grant(owner, sealed=MARKER)})
    with sqlite.writing() as unit:
        unit.grants.delete(case_id=owner.id)
        unit.commit()
    assert files_with_marker(sqlite) == {"-wal"}, "the log keeps what was deleted: what shred() is for"
    sqlite.shred()
    assert files_with_marker(sqlite) == set()


def test_a_grant_deleted_from_the_main_file_is_overwritten_there(sqlite: SqlDatabase) -> None:
    owner = case()
    put(sqlite, {"cases": owner, "grants": grant(owner, sealed=MARKER)})
    sqlite.shred()
    assert files_with_marker(sqlite) == {""}
    with sqlite.writing() as unit:
        unit.cases.delete(id=owner.id)
        unit.commit()
    sqlite.shred()
    assert files_with_marker(sqlite) == set()


def test_shredding_says_when_a_reader_kept_it_from_it(sqlite: SqlDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intake.store.sqlite.SHRED_TRIES", 2)
    owner = case()
    put(sqlite, {"cases": owner, "grants": grant(owner, sealed=MARKER)})
    with sqlite.reading() as reader:
        assert reader.grants.count() == 1
        with sqlite.writing() as unit:
            unit.cases.delete(id=owner.id)
            unit.commit()
        with pytest.raises(Conflict, match="Try again"):
            sqlite.shred()
        assert files_with_marker(sqlite)
    sqlite.shred()
    assert files_with_marker(sqlite) == set()


@pytest.mark.parametrize(("store", "spills"), [("MEMORY", False), ("FILE", True)])
def test_temporary_rows_never_reach_a_file(sqlite: SqlDatabase, store: str, *, spills: bool) -> None:
    """The second case shows that the first could fail."""
    with sqlite.engine.connect() as connection:
        if spills:
            connection.connection.cursor().execute(f"PRAGMA temp_store = {store}")
        connection.exec_driver_sql(MUCH)
        targets = [str(path.readlink()) for path in Path("/proc/self/fd").iterdir() if path.is_symlink()]
    assert any("etilqs" in target for target in targets) == spills
    sqlite.close()

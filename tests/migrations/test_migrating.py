"""How a migration runs: alone, all or nothing, and without losing rows where SQLite rebuilds a table."""

import shutil
import textwrap
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import Script

from intake.resources import migrations_folder
from intake.store import migrate
from intake.store.database import SqlDatabase, open_database
from tests.migrations.rows import CASE
from tests.migrations.test_revisions import REVISIONS, counted, expected, go, insert

LAST = REVISIONS[-1]
Write = Callable[[str], None]


@pytest.fixture
def full(empty: SqlDatabase) -> SqlDatabase:
    """At the newest revision, with a row in each table."""
    empty.upgrade()
    insert(empty, LAST)
    return empty


@pytest.fixture
def next_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Add a revision of the test's own after the newest."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrations_folder(), folder)
    monkeypatch.setattr("intake.store.migrate.migrations_folder", lambda: folder)

    def write(upgrade: str) -> None:
        body = textwrap.indent(textwrap.dedent(upgrade).strip(), "    ")
        head = f"revision = '9999'\ndown_revision = {LAST!r}\nbranch_labels = None\ndepends_on = None\n"
        code = f"import sqlalchemy as sa\nfrom alembic import op\n{head}\ndef upgrade():\n{body}\n"
        (folder / "versions" / "9999_of_a_test.py").write_text(code)

    return write


def test_a_revision_that_fails_leaves_nothing_behind(full: SqlDatabase, next_revision: Write) -> None:
    next_revision("""
        op.create_table("half", sa.Column("id", sa.Integer(), primary_key=True))
        op.execute("DELETE FROM grants")
        raise ZeroDivisionError
    """)
    with pytest.raises(ZeroDivisionError):
        full.upgrade()
    assert full.revision() == LAST
    assert "half" not in sa.inspect(full.engine).get_table_names()
    assert counted(full) == expected(LAST)
    with full.writing() as unit:
        assert unit.cases.change(CASE, state="open")


def test_a_table_is_rebuilt_without_its_children(full: SqlDatabase, next_revision: Write) -> None:
    next_revision("""
        rebuild = "always" if op.get_bind().dialect.name == "sqlite" else "auto"
        with op.batch_alter_table("cases", recreate=rebuild) as table:
            table.add_column(sa.Column("region", sa.String(8), nullable=True))
    """)
    full.upgrade()
    assert full.revision() == "9999"
    assert counted(full) == expected(LAST)
    assert "region" in {column["name"] for column in sa.inspect(full.engine).get_columns("cases")}


def test_foreign_keys_hold_again_after_a_migration(full: SqlDatabase) -> None:
    with full.writing() as unit:
        unit.cases.delete(id=CASE)
        unit.commit()
    assert {"documents", "grants", "cards", "mailboxes"}.isdisjoint(counted(full))


def test_a_revision_that_orphans_rows_is_undone(full: SqlDatabase, next_revision: Write) -> None:
    """SQLite does not look while a migration runs, so it is asked at the end; PostgreSQL takes the rows along."""
    next_revision("op.execute('DELETE FROM cases')")
    if full.engine.dialect.name == "sqlite":
        with pytest.raises(RuntimeError, match="refer to nothing"):
            full.upgrade()
        assert full.revision() == LAST
        assert counted(full) == expected(LAST)
    else:
        full.upgrade()
        assert "documents" not in counted(full)


def test_several_processes_may_upgrade_at_once(empty: SqlDatabase) -> None:
    url = empty._url.render_as_string(hide_password=False)
    databases = [open_database(url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda database: database.upgrade(), databases))
    assert {database.revision() for database in databases} == {LAST}
    for database in databases:
        database.close()


def test_a_path_with_a_percent_sign_is_a_path(
    empty: SqlDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "50%s of it"
    shutil.copytree(migrations_folder(), folder)
    monkeypatch.setattr("intake.store.migrate.migrations_folder", lambda: folder)
    go(empty, LAST)
    assert empty.revision() == LAST


def test_a_new_revision_is_written_from_the_models(empty: SqlDatabase, next_revision: Write) -> None:
    """What a developer does after changing a model; own column types are written as what they are in SQL."""
    next_revision("op.drop_table('sign_in_tries')")
    empty.upgrade()
    with empty.migrating() as connection:
        script = command.revision(migrate.configuration(connection), "Bring it back", autogenerate=True, rev_id="99990")
    assert isinstance(script, Script)
    code = Path(script.path).read_text()
    assert "op.create_table" in code
    assert "sa.Column('blocked_until', sa.BigInteger(), nullable=False)" in code
    assert "intake" not in code
    empty.upgrade()
    assert empty.revision() == "99990"

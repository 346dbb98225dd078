"""Every revision up, down and with data, on both databases; the newest equals the models."""

from collections import Counter
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from intake.store import migrate
from intake.store.database import SqlDatabase
from intake.store.models import Base
from tests.migrations.rows import ROWS

REVISIONS = [
    script.revision for script in reversed(list(ScriptDirectory.from_config(migrate.configuration()).walk_revisions()))
]


def go(database: SqlDatabase, revision: str) -> None:
    """Go up or down to a revision."""
    with database.migrating() as connection:
        if revision == "base" or revision < (migrate.revision(connection) or ""):
            migrate.downgrade(connection, revision)
        else:
            migrate.upgrade(connection, revision)


def insert(database: SqlDatabase, revision: str) -> None:
    with database.engine.connect() as connection:
        for label, row in ROWS[revision].items():
            table = sa.Table(label.partition("#")[0], sa.MetaData(), autoload_with=connection)
            connection.execute(table.insert().values({name: plain(value) for name, value in row.items()}))
        connection.commit()


def plain(value: Any) -> Any:
    """Days are written as text in `rows`; the reflected DATE column wants a date."""
    return sa.func.date(value) if isinstance(value, str) and value.count("-") == 2 else value


def counted(database: SqlDatabase) -> dict[str, int]:
    with database.engine.connect() as connection:
        names = sa.inspect(connection).get_table_names()
        counts = {name: connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) for name in names}
    return {name: count for name, count in counts.items() if count and name != "alembic_version"}


def expected(revision: str) -> dict[str, int]:
    return dict(Counter(label.partition("#")[0] for label in ROWS[revision]))


def test_revisions_are_numbered_in_one_line() -> None:
    assert [f"{number:04}" for number in range(1, len(REVISIONS) + 1)] == REVISIONS
    assert migrate.head() == REVISIONS[-1]


def test_every_revision_has_rows_for_every_table_of_the_newest() -> None:
    assert list(ROWS) == REVISIONS
    assert set(expected(REVISIONS[-1])) == set(Base.metadata.tables)


def test_the_newest_revision_is_what_upgrade_brings(empty: SqlDatabase) -> None:
    assert empty.revision() is None
    empty.upgrade()
    assert empty.revision() == REVISIONS[-1]
    empty.upgrade()
    assert empty.revision() == REVISIONS[-1]


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_revision_goes_up_down_and_up_again(empty: SqlDatabase, revision: str) -> None:
    go(empty, revision)
    before = described(empty)
    go(empty, "base")
    assert set(described(empty)) <= {"alembic_version"}
    go(empty, revision)
    assert described(empty) == before


@pytest.mark.parametrize("revision", REVISIONS)
def test_rows_of_a_revision_survive_the_way_up_and_back(empty: SqlDatabase, revision: str) -> None:
    go(empty, revision)
    insert(empty, revision)
    assert counted(empty) == expected(revision)
    go(empty, REVISIONS[-1])
    assert expected(revision).items() <= counted(empty).items()
    go(empty, revision)
    assert counted(empty) == expected(revision)
    go(empty, "base")
    assert counted(empty) == {}


def described(database: SqlDatabase) -> dict[str, Any]:
    """All that the database says of its tables, in an order of our own."""
    inspector = sa.inspect(database.engine)
    return {name: table_of(inspector, name) for name in inspector.get_table_names()}


def table_of(inspector: sa.Inspector, name: str) -> dict[str, Any]:
    return {
        "columns": {
            column["name"]: (str(column["type"]), column["nullable"], column.get("default"))
            for column in inspector.get_columns(name)
        },
        "key": inspector.get_pk_constraint(name),
        "checks": named(inspector.get_check_constraints(name)),
        "unique": named(inspector.get_unique_constraints(name)),
        "foreign": named(inspector.get_foreign_keys(name)),
        "indexes": named(inspector.get_indexes(name)),
    }


def named(things: list[Any]) -> dict[str, Any]:
    return {thing["name"]: thing for thing in things}


def test_the_newest_revision_equals_the_models(empty: SqlDatabase) -> None:
    """Alembic's own comparison knows no CHECK and no rule of a foreign key: so all that the database tells."""
    empty.upgrade()
    with empty.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    migrated = described(empty)
    migrated.pop("alembic_version")
    go(empty, "base")
    Base.metadata.create_all(empty.engine)
    created = described(empty)
    created.pop("alembic_version")
    assert migrated == created
    assert len(migrated) == len(Base.metadata.tables)
    assert migrated["documents"]["checks"]["ck_documents_body_xor_blob"]
    assert migrated["documents"]["foreign"]["fk_documents_case_id_cases"]["options"] == {
        "ondelete": "CASCADE",
        "deferrable": True,
        "initially": "DEFERRED",
    }

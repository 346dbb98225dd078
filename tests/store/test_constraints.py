"""What the databases refuse whoever writes: a use case with a mistake, a shell, a later version."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from intake.services.ports import Conflict
from intake.store.database import SqlDatabase
from tests.store import samples
from tests.store.samples import DAY, MOMENT, QUARTER, SAMPLES
from tests.store.test_tables import put, put_all, stored


def refuse(database: SqlDatabase, table: str, row: Any) -> None:
    with database.writing() as unit, pytest.raises(IntegrityError):
        getattr(unit, table).add(row)


@pytest.mark.parametrize(("body", "blob_name"), [(None, None), (b"body", "0" * 32)], ids=["neither", "both"])
def test_a_document_lies_in_its_row_or_in_a_file(
    database: SqlDatabase, body: bytes | None, blob_name: str | None
) -> None:
    owner = samples.case()
    put(database, {"cases": owner, "blobs": samples.blob(name="0" * 32)})
    refuse(database, "documents", samples.document(owner, body=body, blob_name=blob_name))


def test_a_document_may_be_empty(database: SqlDatabase) -> None:
    owner = samples.case()
    put(database, {"cases": owner, "documents": samples.document(owner, body=b"")})
    assert stored(database, "documents")[0].body == b""


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("members", samples.member(id="1")),
        ("members", samples.member(id="1" * 65)),
        ("cases", samples.case(id="1" * 31)),
        ("cases", samples.case(id="1" * 33)),
        ("drafts", samples.draft(id="1")),
        ("blobs", samples.blob(name="1" * 31)),
        ("blobs", samples.blob(size=-1)),
        ("drafts", samples.draft(expires_at=QUARTER + timedelta(microseconds=1))),
        ("drafts", samples.draft(expires_at=MOMENT)),
    ],
)
def test_ids_are_random_sizes_real_and_sources_deadlines_whole_quarters(
    database: SqlDatabase, table: str, row: Any
) -> None:
    refuse(database, table, row)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE cases SET id = '1'",
        "UPDATE cases SET urgent = NULL",
        "UPDATE documents SET box = 'attic'",
        "UPDATE documents SET number = -1",
        "UPDATE documents SET body = NULL",
        "UPDATE grants SET kind = 'all'",
        "UPDATE drafts SET phase = 'lost'",
        "UPDATE drafts SET expires_at = expires_at + 1",
        "UPDATE mailboxes SET lookup_id = '1'",
        "UPDATE mailbox_sessions SET expires_at = expires_at + 1",
        "UPDATE staff_sessions SET id = '1'",
        "UPDATE sign_in_tries SET failures = 0",
        "UPDATE statistics SET revision = -1",
        "UPDATE releases SET id = '1'",
        "UPDATE plans SET id = '1'",
        "UPDATE cohorts SET id = '1'",
        "UPDATE charges SET number = -1",
    ],
)
def test_sql_by_hand_is_refused_too(database: SqlDatabase, change: str) -> None:
    table = change.split()[1]
    sample = SAMPLES[table]()
    put(database, {**sample.needs, table: sample.row})
    with database.engine.connect() as connection, pytest.raises(IntegrityError):
        connection.execute(text(change))
    assert stored(database, table) == [sample.row]


@pytest.mark.parametrize("change", ["cases SET day", "cases SET destroy_on", "blobs SET day", "releases SET day"])
def test_a_day_has_no_hour(database: SqlDatabase, change: str) -> None:
    """SQLite would keep any text; PostgreSQL's own type drops the hour."""
    table = change.split(maxsplit=1)[0]
    put(database, {table: SAMPLES[table]().row})
    statement = text(f"UPDATE {change} = '2031-04-05 06:07:08'")
    if database.engine.dialect.name == "sqlite":
        with database.engine.connect() as connection, pytest.raises(IntegrityError):
            connection.execute(statement)
    else:
        with database.engine.begin() as connection:
            connection.execute(statement)
    assert stored(database, table)[0].day == DAY


def test_an_hour_passed_as_a_day_is_a_mistake(database: SqlDatabase) -> None:
    day: date = MOMENT
    with database.writing() as unit, pytest.raises(StatementError, match="not a time of day"):
        unit.cases.add(samples.case(day=day))


def test_a_time_without_a_zone_is_a_mistake(database: SqlDatabase) -> None:
    naive = datetime(2031, 4, 5, 6, 45)  # noqa: DTZ001 - the mistake itself
    with database.writing() as unit, pytest.raises(StatementError, match="without a zone"):
        unit.drafts.add(samples.draft(expires_at=naive))


OF_A_CASE = ["case_keys", "documents", "grants", "papers", "cards", "identities", "consents", "statistics", "mailboxes"]


@pytest.mark.parametrize("table", OF_A_CASE)
def test_a_case_takes_everything_of_it_along(database: SqlDatabase, table: str) -> None:
    gone, stays = SAMPLES[table](), SAMPLES[table]()
    put(database, {**gone.needs, table: gone.row})
    put(database, {**stays.needs, table: stays.row})
    with database.writing() as unit:
        assert unit.cases.delete(id=gone.row.case_id) == 1
        unit.commit()
    assert stored(database, table) == [stays.row]


@pytest.mark.parametrize("table", ["role_keys", "staff_sessions"])
def test_a_member_takes_keys_and_sessions_along(database: SqlDatabase, table: str) -> None:
    sample = SAMPLES[table]()
    put(database, {**sample.needs, table: sample.row})
    with database.writing() as unit:
        unit.members.delete(id=sample.row.member_id)
        unit.commit()
    assert stored(database, table) == []


def test_a_draft_takes_its_documents_along_but_not_the_files(database: SqlDatabase) -> None:
    sample = SAMPLES["draft_documents"]()
    put(database, {**sample.needs, "draft_documents": sample.row})
    with database.writing() as unit:
        unit.drafts.delete(id=sample.row.draft_id)
        unit.commit()
    assert stored(database, "draft_documents") == []
    assert stored(database, "blobs") == [sample.needs["blobs"]]


def test_a_file_cannot_be_forgotten_while_a_document_needs_it(database: SqlDatabase) -> None:
    sample = SAMPLES["draft_documents"]()
    put(database, {**sample.needs, "draft_documents": sample.row})
    with database.writing() as unit:
        unit.blobs.delete(name=sample.row.blob_name)
        with pytest.raises(Conflict):
            unit.commit()
    assert stored(database, "blobs") == [sample.needs["blobs"]]


def test_one_file_belongs_to_one_document(database: SqlDatabase) -> None:
    owner, file = samples.case(), samples.blob()
    first = samples.document(owner, body=None, blob_name=file.name)
    put(database, {"cases": owner, "blobs": file, "documents": first})
    with database.writing() as unit, pytest.raises(Conflict):
        unit.documents.add(samples.document(owner, body=None, blob_name=file.name))


def test_a_number_is_given_once_a_case_and_box(database: SqlDatabase) -> None:
    owner = samples.case()
    put(database, {"cases": owner, "documents": samples.document(owner, number=1)})
    with database.writing() as unit, pytest.raises(Conflict):
        unit.documents.add(samples.document(owner, number=1))
    put(database, {"documents": samples.document(owner, number=1, box="case")})


def test_user_names_are_given_once(database: SqlDatabase) -> None:
    put(database, {"members": samples.member(username="anna")})
    with database.writing() as unit, pytest.raises(Conflict):
        unit.members.add(samples.member(username="anna"))


def test_errors_of_the_database_do_not_become_conflicts(database: SqlDatabase) -> None:
    put_all(database, "cases", [samples.case()])
    with database.writing() as unit, pytest.raises(DBAPIError):
        unit.cases.change(stored(database, "cases")[0].id, state=None)

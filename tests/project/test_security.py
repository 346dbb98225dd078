"""SECURITY.md lists every column, says which are clear, and the schema has no other."""

import re
from dataclasses import fields
from datetime import datetime
from pathlib import Path

from intake.domain import entities
from intake.store.models import Base

DOCUMENT = Path(__file__).parents[2] / "SECURITY.md"
ENTITIES = [one for one in vars(entities).values() if hasattr(one, "__dataclass_fields__")]
ROW = re.compile(r"^\| ([a-z_]+\.[a-z_]+) \| (yes|sealed) \| (.*?) ?\|$", re.MULTILINE)


def listed() -> dict[str, str]:
    return {name: clear for name, clear, _ in ROW.findall(DOCUMENT.read_text())}


def columns() -> set[str]:
    return {f"{table.name}.{column.name}" for table in Base.metadata.tables.values() for column in table.columns}


def test_every_column_is_listed_and_no_other() -> None:
    assert set(listed()) == columns()


def test_a_sealed_column_holds_bytes_and_a_clear_one_says_what_it_tells() -> None:
    types = {
        f"{table.name}.{column.name}": column.type.python_type
        for table in Base.metadata.tables.values()
        for column in table.columns
    }
    assert {name for name, clear in listed().items() if clear == "sealed" and types[name] is not bytes} == set()
    assert [name for name, clear, told in ROW.findall(DOCUMENT.read_text()) if clear == "yes" and not told] == []


def test_bytes_in_clear_are_only_what_is_meant_to_be_read() -> None:
    types = {
        f"{table.name}.{column.name}": column.type.python_type
        for table in Base.metadata.tables.values()
        for column in table.columns
    }
    clear = {name for name, kind in listed().items() if kind == "yes" and types[name] is bytes}
    assert clear == {
        "charges.body",
        "charges.digest",
        "plans.body",
        "releases.package",
        "releases.tables",
        "statements.body",
    }


def test_no_row_of_a_source_has_a_finer_time_than_the_quarter_of_an_hour() -> None:
    timed = {(kind.__name__, one.name) for kind in ENTITIES for one in fields(kind) if one.type is datetime}
    of_staff = {("StaffSession", "expires_at"), ("SignInTries", "blocked_until")}
    assert timed - of_staff == {("Draft", "expires_at"), ("MailboxSession", "expires_at")}
    for name in ("drafts", "mailbox_sessions"):
        constraints = Base.metadata.tables[name].constraints
        assert any("quarter" in str(constraint.name) for constraint in constraints)


def test_entities_and_tables_have_the_same_fields() -> None:
    assert len(ENTITIES) == len(Base.metadata.tables)
    assert sum(len(fields(kind)) for kind in ENTITIES) == len(columns())

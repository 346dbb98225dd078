"""One change of an entity must show everywhere: entity, table, unit of work."""

from dataclasses import fields
from typing import get_args, get_type_hints

import pytest

from intake.services import ports
from intake.store.models import Base
from intake.store.unit import SqlUnit
from tests.store.samples import SAMPLES

TABLES = {
    name: get_args(hint)[0]
    for name, hint in get_type_hints(ports.UnitOfWork).items()
    if getattr(hint, "__origin__", None) is ports.Table
}


def test_every_table_of_the_port_has_a_model_and_a_sample() -> None:
    assert set(TABLES) == set(Base.metadata.tables) == set(SAMPLES)
    assert len(TABLES) >= 20


@pytest.mark.parametrize("name", TABLES)
def test_columns_are_the_fields_of_the_entity_with_the_key_first(name: str) -> None:
    table = Base.metadata.tables[name]
    names = [field.name for field in fields(TABLES[name])]
    assert [column.name for column in table.columns] == names
    key = [column.name for column in table.primary_key]
    assert key == names[: len(key)]


@pytest.mark.parametrize("name", TABLES)
def test_a_column_may_be_null_exactly_where_the_field_may_be_none(name: str) -> None:
    hints = get_type_hints(TABLES[name])
    optional = {field for field, hint in hints.items() if type(None) in get_args(hint)}
    assert {column.name for column in Base.metadata.tables[name].columns if column.nullable} == optional


def test_the_unit_of_work_offers_each_table_for_its_own_entity() -> None:
    unit = SqlUnit.__new__(SqlUnit)
    unit._fill()
    offered = {name: value._entity for name, value in vars(unit).items()}
    assert offered == TABLES


def test_every_constraint_has_a_name_that_a_migration_can_drop() -> None:
    unnamed = [
        constraint for table in Base.metadata.tables.values() for constraint in table.constraints if not constraint.name
    ]
    assert unnamed == []

"""One table as `ports.Table`: entities in, entities out, by equal field names alone."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Executable,
    Insert,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    inspect,
    or_,
    select,
    update,
)

from intake.services.ports import Begins, Key
from intake.store.models import Base

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

E = TypeVar("E", bound="DataclassInstance")


class Run(Protocol):
    """Executes a statement in the unit of work."""

    def __call__(self, statement: Executable, parameters: Mapping[str, object] | None = None) -> CursorResult[Any]:
        """Return what the database answers."""


class Repository(Generic[E]):
    """The rows of one entity within one transaction."""

    def __init__(self, entity: type[E], model: type[Base], read: Run, write: Run) -> None:
        """`read` and `write` execute a statement in the unit of work; a reading unit's `write` refuses."""
        self._entity: Callable[..., E] = entity
        self._fields = tuple(field.name for field in fields(entity))
        self._model = model
        self._read = read
        self._write = write

    def add(self, entity: E) -> None:
        """Insert. Raises `Conflict` when the key exists."""
        self._write(_inserting(self._model), {name: getattr(entity, name) for name in self._fields})

    def get(self, *key: Key) -> E | None:
        """Return the row with this primary key (parts in the entity's field order)."""
        names = [column.name for column in self._primary_key()]
        row = self._read(_getting(self._model, self._fields), dict(zip(names, key, strict=True))).one_or_none()
        return None if row is None else self._entity(*row)

    def find(
        self,
        *,
        limit: int | None = None,
        offset: int = 0,
        order: str | None = None,
        **equals: object,
    ) -> list[E]:
        """Return rows whose fields equal (or, for a collection of at most 30,000, are among) the values."""
        query = select(*self._columns()).where(*self._equal(equals)).order_by(*self._order(order))
        return [self._entity(*row) for row in self._read(query.limit(limit).offset(offset or None))]

    def count(self, **equals: object) -> int:
        """Count the rows that `find` would return."""
        query = select(func.count()).select_from(self._model).where(*self._equal(equals))
        return int(self._read(query).scalar_one())

    def change(self, *key: Key, **fields: object) -> bool:
        """Set fields of one row; False when there is none."""
        values = {self._column(name).key: value for name, value in fields.items()}
        return self._write(update(self._model).where(*self._key_is(key)).values(values)).rowcount > 0

    def delete(self, **equals: object) -> int:
        """Delete the rows that match; a call without a condition would empty the table and is refused."""
        if not equals:
            message = "delete() needs at least one condition."
            raise TypeError(message)
        return self._write(delete(self._model).where(*self._equal(equals))).rowcount

    def _columns(self) -> list[ColumnElement[Any]]:
        return [self._column(name) for name in self._fields]

    def _column(self, name: str) -> ColumnElement[Any]:
        """Return the column of this field only: no other attribute of the model can be named by a caller."""
        column: ColumnElement[Any] | None = self._model.__table__.columns.get(name)
        if column is None:
            message = f"{self._model.__name__} has no field {name!r}."
            raise TypeError(message)
        return column

    def _primary_key(self) -> tuple[ColumnElement[Any], ...]:
        return inspect(self._model).primary_key

    def _key_is(self, key: tuple[Key, ...]) -> list[ColumnElement[bool]]:
        return [column == part for column, part in zip(self._primary_key(), key, strict=True)]

    def _equal(self, equals: dict[str, object]) -> list[ColumnElement[bool]]:
        return [_is(self._column(name), value) for name, value in equals.items()]

    def _order(self, order: str | None) -> list[ColumnElement[Any]]:
        """Order by the named field, then by the primary key, so that pages neither overlap nor skip."""
        if order is None:
            return list(self._primary_key())
        column = self._column(order.removeprefix("-"))
        return [column.desc() if order.startswith("-") else column.asc(), *self._primary_key()]


# Built once: putting a statement together costs as much as running it, and a sealed case is a dozen rows.
@cache
def _inserting(model: type[Base]) -> Insert:
    return insert(model.__table__)  # type: ignore[arg-type]


@cache
def _getting(model: type[Base], names: tuple[str, ...]) -> Select[Any]:
    table = model.__table__
    keys = [column == bindparam(column.name) for column in inspect(model).primary_key]
    return select(*(table.columns[name] for name in names)).where(*keys)


def _is(column: ColumnElement[Any], value: object) -> ColumnElement[bool]:
    """Compare with a value, with NULL, with a collection or with beginnings; text and bytes are values."""
    if isinstance(value, Begins):
        # A range, which an index serves: after any hexadecimal digit comes "g", whatever the collation.
        return or_(*(and_(column >= digits, column < f"{digits}g") for digits in value.digits))
    if isinstance(value, Collection) and not isinstance(value, str | bytes):
        return column.in_(value)
    return column == value

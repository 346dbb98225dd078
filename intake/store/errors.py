"""Tell a lost race from a mistake: the first becomes `Conflict`, the second stays what it is."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection

from intake.services.ports import Conflict

# SQLite's extended result names, and SQLSTATE codes of the SQL standard and PostgreSQL (appendix A).
_TAKEN = {"SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_UNIQUE", "23505"}
_GONE = {"SQLITE_CONSTRAINT_FOREIGNKEY", "23503"}
_RACE = {"SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT", "SQLITE_LOCKED", "40001", "40P01", "55P03"}


@contextmanager
def conflicts() -> Iterator[None]:
    """Translate database errors that a second try may cure.

    The message names no value of the row: a log may keep it.
    """
    try:
        yield
    except NoConnection:
        message = "Too many others use the database. Try again."
        raise Conflict(message) from None
    except DBAPIError as error:
        reason = _reason(error)
        if reason is None:
            raise
        raise Conflict(reason) from None


def is_database_failure(error: BaseException) -> bool:
    """Tell whether the database or the way to it failed."""
    return isinstance(error, SQLAlchemyError)


def _reason(error: DBAPIError) -> str | None:
    code = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None)
    if code in _TAKEN:
        return "A row with this key exists already."
    if code in _GONE:
        return "A row that this one refers to is gone or was never added."
    if code in _RACE:
        return "Another transaction got there first."
    return None

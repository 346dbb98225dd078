"""The door to the database."""

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from intake.store.postgresql import PostgresqlDatabase
from intake.store.sql import SqlDatabase
from intake.store.sqlite import SqliteDatabase

__all__ = ["SqlDatabase", "open_database"]


def open_database(url: str) -> SqlDatabase:
    """Return the database at `sqlite:////path/to/file` or `postgresql+psycopg://...`. Connects at first use.

    Raises ValueError for any other kind of address; the text does not repeat the address, which may hold a password.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise ValueError(UNKNOWN) from None
    if parsed.drivername in ("sqlite", "sqlite+pysqlite") and parsed.database not in (None, "", ":memory:"):
        return SqliteDatabase(parsed)
    if parsed.drivername == "postgresql+psycopg":
        return PostgresqlDatabase(parsed)
    raise ValueError(UNKNOWN)


UNKNOWN = "HOLAS_DATABASE_URL must be sqlite:////path/to/file or postgresql+psycopg://user@host/name."

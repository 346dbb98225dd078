"""The instance that HOLAS_HOME names, for one command."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from intake.commands.failure import Failure
from intake.config import Settings
from intake.services.instance import Instance
from intake.store.database import SqlDatabase, open_database
from intake.store.migrate import head
from intake.wiring import open_instance


@contextmanager
def opened(environ: Mapping[str, str] | None = None) -> Iterator[Instance]:
    """Open the instance and close its connections afterwards. Raises `BadSetting` and `Failure`."""
    instance = open_instance(Settings.from_mapping(os.environ if environ is None else environ))
    database = instance.database
    try:
        if isinstance(database, SqlDatabase):
            check_schema(database)
        yield instance
    finally:
        if isinstance(database, SqlDatabase):
            database.close()


def check_schema(database: SqlDatabase) -> None:
    """Raise `Failure` unless the database is at this program's revision."""
    if database.revision() != head():
        message = "The database is not at this version's schema: run `holas migrate`."
        raise Failure(message)


@contextmanager
def opened_database(settings: Settings) -> Iterator[SqlDatabase]:
    """Open the database alone, whatever its schema."""
    database = open_database(settings.database_url)
    try:
        yield database
    finally:
        database.close()

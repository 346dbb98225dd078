"""The instance that HOLAS_HOME names, for one command."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from intake.commands.failure import Failure
from intake.config import Settings
from intake.services.instance import Instance
from intake.store.database import SqlDatabase, open_database
from intake.store.migrate import head
from intake.wiring import open_instance


@contextmanager
def opened(environ: Mapping[str, str] | None = None) -> Iterator[Instance]:
    """Open the instance and close its connections afterwards. Raises `BadSetting` and `Failure`."""
    settings = Settings.from_mapping(os.environ if environ is None else environ)
    with opened_database(settings) as database:
        if database.revision() != head():
            message = "The database is not at this version's schema: run `holas migrate`."
            raise Failure(message)
        yield replace(instance_at(settings), database=database)


def instance_at(settings: Settings) -> Instance:
    """Return the instance; nothing is connected yet. Raises `Failure` for an address that cannot be one."""
    try:
        return open_instance(settings)
    except ValueError as error:  # the text names the setting
        raise Failure(str(error)) from None


def storage() -> dict[str, str]:
    """Return what the environment says of object storage."""
    return {name: value for name, value in os.environ.items() if name.startswith("AWS_")}


@contextmanager
def opened_database(settings: Settings) -> Iterator[SqlDatabase]:
    """Open the database alone, whatever its schema."""
    try:
        database = open_database(settings.database_url)
    except ValueError as error:
        raise Failure(str(error)) from None
    try:
        yield database
    finally:
        database.close()

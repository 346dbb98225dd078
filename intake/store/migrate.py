"""Alembic without an ini file: the revisions in `migrations/` brought to a database, within one transaction."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from intake.resources import migrations_folder


def configuration(connection: Connection | None = None) -> Config:
    """Return what Alembic's commands take; `migrations/env.py` uses the connection given here."""
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the schema up to a revision."""
    command.upgrade(configuration(connection), revision)


def downgrade(connection: Connection, revision: str) -> None:
    """Bring the schema down to a revision (`base` for an empty database)."""
    command.downgrade(configuration(connection), revision)


def revision(connection: Connection) -> str | None:
    """Return the revision that the database is at, None before the first."""
    return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """Return the newest revision of this code."""
    return str(ScriptDirectory.from_config(configuration()).get_current_head())

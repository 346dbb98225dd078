"""`holas migrate`: the database's schema."""

import os

import click

from intake.commands.opening import opened_database
from intake.commands.shown import Command
from intake.config import Settings


@click.command(cls=Command, epilog="HOLAS_HOME=./instance holas migrate")
def migrate() -> None:
    """Bring the database to the schema of this version. Stop the servers before, make a backup before that."""
    with opened_database(Settings.from_mapping(os.environ)) as database:
        before = database.revision()
        database.upgrade()
        after = database.revision()
    went = f"went from {before or 'nothing'} to" if before != after else "is at"
    click.echo(f"The schema {went} {after}.")

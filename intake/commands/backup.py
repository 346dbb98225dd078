"""`holas backup` and `holas restore`: everything but the secrets, and back into an empty place."""

from dataclasses import replace
from pathlib import Path

import click

from intake.commands.alone import alone
from intake.commands.failure import Failure
from intake.commands.home import (
    GRANT_KEY_FILE,
    gone_on_failure,
    new_home,
    private_folder,
    refuse_existing,
    write_private,
    write_settings,
)
from intake.commands.opening import opened, opened_database, storage
from intake.commands.progress import progress, say
from intake.commands.settings_file import kept, read_settings
from intake.commands.shown import Command
from intake.commands.verify import tell
from intake.config import Settings
from intake.environment import CONTACTS_FILE, ENV_FILE
from intake.services.copied import claim
from intake.services.grant_keys import GrantKeys
from intake.services.instance import Instance
from intake.services.recover import Recovered, recover
from intake.services.verify import Report, verify
from intake.store.backup import SQLITE_FILE, Saved, copy_missing, load, save
from intake.store.database import SqlDatabase
from intake.store.folder import FolderStore

ATTEMPTS = 3
BLOBS = "blobs"
FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)
THERE = click.Path(exists=True, dir_okay=False, path_type=Path)
BACKUP = "HOLAS_HOME=./instance holas backup /mnt/backup/monday --grant-key /media/usb/monday.json"
RESTORE = "holas restore /mnt/backup/monday --home ./instance --grant-key /media/usb/monday.json"


@click.command(cls=Command, epilog=BACKUP)
@click.argument("folder", type=FOLDER)
@click.option("--grant-key", type=FILE, help="File for a copy of the grant keys, at another place than the backup.")
@click.option("--without-grant-key", is_flag=True, help="Do not copy them: without them nobody can open the backup.")
def backup(*, folder: Path, grant_key: Path | None, without_grant_key: bool) -> None:
    """Copy database, files and public settings into an empty folder, while the servers run.

    All of it is sealed. What opens it besides passphrases and codenames, the grant keys, goes to a place of its own:
    once that file is deleted, nobody can open this backup's cases any more.
    """
    if (grant_key is None) is not without_grant_key:
        message = "Give either --grant-key FILE or --without-grant-key."
        raise click.UsageError(message)
    with opened() as instance, opened_database(instance.settings) as database:
        _check_places(instance.settings, folder, grant_key)
        claim(instance)
        missing = _copy(instance, database, folder, grant_key)
        report = _check(instance, folder)
    if report is not None:
        tell(report)
    elif missing:
        message = f"The backup was made, but {missing} files are missing: run `holas verify`."
        raise Failure(message)
    say(f"The backup is in {folder}.")


@click.command(cls=Command, epilog=RESTORE)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--home", envvar="HOLAS_HOME", type=FOLDER, required=True, help="New instance folder.")
@click.option("--grant-key", type=THERE, required=True, help="The copy of the grant keys that the backup made.")
@click.option("--database-url", envvar="HOLAS_DATABASE_URL", help="An empty database. Default: SQLite in the folder.")
@click.option("--blob-url", envvar="HOLAS_BLOB_URL", help="Default: a folder in the folder.")
@click.option("--ledger-url", envvar="HOLAS_LEDGER_URL", help="Where the copies of the ledger of releases lie.")
@click.option("--nothing-drawn", is_flag=True, help="You vouch that no release was drawn since the backup was made.")
def restore(*, folder: Path, home: Path, grant_key: Path, nothing_drawn: bool, **urls: str | None) -> None:
    """Bring a backup back into an empty folder, and check it. Everybody has to sign in anew.

    Releases drawn since the backup come back from the copies of the ledger. Where those are lost too, what may have
    been drawn counts as drawn, so that nobody is counted twice: its cohorts are spent, and so are the testimonies.
    """
    home = home.absolute()
    places = {f"HOLAS_{name.upper()}": url for name, url in urls.items()}
    given = {**read_settings(folder / ENV_FILE), **{name: value for name, value in places.items() if value}}
    with new_home(home, given):
        GrantKeys(grant_key).copy(home / GRANT_KEY_FILE)
        _copy_contacts(folder, home)
        report = _bring_back(folder, {**storage(), "HOLAS_HOME": str(home)}, nothing_drawn=nothing_drawn)
    tell(report)
    say(f"The instance is in {home}.")


def _copy_contacts(source: Path, target: Path) -> None:
    """Copy whom the pages name, where it lies beside the settings: a restored site must not fall silent on that."""
    if (source / CONTACTS_FILE).is_file():
        write_private(target / CONTACTS_FILE, (source / CONTACTS_FILE).read_text(encoding="utf-8"))


def _check_places(settings: Settings, folder: Path, grant_key: Path | None) -> None:
    if folder.resolve().is_relative_to(settings.home.resolve()):
        message = "The backup must not lie in the instance folder: it would be lost with it."
        raise Failure(message)
    if grant_key is None:
        return
    if grant_key.resolve().is_relative_to(folder.resolve()):
        message = "The grant keys must not lie in the backup: whoever takes one would have the other."
        raise Failure(message)
    refuse_existing(grant_key)


def _copy(instance: Instance, database: SqlDatabase, folder: Path, grant_key: Path | None) -> int:
    """Make the copy; return how many files are named that nobody has."""
    with private_folder(folder), gone_on_failure(grant_key or folder / "none"):
        write_settings(folder / ENV_FILE, kept(instance.settings))
        _copy_contacts(instance.settings.home, folder)
        return _copy_files(instance, database, folder, grant_key)


def _copy_files(
    instance: Instance, database: SqlDatabase, folder: Path, grant_key: Path | None, attempts: int = ATTEMPTS
) -> int:
    saved, blobs = _take(instance, database, folder, grant_key), FolderStore(folder / BLOBS)
    with progress("Copying files", len(saved.blobs)) as tick:
        missing = copy_missing(saved.blobs, instance.blobs, blobs, tick)
    if missing and attempts > 1:
        say("Files were erased meanwhile: taking the database again.")
        return _copy_files(instance, database, folder, grant_key, attempts - 1)
    for name in set(blobs.names()) - saved.blobs:
        blobs.delete(name)
    return len(missing)


def _take(instance: Instance, database: SqlDatabase, folder: Path, grant_key: Path | None) -> Saved:
    """Copy the database and the grant keys that it needs: no rotation comes between the two."""
    with alone(instance.settings):
        saved = save(database, folder)
        if grant_key is not None:
            grant_key.unlink(missing_ok=True)  # of an attempt before
            instance.grant_keys.copy(grant_key)
    if not saved.outer_keys <= set(instance.grant_keys.names()):
        say("Some grants lie under a grant key that is gone: their cases cannot be opened, here or in the backup.")
    return saved


def _check(instance: Instance, folder: Path) -> Report | None:
    """Verify the copy itself, where it is one that can be opened without a server."""
    path = folder / SQLITE_FILE
    if not path.exists():
        return None
    with opened_database(replace(instance.settings, database_url=f"sqlite:///{path}")) as database:
        report = verify(replace(instance, database=database, blobs=FolderStore(folder / BLOBS)), grace=0)
    for beside in folder.glob(f"{SQLITE_FILE}-*"):
        beside.unlink()
    return report


def _bring_back(folder: Path, environ: dict[str, str], *, nothing_drawn: bool) -> Report:
    settings = Settings.from_mapping(environ)
    load(settings.database_url, folder)
    with opened_database(settings) as database:
        database.upgrade()
    source = FolderStore(folder / BLOBS)
    names = list(source.names())
    with opened(environ) as instance:
        with progress("Copying files", len(names)) as tick:
            copy_missing(names, source, instance.blobs, tick)
        _tell_recovered(recover(instance, nothing_drawn=nothing_drawn))
        return verify(instance, grace=0)


def _tell_recovered(found: Recovered) -> None:
    if found.adopted:
        say(f"Releases that came back from the copies of the ledger: {found.adopted}.")
    if found.given_up:
        say(
            "Copies of the ledger are missing: what may have been drawn since the backup counts as drawn,"
            f" so {found.spent} cohorts and years are spent, and no testimony that is there now is counted again."
        )
        say("When the copies turn up, restore again with --ledger-url. When nothing was drawn, with --nothing-drawn.")

"""`holas init`: a new instance, with its founders."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from typing_extensions import override

from crypto import SigningKey
from intake.commands import root_key as root_keys
from intake.commands.example_contacts import EXAMPLE as EXAMPLE_CONTACTS
from intake.commands.failure import Failure
from intake.commands.home import GRANT_KEY_FILE, gone_on_failure, identity, new_home, refuse_existing, write_private
from intake.commands.opening import instance_at, opened_database, storage
from intake.commands.progress import say
from intake.commands.shown import Command
from intake.config import Settings
from intake.environment import CONTACTS_FILE, BadSetting, site_address
from intake.services.found import Founder, NewMember, found
from intake.services.grant_keys import GrantKeys
from intake.services.people import KEYED_ROLES, ROLES
from intake.services.ports import Conflict
from intake.services.sign_in import normal
from intake.store.database import SqlDatabase

EXAMPLE = """holas init --home ./instance --root-key /media/usb/holas-root.json \\
    --source-url https://tell.example.org --staff-url https://desk.example.org \\
    --founder anna:intake,children --founder boris:intake,children --founder kira:custodian \\
    --founder kosta:custodian --founder alena:auditor --founder artur:auditor --founder adam:admin"""
ENOUGH = 2


class FounderType(click.ParamType[Founder]):
    """`name:role,role`."""

    name = "name:role,role"

    @override
    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Founder:
        """Read one founder; a wrong one is a usage error."""
        if isinstance(value, Founder):
            return value
        username, _, listed = str(value).partition(":")
        roles = tuple(role.strip() for role in listed.split(",") if role.strip())
        if not username.strip() or not roles or not set(roles) <= set(ROLES):
            self.fail(f"write a founder as name:role,role with roles of {', '.join(ROLES)}", param, ctx)
        return Founder(username.strip(), roles)


def _url(ctx: click.Context, param: click.Parameter, value: str) -> str:
    try:
        return site_address(f"--{param.name}".replace("_", "-"), value)
    except BadSetting as error:
        raise click.BadParameter(str(error), ctx, param) from None


@click.command(cls=Command, epilog=EXAMPLE)
@click.option("--home", envvar="HOLAS_HOME", type=click.Path(file_okay=False, path_type=Path), prompt="Instance folder")
@click.option("--source-url", callback=_url, prompt="Address of the source app", help="https://...")
@click.option("--staff-url", callback=_url, prompt="Address of the staff app", help="https://...")
@click.option(
    "--root-key",
    type=click.Path(dir_okay=False, path_type=Path),
    prompt="File for the offline root key (not in the instance folder)",
    help="Where the root key is written, once; move it off this machine.",
)
@click.option("--grant-key-file", type=click.Path(dir_okay=False, path_type=Path), help="Default: in the folder.")
@click.option("--database-url", envvar="HOLAS_DATABASE_URL", help="Default: SQLite in the folder.")
@click.option("--blob-url", envvar="HOLAS_BLOB_URL", help="Default: a folder in the folder.")
@click.option("--founder", "founders", type=FounderType(), multiple=True, help="May be given again; else asked for.")
def init(  # noqa: PLR0913 - one argument an option
    *,
    home: Path,
    source_url: str,
    staff_url: str,
    root_key: Path,
    grant_key_file: Path | None,
    database_url: str | None,
    blob_url: str | None,
    founders: tuple[Founder, ...],
) -> None:
    """Make a new instance: folder, secrets, settings, database, founders and the keys of their roles.

    Each founder's passphrase is shown once. Every role with keys needs a founder, better two:
    intake, children, custodian, auditor.
    """
    home = home.absolute()
    root_keys.check_place(root_key, home)
    people = _complete(founders or _ask())
    chosen = {
        "HOLAS_SOURCE_URL": source_url,
        "HOLAS_STAFF_URL": staff_url,
        "HOLAS_GRANT_KEY_FILE": str(grant_key_file.absolute()) if grant_key_file else "",
        "HOLAS_DATABASE_URL": database_url or "",
        "HOLAS_BLOB_URL": blob_url or "",
    }
    _tell(_make(home, {name: value for name, value in chosen.items() if value}, root_key, people), root_key)


def _ask() -> tuple[Founder, ...]:
    """Ask for founders until an empty name."""
    say(f"Now the founders. Roles: {', '.join(ROLES)}.")
    founders: list[Founder] = []
    while username := click.prompt("User name of a founder (empty when done)", default="", show_default=False):
        roles = click.prompt(f"Roles of {username}, separated by commas")
        founders.append(FounderType().convert(f"{username}:{roles}", None, None))
    return tuple(founders)


def _complete(people: Sequence[Founder]) -> Sequence[Founder]:
    """Refuse founders that cannot found, before anything is made; warn of roles that hang on one person."""
    held = Counter(role for one in people for role in set(one.roles))
    missing = [role for role in KEYED_ROLES if not held[role]]
    if missing:
        message = f"Each of these roles needs a founder: {', '.join(missing)}."
        raise Failure(message)
    if len({normal(one.username) for one in people}) < len(people):
        message = "Two founders have the same user name."
        raise Failure(message)
    alone = [role for role in KEYED_ROLES if held[role] < ENOUGH]
    if alone:
        say(f"Only one founder holds: {', '.join(alone)}. If that passphrase is lost, what is sealed to it is lost.")
    return people


def _make(home: Path, chosen: Mapping[str, str], root_file: Path, people: Sequence[Founder]) -> list[NewMember]:
    root = SigningKey.generate()
    grant_keys = home / chosen.get("HOLAS_GRANT_KEY_FILE", GRANT_KEY_FILE)
    refuse_existing(grant_keys)
    with new_home(home, {**identity(root), **chosen}), gone_on_failure(root_file), gone_on_failure(grant_keys):
        GrantKeys(grant_keys).add()
        write_private(home / CONTACTS_FILE, EXAMPLE_CONTACTS.read_text(encoding="utf-8"))
        settings = Settings.from_mapping({**storage(), "HOLAS_HOME": str(home)})
        with opened_database(settings) as database:
            database.upgrade()
            next(iter(instance_at(settings).blobs.names()), None)  # a store that cannot be reached is told now
            root_keys.write_root_key(root_file, root, settings.instance_id)
            return _found(database, people, settings.instance_id, root)


def _found(database: SqlDatabase, people: Sequence[Founder], instance_id: str, root: SigningKey) -> list[NewMember]:
    try:
        return found(database, people, instance_id, root)
    except Conflict:
        message = "The database holds an instance already: name an empty one."
        raise Failure(message) from None
    except ValueError as error:
        message = f"That cannot be founded: {error}."
        raise Failure(message) from None


def _tell(members: Sequence[NewMember], root_file: Path) -> None:
    width = max(len(one.username) for one in members)
    click.echo("The instance is made. Each passphrase is shown only now; hand it over in person:\n")
    for one in members:
        click.echo(f"  {one.username:<{width}}  {one.passphrase}  ({', '.join(one.roles)})")
    click.echo(f"\nMove {root_file} to a drive that is kept offline: whoever has it can take in members.")
    click.echo(f"Say in {CONTACTS_FILE} whom sources may call and how soon you answer.")
    click.echo("Next: holas serve, holas nightly from a timer, and holas backup.")

"""`holas staff ...`: who works here, and taking somebody in."""

from contextlib import ExitStack
from pathlib import Path

import click

from intake.commands.failure import Failure
from intake.commands.opening import opened
from intake.commands.progress import say
from intake.commands.root_key import read_root_key
from intake.commands.shown import Command, Group
from intake.commands.signing_in import signed_in
from intake.services.found import admit as take_in
from intake.services.membership import load_membership
from intake.services.people import ROLES

SPONSORS = 2
EXAMPLES = """HOLAS_HOME=./instance holas staff list
HOLAS_HOME=./instance holas staff admit maria --role reviewer"""


@click.group(cls=Group, epilog=EXAMPLES)
def staff() -> None:
    """See who works here, and take people in."""


@staff.command("list", cls=Command, epilog="HOLAS_HOME=./instance holas staff list")
def list_staff() -> None:
    """List the members that the signed membership chain vouches for, with their roles."""
    with opened() as instance, instance.database.reading() as uow:
        people = load_membership(uow, instance.settings).people()
    width = max((len(person.username) for person in people), default=0)
    for person in people:
        click.echo(f"{person.username:<{width}}  {', '.join(sorted(person.roles))}")
    click.echo(f"{len(people)} members.")


@staff.command("admit", cls=Command, epilog="HOLAS_HOME=./instance holas staff admit maria --role reviewer")
@click.argument("username")
@click.option("--role", "roles", type=click.Choice(ROLES), multiple=True, required=True, help="May be given again.")
@click.option(
    "--root-key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The offline root key, for a role that has not yet two holders.",
)
def admit(*, username: str, roles: tuple[str, ...], root_key: Path | None) -> None:
    """Take in a new member. Two holders of each role vouch for them, each with their own passphrase.

    Asks for names and passphrases in turn. With --root-key one holder is enough where there are no two.
    """
    with opened() as instance, ExitStack() as stack:
        root = read_root_key(root_key, instance.settings) if root_key else None
        say("Two members who hold each of these roles sign in now, one after the other.")
        sponsors = [stack.enter_context(signed_in(instance)) for _ in range(1 if root else SPONSORS)]
        try:
            new = take_in(instance, sponsors, username, roles, root=root)
        except ValueError as error:
            message = f"That did not work: {error}."
            raise Failure(message) from None
    click.echo(f"{new.username} is a member now ({', '.join(new.roles)}). The passphrase is shown only this once:")
    click.echo(f"  {new.passphrase}")

"""`holas keys ...`: the outer key of the grants, and the key that signs what leaves."""

from pathlib import Path

import click

from intake.commands.alone import alone
from intake.commands.opening import opened
from intake.commands.parcel import recipient_key, unseal
from intake.commands.progress import say
from intake.commands.root_key import read_root_key
from intake.commands.shown import Command, Group
from intake.services.instance import transact
from intake.services.instance_key import renew
from intake.services.retain import CHANGE_PAUSE, rotate

PAUSE = click.option(
    "--pause",
    type=click.FloatRange(0, 3600),
    default=CHANGE_PAUSE,
    show_default=True,
    help="Seconds that a running request may take between reading the key and using it.",
)


@click.group(cls=Group, epilog="HOLAS_HOME=./instance holas keys rotate")
def keys() -> None:
    """Change the keys of the instance: the one outside the database, and the one that signs what leaves."""


@keys.command("rotate", cls=Command, epilog="HOLAS_HOME=./instance holas keys rotate")
@PAUSE
def rotate_keys(*, pause: float) -> None:
    """Replace the grant key and put every grant under the new one. `holas nightly` does this too."""
    with opened() as instance, alone(instance.settings):
        say(f"Putting the grants under a new key; this takes {pause:.0f} seconds and a little.")
        count = rotate(instance, pause=pause)
    click.echo(f"The grant key is new; {count} grants and papers were put under it, and the old key is gone.")


@keys.command("instance", cls=Command, epilog="holas keys instance --root-key /media/usb/holas-root.json")
@click.option(
    "--root-key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="The offline root key, which certifies the new one.",
)
def instance_key(*, root_key: Path) -> None:
    """Make a new key that signs bundles and releases, sealed to the intake circle and the auditors.

    An instance from before such keys needs one; so does every instance whose circle or auditors lost a member. What
    an older key signed goes on holding.
    """
    with opened() as instance:
        root = read_root_key(root_key, instance.settings)
        made = transact(instance.database, lambda uow: renew(uow, instance.settings, root))
    click.echo(f"Key {made.epoch} signs for this instance from now on: {made.public.hex()}")
    click.echo(f"Publish it beside the root's public key: {root.public.hex()}")


keys.add_command(recipient_key)
keys.add_command(unseal)

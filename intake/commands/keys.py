"""`holas keys ...`: the outer key of the grants."""

import click

from intake.commands.alone import alone
from intake.commands.opening import opened
from intake.commands.progress import say
from intake.commands.shown import Command, Group
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
    """Change the key that lies outside the database, so that old copies of destroyed grants open nothing."""


@keys.command("rotate", cls=Command, epilog="HOLAS_HOME=./instance holas keys rotate")
@PAUSE
def rotate_keys(*, pause: float) -> None:
    """Replace the grant key and put every grant under the new one. `holas nightly` does this too."""
    with opened() as instance, alone(instance.settings):
        say(f"Putting the grants under a new key; this takes {pause:.0f} seconds and a little.")
        count = rotate(instance, pause=pause)
    click.echo(f"The grant key is new; {count} grants were put under it, and the old key is gone.")

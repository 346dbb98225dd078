"""`holas nightly`: what is done once a day, from a timer."""

import click

from intake.commands.alone import alone
from intake.commands.keys import PAUSE
from intake.commands.opening import opened
from intake.commands.progress import say
from intake.commands.shown import Command
from intake.services import retain


@click.command(cls=Command, epilog="HOLAS_HOME=./instance holas nightly")
@PAUSE
def nightly(*, pause: float) -> None:
    """Erase what expired, destroy what was withdrawn, blur the times of files, replace the grant key.

    Servers may run meanwhile; run twice, it does no harm.
    """
    with opened() as instance, alone(instance.settings):
        say("Erasing, destroying and blurring; then the grant key changes, which takes a minute.")
        night = retain.nightly(instance, pause=pause)
        unfinished = instance.blobs.sweep()
    click.echo(
        f"{night.destroyed} withdrawn cases destroyed, {night.scattered} files blurred, "
        f"{unfinished} unfinished uploads removed, {night.rewrapped} grants put under a new key."
    )

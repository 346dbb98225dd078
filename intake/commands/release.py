"""`holas release ...`: preparing numbers for publication, at a terminal or as the job that a staff page starts."""

import sys
from contextlib import AbstractContextManager, nullcontext

import click

from intake.commands.failure import Failure
from intake.commands.opening import opened
from intake.commands.progress import say, stretches
from intake.commands.release_verify import verify
from intake.commands.shown import Command, Group
from intake.commands.signing_in import signed_in
from intake.domain.ledger import OverBudget
from intake.services import handover
from intake.services import release as releases
from intake.services.instance import Instance
from intake.services.keyring import Keyring
from intake.services.timetable import timetables

EXAMPLES = """holas release prepare
holas release verify release.zip --root 3f1c...
holas release draw 5f0c2f6e8d1b4a39a7c2e4d6f8a0b1c3"""


@click.group(cls=Group, epilog=EXAMPLES)
def release() -> None:
    """Prepare numbers that can be published. An auditor's name and passphrase are asked for."""


release.add_command(verify)


@release.command(cls=Command, epilog="holas release prepare")
def prepare() -> None:
    """Draw the numbers of every cohort and year whose last day is over, and store them for good."""
    with opened() as instance, signed_in(instance) as keyring:
        drawn = 0
        while line := next((line for one in timetables(instance, keyring) for line in one.lines if line.is_due), None):
            release_id = releases.ask(instance, keyring, line.subject)
            _draw(instance, keyring, release_id)
            click.echo(release_id)
            drawn += 1
        if not drawn:
            say("Nothing is due: no period of an approved plan is over that was not drawn yet.")


@release.command(cls=Command, epilog="holas release draw 5f0c2f6e8d1b4a39a7c2e4d6f8a0b1c3")
@click.argument("release_id")
@click.option("--keys-from-stdin", is_flag=True, help="Read the auditor's keys from a pipe, as the staff pages do.")
def draw(*, release_id: str, keys_from_stdin: bool) -> None:
    """Draw a release that was asked for. One that was drawn stays as it is."""
    with opened() as instance, _keyring(instance, from_pipe=keys_from_stdin) as keyring:
        _draw(instance, keyring, release_id)


def _keyring(instance: Instance, *, from_pipe: bool) -> AbstractContextManager[Keyring]:
    if from_pipe:
        return nullcontext(handover.unpack(instance, sys.stdin.buffer.readline(handover.MOST)))
    return signed_in(instance)


def _draw(instance: Instance, keyring: Keyring, release_id: str) -> None:
    """Whatever goes wrong before the numbers are stored, the release can be drawn again: nobody saw a number."""
    try:
        _draw_now(instance, keyring, release_id)
    except BaseException:
        releases.stop(instance, release_id)
        raise


def _draw_now(instance: Instance, keyring: Keyring, release_id: str) -> None:
    try:
        from intake.services import release_job  # noqa: PLC0415 - OpenDP takes 260 MiB: only who draws may load it
    except ImportError as error:
        message = "OpenDP is not installed: run `pip install 'holas[statistics]'`."
        raise Failure(message) from error
    try:
        with stretches("Reading") as tell:
            release_job.draw(instance, keyring, release_id, tell)
    except OverBudget as over:
        message = (
            f"It would cost each person {over.sum:g} in epsilon in all, more than the lifetime budget of "
            f"{over.lifetime:g}."
        )
        raise Failure(message) from over
    say("The release is drawn.")

"""`holas verify`: whether everything is there that should be, unchanged, and nothing else."""

import click

from intake.commands.failure import Failure
from intake.commands.opening import opened
from intake.commands.progress import say
from intake.commands.shown import Command
from intake.services import verify as checking
from intake.services.verify import Report


@click.command(cls=Command, epilog="HOLAS_HOME=./instance holas verify --mend")
@click.option("--mend", is_flag=True, help="Remove files that nothing refers to; nothing else is ever changed.")
def verify(*, mend: bool) -> None:
    """Check the record, the membership chain, every case and every file. Needs no key.

    Servers may run meanwhile. Exit code 1 when something is missing, was changed, or is left over.
    """
    with opened() as instance:
        say("Checking record, membership, cases and files.")
        tell(checking.verify(instance, mend=mend))


def tell(report: Report) -> None:
    """Print a report. Raises `Failure` unless it is clean."""
    click.echo(f"{report.cases} cases, {report.entries} entries on the record with root {report.root}.")
    for problem in report.problems:
        click.echo(problem)
    if report.orphans:
        what = "removed" if report.mended else "there; --mend removes them"
        click.echo(f"{len(report.orphans)} files that nothing refers to: {what}.")
    if not report.clean:
        message = f"Not clean: {len(report.problems)} problems, {len(report.orphans) - report.mended} files left over."
        raise Failure(message)
    click.echo("Clean.")

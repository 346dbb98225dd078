"""`holas verify`: whether everything is there that should be, unchanged, and nothing else."""

from pathlib import Path

import click

from intake.commands.failure import Failure
from intake.commands.opening import opened
from intake.commands.parcel import root_of, verify_bundle
from intake.commands.progress import say
from intake.commands.shown import Command
from intake.services import verify as checking
from intake.services.bundle_check import check_record
from intake.services.verify import Report

EXAMPLES = """HOLAS_HOME=./instance holas verify --mend
holas verify bundle.zip --root 3f1c..."""


@click.command(cls=Command, epilog=EXAMPLES)
@click.argument("bundle", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--root", help="For a bundle: the root key that the organisation publishes. No instance is needed then.")
@click.option("--mend", is_flag=True, help="Remove files that nothing refers to; nothing else is ever changed.")
def verify(*, bundle: Path | None, root: str | None, mend: bool) -> None:
    """Check the record, the membership chain, every case and every file; or a bundle. Needs no key.

    Servers may run meanwhile. Exit code 1 when something is missing, was changed, or is left over. A bundle is checked
    by --root alone, or beside the instance that made it: then its record is compared with the instance's own.
    """
    if bundle is not None and root is not None:
        verify_bundle(bundle, root_of(root))
        click.echo("Clean.")
        return
    with opened() as instance:
        if bundle is not None:
            found = verify_bundle(bundle, instance.settings.root_key)
            with instance.database.reading() as uow:
                _compare(check_record(uow, found.manifest) if found.manifest else [])
            return
        say("Checking record, membership, cases and files.")
        tell(checking.verify(instance, mend=mend))


def _compare(problems: list[str]) -> None:
    for problem in problems:
        click.echo(problem)
    if problems:
        message = "Not clean: the bundle and this instance say different things."
        raise Failure(message)
    click.echo("Its record is how the record of this instance began. Clean.")


def tell(report: Report) -> None:
    """Print a report. Raises `Failure` unless it is clean."""
    click.echo(f"{report.cases} cases, {report.entries} entries on the record with root {report.root}.")
    if report.signing_key:
        click.echo(f"Signs what leaves with {report.signing_key}.")
    for problem in report.problems:
        click.echo(problem)
    if report.orphans:
        what = "removed" if report.mended else "there; --mend removes them"
        click.echo(f"{len(report.orphans)} files that nothing refers to: {what}.")
    if not report.clean:
        message = f"Not clean: {len(report.problems)} problems, {len(report.orphans) - report.mended} files left over."
        raise Failure(message)
    click.echo("Clean.")

"""`holas vocabulary ...`: whether the coding vocabulary holds together, and what a version changed."""

from pathlib import Path

import click

from intake.commands.failure import Failure
from intake.commands.shown import Command, Group
from intake.domain.lists import Lists
from intake.domain.vocabulary import BadVocabulary, UnknownTerm, Vocabulary, versions
from intake.domain.vocabulary_check import check as problems_of
from intake.domain.vocabulary_check import diff as differences

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(cls=Group, epilog="holas vocabulary check")
def vocabulary() -> None:
    """Check and compare the versions of the coding vocabulary. They are part of the program; no key is needed."""


@vocabulary.command("check", cls=Command, epilog="holas vocabulary check --lists instance/lists.json")
@click.option("--lists", "own", type=FILE, help="An instance's own regions, facilities, units and ranks.")
def check(*, own: Path | None) -> None:
    """Check labels, mappings, examples, the maps between versions, the crosswalk and the lists.

    Exit code 1 when something is wrong; each problem is one line.
    """
    try:
        problems = problems_of(versions(), _lists(own))
    except BadVocabulary as error:
        message = f"The data cannot be read: {error}."
        raise Failure(message) from error
    for problem in problems:
        click.echo(problem)
    if problems:
        message = f"{len(problems)} problems."
        raise Failure(message)
    current = Vocabulary.load(versions()[-1])
    click.echo(
        f"Version {current.version}: {len(current.codes())} codes, {len(current.attributes())} attributes. Clean."
    )


@vocabulary.command("diff", cls=Command, epilog="holas vocabulary diff 1 2")
@click.argument("old")
@click.argument("new")
def diff(old: str, new: str) -> None:
    """Show what NEW added (+), removed (-) and changed (~) against OLD; both are numbers of versions."""
    try:
        lines = differences(Vocabulary.load(old), Vocabulary.load(new))
    except UnknownTerm as error:
        message = f"There is no version {error} of the vocabulary."
        raise Failure(message) from error
    for line in lines:
        click.echo(line)
    click.echo(f"{len(lines)} differences.")


def _lists(own: Path | None) -> Lists:
    shipped = Lists.shipped()
    return shipped.with_own(own.read_text(encoding="utf-8")) if own else shipped

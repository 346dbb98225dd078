"""Help pages with examples, and groups whose commands fail with one sentence."""

import click
from click.exceptions import Exit
from typing_extensions import override

from intake.commands.failure import leave, sentence


def _write_examples(text: str | None, formatter: click.HelpFormatter) -> None:
    """Write the epilog line by line: a command that is wrapped is no longer one to copy."""
    if text:
        with formatter.section("Example"):
            for line in text.splitlines():
                formatter.write(f"  {line}\n")


class Command(click.Command):
    """A command whose epilog is an example."""

    @override
    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """See `_write_examples`."""
        _write_examples(self.epilog, formatter)


class Group(click.Group):
    """A group of such commands. Whatever goes wrong in one ends with exit code 1 and one sentence."""

    command_class = Command

    @override
    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """See `_write_examples`."""
        _write_examples(self.epilog, formatter)

    @override
    def invoke(self, ctx: click.Context) -> object:
        """Run the command; click's own errors (wrong usage: 2) pass."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, Exit):
            raise
        except Exception as error:  # noqa: BLE001 - the last door: a stack trace could show data or keys
            leave(sentence(error))


Group.group_class = Group

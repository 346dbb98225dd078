"""`holas ...`: puts the subcommands together. Each lives in a module of `commands/`."""

import click

from intake import __version__
from intake.commands.backup import backup, restore
from intake.commands.case import case
from intake.commands.demo import demo
from intake.commands.init import init
from intake.commands.keys import keys
from intake.commands.migrate import migrate
from intake.commands.nightly import nightly
from intake.commands.release import release
from intake.commands.serve import serve
from intake.commands.shown import Group
from intake.commands.staff import staff
from intake.commands.verify import verify
from intake.commands.vocabulary import vocabulary

COMMANDS = (backup, case, demo, init, keys, migrate, nightly, release, restore, serve, staff, verify, vocabulary)
EXAMPLES = """holas demo
HOLAS_HOME=./instance holas serve all"""


@click.group(cls=Group, epilog=EXAMPLES)
@click.version_option(__version__)
def main() -> None:
    """Holas: a sealed intake for testimonies.

    HOLAS_HOME names the instance folder that the commands work on. Exit codes: 0 done, 1 failed (with one sentence
    that says why), 2 wrong usage.
    """


for command in COMMANDS:
    main.add_command(command)


if __name__ == "__main__":
    main()

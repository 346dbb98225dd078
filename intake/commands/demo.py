"""`holas demo`: a complete instance on this machine, full of invented cases."""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path

import click

from intake.commands.demo_home import SignIn, holds_demo, make_demo, sign_ins
from intake.commands.failure import Failure
from intake.commands.progress import say
from intake.commands.serving import free_addresses, serve_until_stopped, url
from intake.commands.settings_file import PLACES
from intake.commands.shown import Command
from intake.web.server import Address, Shape

HOST = "127.0.0.1"
Tell = Callable[[Mapping[str, str], Sequence[SignIn]], None]
EXAMPLE = "holas demo --home ./demo --source-port 8000 --staff-port 8001"


@click.command(cls=Command, epilog=EXAMPLE)
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="Folder to keep the demo in.")
@click.option("--source-port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: a free one.")
@click.option("--staff-port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="0: a free one.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line when ready.")
@click.option("--cases", type=click.IntRange(0, 10_000), default=60, show_default=True, help="How many to invent.")
@click.option("--seed", type=int, default=1, show_default=True, help="What the inventions follow from.")
def demo(*, home: Path | None, source_port: int, staff_port: int, as_json: bool, cases: int, seed: int) -> None:
    """Serve a demo on this machine: an instance full of invented cases, and staff to sign in as.

    Without --home it lies in a temporary folder that goes when the demo ends. A folder that holds a demo already is
    served as it is.
    """
    _refuse_other_places()
    wanted = {"source": (HOST, source_port), "staff": (HOST, staff_port)}
    with ExitStack() as stack:
        folder = home.absolute() if home else stack.enter_context(_temporary_folder())
        if not holds_demo(folder):
            free_addresses(wanted)  # a taken port is told before the cases are invented
            make_demo(folder, cases=cases, seed=seed)
        _serve(folder, free_addresses(wanted), _print_json if as_json else _print_table)


def _refuse_other_places() -> None:
    """Raise `Failure` in a shell that is set up for a real instance: nothing invented may get into its database."""
    for name in sorted(PLACES & os.environ.keys()):
        message = f"{name} is set, but a demo keeps to its own folder: unset it first."
        raise Failure(message)


@contextmanager
def _temporary_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="holas-demo-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _serve(folder: Path, addresses: Mapping[str, Address], tell: Tell) -> None:
    urls = {which: url(address) for which, address in addresses.items()}
    # Into the environment itself: the servers start jobs, which read it too.
    os.environ.update(HOLAS_HOME=str(folder), HOLAS_SOURCE_URL=urls["source"], HOLAS_STAFF_URL=urls["staff"])
    serve_until_stopped(os.environ, addresses, Shape(), lambda: tell(urls, sign_ins(folder)))
    say("Stopped.")


def _print_json(addresses: Mapping[str, str], people: Sequence[SignIn]) -> None:
    click.echo(json.dumps({**addresses, "sign_ins": [asdict(one) for one in people]}))


def _print_table(addresses: Mapping[str, str], people: Sequence[SignIn]) -> None:
    width = max(len(one.username) for one in people)
    click.echo("A demo of Holas: every person, place and case in it is invented.\n")
    click.echo(f"  For sources  {addresses['source']}")
    click.echo(f"  For staff    {addresses['staff']}\n")
    for one in people:
        click.echo(f"  {one.role:<12} {one.username:<{width}}  {one.passphrase}")
    click.echo("\nCtrl-C stops it.")

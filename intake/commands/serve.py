"""`holas serve`: the applications of an instance."""

import os

import click

from intake.commands.progress import say
from intake.commands.serving import APPS, serve_until_stopped, url
from intake.commands.shown import Command
from intake.config import Settings
from intake.web.server import Address, Shape

EXAMPLES = """HOLAS_HOME=./instance holas serve all
HOLAS_HOME=./instance holas serve source --port 8000"""
PORTS = {"source": 8000, "staff": 8001}
SHAPE = Shape()


@click.command(cls=Command, epilog=EXAMPLES)
@click.argument("which", type=click.Choice([*APPS, "all"]), default="all")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65534), help="Default: 8000 for sources, 8001 for staff.")
@click.option("--workers", type=click.IntRange(1, 64), default=SHAPE.workers, show_default=True, help="For each app.")
@click.option("--threads", type=click.IntRange(1, 1024), default=SHAPE.threads, show_default=True, help="Per worker.")
def serve(*, which: str, host: str, port: int | None, workers: int, threads: int) -> None:
    """Serve the source app, the staff app, or all.

    With `all`, --port is the source app's and staff get the next one. Everything that has expired is erased every
    few minutes while a server runs.
    """
    settings = Settings.from_mapping(os.environ)
    addresses = _addresses(which, host, port)
    shape = Shape(workers, threads, settings.trusted_proxy)
    told = ", ".join(f"{name} at {url(address)}" for name, address in addresses.items())
    serve_until_stopped(os.environ, addresses, shape, lambda: say(f"Serving {told}."))
    say("Stopped.")


def _addresses(which: str, host: str, port: int | None) -> dict[str, Address]:
    chosen = list(PORTS) if which == "all" else [which]
    return {name: (host, PORTS[name] if port is None else port + place) for place, name in enumerate(chosen)}

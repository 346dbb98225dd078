"""Progress of long work: a bar on a terminal, a plain line now and then elsewhere. Always on standard error."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

PLAIN_STEPS = 4
Tick = Callable[[int], None]


@contextmanager
def progress(label: str, total: int) -> Iterator[Tick]:
    """Give a function that is told how much of `total` is done."""
    if not sys.stderr.isatty():
        yield _plain(label, total)
        return
    with click.progressbar(length=total, label=label, file=sys.stderr) as bar:
        yield lambda done: bar.update(done - bar.pos)


def say(line: str) -> None:
    """Say what happens now."""
    click.echo(line, err=True)


def _plain(label: str, total: int) -> Tick:
    step = max(1, total // PLAIN_STEPS)

    def tick(done: int) -> None:
        if done % step == 0 or done == total:
            say(f"{label}: {done} of {total}")

    return tick

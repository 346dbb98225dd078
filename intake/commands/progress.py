"""Progress of long work: a bar on a terminal, a plain line now and then elsewhere. Always on standard error."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

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


@contextmanager
def stretches(label: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function that is told how much of how much is done; each stretch of the work has a bar of its own."""
    with ExitStack() as stack:
        bars = _Bars(label, stack)
        yield bars.tell


@dataclass(slots=True)
class _Bars:
    """One bar after the other: the next begins where the whole is another one, or less is done than before."""

    label: str
    stack: ExitStack
    at: tuple[int, int] = (0, -1)
    tick: Tick = field(init=False)

    def tell(self, done: int, total: int) -> None:
        if total != self.at[1] or done < self.at[0]:
            self.stack.close()
            self.tick = self.stack.enter_context(progress(self.label, total))
        self.at = done, total
        self.tick(done)


def say(line: str) -> None:
    """Say what happens now."""
    click.echo(line, err=True)


def _plain(label: str, total: int) -> Tick:
    step = max(1, total // PLAIN_STEPS)

    def tick(done: int) -> None:
        if done % step == 0 or done == total:
            say(f"{label}: {done} of {total}")

    return tick

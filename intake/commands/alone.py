"""One at a time: commands that change keys or copy everything wait for each other."""

from collections.abc import Iterator
from contextlib import contextmanager

from intake.commands.progress import say
from intake.config import Settings
from intake.store import files

LOCK_FILE = "maintenance.lock"


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Wait until no other such command works on this instance folder; two rotations at once could lose a key."""
    path = settings.home / LOCK_FILE
    files.make_private_file(path)
    with files.opened(path) as descriptor:
        if not files.lock(descriptor, wait=False):
            say("Waiting for another command of this instance to end.")
            files.lock(descriptor)
        yield

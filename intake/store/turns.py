"""Whose turn it is to write: first come, first served, among the threads of a process and among processes."""

import fcntl
import os
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from intake.services.ports import Conflict


class Turns:
    """One writer at a time, served in the order of their coming.

    SQLite lets waiting writers sleep and try again, up to 100 ms at a time: the one that has just written is awake
    and wins again. With four threads some were seen to wait for four seconds; taking turns, none more than 0.1 s.
    """

    def __init__(self, patience: float, path: Path | None = None) -> None:
        """Wait `patience` seconds at most. Processes that share the file `path` take turns too.

        The wait for another process has no end of its own: the kernel frees a lock whose owner died.
        """
        self._patience = patience
        self._file = None if path is None else os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        self._inner = threading.Lock()
        self._holder: int | None = None
        self._waiting: deque[tuple[int, threading.Event]] = deque()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold the turn. Raises `Conflict` when it did not come in time."""
        if not self._take():
            message = "Too many others are writing. Try again."
            raise Conflict(message)
        try:
            self._lock_file()
            yield
        finally:
            self._give()

    def close(self) -> None:
        """Close the shared file."""
        if self._file is not None:
            os.close(self._file)

    def _take(self) -> bool:
        thread = threading.get_ident()
        with self._inner:
            if self._holder == thread:
                message = "This thread is writing already: commit or leave that unit of work first."
                raise RuntimeError(message)
            if self._holder is None:
                self._holder = thread
                return True
            turn = threading.Event()
            self._waiting.append((thread, turn))
        return turn.wait(self._patience) or not self._leave(thread, turn)

    def _leave(self, thread: int, turn: threading.Event) -> bool:
        """Leave the queue; False when the turn came in that very moment and is ours."""
        with self._inner:
            if turn.is_set():
                return False
            self._waiting.remove((thread, turn))
            return True

    def _lock_file(self) -> None:
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_EX)

    def _give(self) -> None:
        """Pass the turn to whoever waits longest, after the file: the next one of us queues for it again."""
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        with self._inner:
            self._holder = None
            if self._waiting:
                self._holder, turn = self._waiting.popleft()
                turn.set()

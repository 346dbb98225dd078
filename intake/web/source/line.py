"""A line before a few places: who came first goes first, and a crowd costs neither memory nor threads without end."""

import bisect
import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


class LineFull(Exception):
    """There is no place now, and no room to wait for one."""


@dataclass(order=True, slots=True)
class _Waiting:
    """Somebody in the line, in its order: by when they came, then by when they joined."""

    since: float
    number: int
    called: threading.Event = field(default_factory=threading.Event, compare=False)
    admitted: bool = field(default=False, compare=False)


class Line:
    """`places` at a time go on; at most `room` wait, each `patience` seconds at most.

    When the room is full, whoever came last makes way: it may be the one who has just come.
    """

    def __init__(self, places: int, room: int, patience: float) -> None:
        self._free = places
        self._room = room
        self._patience = patience
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self._waiting: list[_Waiting] = []

    @contextmanager
    def taken(self, since: float) -> Iterator[None]:
        """Hold a place. `since` says when this person first came, in any one clock. Raises `LineFull`."""
        waiting = self._join(since)
        if waiting is not None:
            waiting.called.wait(self._patience)
            self._leave(waiting)
        try:
            yield
        finally:
            self._give()

    def _join(self, since: float) -> _Waiting | None:
        """Take a free place (None), or stand in the line."""
        with self._lock:
            if self._free:
                self._free -= 1
                return None
            waiting = _Waiting(since, next(self._numbers))
            bisect.insort(self._waiting, waiting)
            if len(self._waiting) > self._room:
                self._waiting.pop().called.set()
            return waiting

    def _leave(self, waiting: _Waiting) -> None:
        """Go on to the place that was given. Raises `LineFull` when there was none in time."""
        with self._lock:
            if waiting.admitted:
                return
            if waiting in self._waiting:
                self._waiting.remove(waiting)
        raise LineFull

    def _give(self) -> None:
        """Pass the place on. Nobody waits while one is free, so a newcomer cannot slip in before them."""
        with self._lock:
            if not self._waiting:
                self._free += 1
                return
            first = self._waiting.pop(0)
            first.admitted = True
        first.called.set()

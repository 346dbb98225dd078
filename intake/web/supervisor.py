"""The process above the servers: it starts them, says when they are ready, and stops them together."""

import os
import signal
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import FrameType

GRACE_SECONDS = 30  # what a request under way gets when the server stops


class Supervisor:
    """Starts the servers, tells when all of them are ready, and stops them together."""

    def __init__(
        self, servers: Sequence[BaseProcess], loaded: Connection, workers: int, ready: Callable[[], object] | None
    ) -> None:
        """Supervise `workers` processes below the servers; `loaded` brings a message from each that is ready."""
        self._servers = servers
        self._loaded = loaded
        self._awaited = workers
        self._ready = ready
        self._asked = False
        self._own = os.getpid()

    def start(self) -> None:
        """Start them; from now on SIGTERM and SIGINT stop them."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)
        for server in self._servers:
            server.start()

    def run(self) -> int:
        """Return 0 after a stop that was asked for, 1 when a server ended by itself."""
        try:
            while not self._asked and all(server.is_alive() for server in self._servers):
                self._wait()
        finally:
            self._stop()
        return 0 if self._asked else 1

    def _wait(self) -> None:
        sentinels = [server.sentinel for server in self._servers]
        if self._loaded not in wait([*sentinels, self._loaded]):
            return
        self._loaded.recv_bytes()
        self._awaited -= 1
        if not self._awaited and self._ready is not None:
            self._ready()

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        if os.getpid() == self._own:  # a child has this handler until gunicorn sets its own
            self._asked = True
            self._terminate()

    def _terminate(self) -> None:
        for server in self._servers:
            if server.is_alive():
                server.terminate()

    def _stop(self) -> None:
        self._terminate()
        for server in self._servers:
            server.join(GRACE_SECONDS + 5)
            server.kill()

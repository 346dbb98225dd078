"""The process above the servers: it starts them, sweeps every few minutes, and ends them when it is told to stop."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import Self

from intake.commands.failure import Failure
from intake.services.instance import Instance
from intake.services.retain import sweep

SWEEP_EVERY = 300.0
LOOK_EVERY = 0.5
READY_WITHIN = 60.0
GRACE = 35.0
"""Seconds; gunicorn lets requests end for 30."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Which application serves which socket."""

    which: str
    socket: socket.socket


class Supervisor:
    """A context manager: inside it the servers run."""

    def __init__(self, instance: Instance, listeners: list[Listener], environ: Mapping[str, str]) -> None:
        """`environ` is what the servers see."""
        self._instance = instance
        self._listeners = listeners
        self._environ = dict(environ)
        self._servers: dict[str, subprocess.Popen[bytes]] = {}
        self._told = threading.Event()

    def __enter__(self) -> Self:
        """Take the signals, then start the servers."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        for listener in self._listeners:
            self._servers[listener.which] = self._start(listener)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the servers; requests that run may finish."""
        for server in self._servers.values():
            server.terminate()
        for server in self._servers.values():
            try:
                server.wait(GRACE)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()

    def wait_until_ready(self) -> bool:
        """Return once every server answers; False when it was told to stop before. Raises `Failure`."""
        return all(self._wait(one.socket) for one in self._listeners)

    def run(self) -> None:
        """Sweep every few minutes until told to stop. Raises `Failure` when a server ends by itself."""
        sweeper = threading.Thread(target=self._sweep, daemon=True)
        sweeper.start()
        while not self._told.wait(LOOK_EVERY):
            self._check()

    def _start(self, listener: Listener) -> subprocess.Popen[bytes]:
        descriptor = listener.socket.fileno()
        command = [sys.executable, "-m", "intake.commands.servers", listener.which, str(descriptor)]
        return subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command, stdin=subprocess.DEVNULL, stdout=sys.stderr, env=self._environ, pass_fds=[descriptor]
        )

    def _stop(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - a signal handler's signature
        self._told.set()

    def _wait(self, listener: socket.socket) -> bool:
        for _ in range(int(READY_WITHIN / LOOK_EVERY)):
            self._check()
            if self._told.is_set() or _answers(listener):
                return not self._told.is_set()
            self._told.wait(LOOK_EVERY)
        message = "The server does not answer: look at its messages above."
        raise Failure(message)

    def _check(self) -> None:
        for which, server in self._servers.items():
            if server.poll() is not None and not self._told.is_set():
                message = f"The {which} server ended by itself: look at its messages above and start again."
                raise Failure(message)

    def _sweep(self) -> None:
        while not self._told.wait(SWEEP_EVERY):
            sweep(self._instance)


def _answers(listener: socket.socket) -> bool:
    host, port = listener.getsockname()[:2]
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def server_environment(**changed: str) -> dict[str, str]:
    """Return this process's environment with these settings in it."""
    return {**os.environ, **changed}

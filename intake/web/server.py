"""How `holas serve` and `holas demo` answer HTTP: one gunicorn for each application, each with its own processes.

The applications share nothing but the machine: one can be seized, killed or stopped and the other goes on.
ADR 0001 says why gunicorn, and what our worker adds to it.
"""

import ctypes
import multiprocessing
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gunicorn.http.wsgi
from gunicorn.app.base import BaseApplication
from typing_extensions import override

from intake.web.discreet import Discreet, QuietLog
from intake.web.supervisor import GRACE_SECONDS, Supervisor
from intake.web.worker import Worker

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

Address = tuple[str, int]
AppFactory = Callable[[], "WSGIApplication"]

KEEP_ALIVE_SECONDS = 5
SWITCH_SECONDS = 0.0005
"""After how long a thread that computes lets another one in.

Sealing lets go of the interpreter at each of its many calls into libraries, and at Python's usual 5 ms waits long to
get it back while others render pages. In a flood of 200 clients this gives sealing about twice the share.
"""

SPARE_CONNECTIONS = 8192  # waiting for a head of theirs; they hold no thread
MOST_FILES = 65_536
BACKLOG = 2048
DEFER_SECONDS = 10
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - only gunicorn's heartbeat, which never has content
PR_SET_PDEATHSIG = 1  # prctl(2)
NEUTRAL_NAME = "http"  # for the Server header, which gunicorn always sends


class CannotListen(Exception):
    """An address is taken or not ours. The text is fit to be shown to whoever started the server."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How much of the machine one application may use."""

    workers: int = 2
    threads: int = 128
    trusted_proxies: Sequence[str] = ()  # their X-Forwarded-Proto is believed


def serve(apps: Mapping[Address, AppFactory], shape: Shape, ready: Callable[[], object] | None = None) -> int:
    """Serve each application at its address until SIGTERM or SIGINT; return the exit code.

    `ready` is called once, when every worker of every application has loaded. Raises `CannotListen`.
    The factories are called in the workers: an application never crosses a fork.
    """
    with ExitStack() as stack:
        doors = [stack.enter_context(listen(address)) for address in apps]
        loaded, loading = multiprocessing.Pipe(duplex=False)
        servers = [
            multiprocessing.get_context("fork").Process(target=_run, args=(number, doors, factory, shape, loading))
            for number, factory in enumerate(apps.values())
        ]
        supervisor = Supervisor(servers, loaded, len(apps) * shape.workers, ready)
        supervisor.start()
    return supervisor.run()


def listen(address: Address) -> socket.socket:
    """Return a listening socket. Raises `CannotListen`."""
    host, port = address
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        door = socket.create_server(address, family=family, backlog=BACKLOG)
    except OSError as error:
        message = f"Cannot listen on {host} port {port}: {os.strerror(error.errno or 0)}."
        raise CannotListen(message) from None
    if hasattr(socket, "TCP_DEFER_ACCEPT"):  # on Linux: whoever says nothing does not even wake us (tcp(7))
        door.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, DEFER_SECONDS)
    return door


class _Gunicorn(BaseApplication):
    """Gunicorn with settings from us alone: no file, no environment, no command line."""

    def __init__(self, door: socket.socket, factory: AppFactory, shape: Shape, loading: Connection) -> None:
        self._door = door
        self._factory = factory
        self._shape = shape
        self._loading = loading
        super().__init__()

    @override
    def load_config(self) -> None:
        for name, value in self._settings().items():
            self.cfg.set(name, value)

    @override
    def load(self) -> Callable[..., Any]:
        return Discreet(self._factory())

    def _settings(self) -> dict[str, object]:
        shape = self._shape
        return {
            "bind": f"fd://{self._door.fileno()}",
            "worker_class": Worker,
            "workers": shape.workers,
            "threads": shape.threads,
            "worker_connections": shape.threads + SPARE_CONNECTIONS,
            "keepalive": KEEP_ALIVE_SECONDS,
            "graceful_timeout": GRACE_SECONDS,
            "post_worker_init": lambda _worker: self._loading.send_bytes(b"loaded"),
            "logger_class": QuietLog,
            "loglevel": "warning",
            "accesslog": None,
            "http_parser": "python",  # not whatever happens to be installed
            "forwarded_allow_ips": ",".join(shape.trusted_proxies),
            "forwarder_headers": "",
            "control_socket_disable": True,
            "worker_tmp_dir": str(SHARED_MEMORY) if SHARED_MEMORY.is_dir() else None,  # an empty file, for its mtime
            "umask": 0o077,
        }


def _run(number: int, doors: Sequence[socket.socket], factory: AppFactory, shape: Shape, loading: Connection) -> None:
    """Be one server. Does not return."""
    for other, door in enumerate(doors):
        if other != number:
            door.close()
    _end_with_parent()
    _allow_many_files()
    sys.setswitchinterval(SWITCH_SECONDS)
    gunicorn.http.wsgi.SERVER = NEUTRAL_NAME  # type: ignore[attr-defined]  # not in its stubs
    _Gunicorn(doors[number], factory, shape, loading).run()


def _end_with_parent() -> None:
    with suppress(AttributeError):  # Linux has it
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _allow_many_files() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))

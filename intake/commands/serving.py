"""Serving from a terminal: the ports, the applications in their processes, and the sweeper above them."""

import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial

from flask import Flask
from typing_extensions import override

from intake.app import create_source_app, create_staff_app
from intake.commands.failure import Failure, sentence
from intake.commands.opening import opened
from intake.commands.progress import say
from intake.config import Settings
from intake.services.instance import Instance
from intake.services.retain import sweep
from intake.web.server import Address, CannotListen, Shape, listen, serve
from intake.wiring import open_instance

APPS = {"source": create_source_app, "staff": create_staff_app}
SWEEP_EVERY = 300.0
"""Seconds. A codename that nobody confirmed is readable this much longer than its time."""


def free_addresses(wanted: Mapping[str, Address]) -> dict[str, Address]:
    """Return the addresses with a free port instead of 0. Raises `Failure` when one is taken."""
    with ExitStack() as stack:
        doors = {which: stack.enter_context(_listen(which, address)) for which, address in wanted.items()}
        return {which: door.getsockname()[:2] for which, door in doors.items()}


def url(address: Address) -> str:
    """Return what a browser on this machine types."""
    host, port = address
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve_until_stopped(
    environ: Mapping[str, str], addresses: Mapping[str, Address], shape: Shape, ready: Callable[[], None]
) -> None:
    """Serve, and sweep every few minutes, until SIGTERM or Ctrl-C. Raises `BadSetting` and `Failure`."""
    with opened(environ) as checked:
        settings = checked.settings
    apps = {address: partial(_create, which, settings) for which, address in addresses.items()}
    sweeper = Sweeper(open_instance(settings))

    def begin() -> None:
        sweeper.start()  # not before the servers were forked: a lock that a thread holds would be forked with them
        ready()

    try:
        code = serve(apps, shape, begin)
    except CannotListen as error:
        raise Failure(str(error)) from None
    sweeper.stop()
    if code:
        message = "A server ended by itself: look at its messages above and start again."
        raise Failure(message)


class Sweeper(threading.Thread):
    """Erases what has expired, every few minutes."""

    def __init__(self, instance: Instance) -> None:
        super().__init__(name="sweeper", daemon=True)
        self._instance = instance
        self._stopped = threading.Event()

    @override
    def run(self) -> None:
        """Sweep until stopped; a sweep that fails is told in a sentence, and tried again at the next turn."""
        while not self._stopped.wait(SWEEP_EVERY):
            self.once()

    def once(self) -> None:
        """Sweep now."""
        try:
            sweep(self._instance)
            self._instance.blobs.sweep()
        except Exception as error:  # noqa: BLE001 - the servers go on; a stack trace could show data
            say(f"The sweep did not finish: {sentence(error)}")

    def stop(self) -> None:
        """Sweep no more."""
        self._stopped.set()


def _create(which: str, settings: Settings) -> Flask:
    return APPS[which](open_instance(settings))


def _listen(which: str, address: Address) -> socket.socket:
    try:
        return listen(address)
    except CannotListen as error:
        message = f"{error} Choose another port for the {which} app."
        raise Failure(message) from None

"""No test reaches another machine; tests of crypto, domain and services reach no socket at all.

The guard stands at Python's sockets. It notes each attempt, so that code which swallows the error is found too.
"""

import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest

UNIT_FOLDERS = {"crypto", "domain", "services"}


class ReachedOut(Exception):
    """Code under test wanted a network that it must not need."""


class _Guard:
    """Decides about each attempt, and remembers the refused ones."""

    def __init__(self) -> None:
        self.loopback_allowed = True
        self.attempts: list[str] = []

    def check(self, address: object) -> None:
        if not isinstance(address, tuple):  # the path of a local socket
            return
        if not (self.loopback_allowed and is_loopback(address[0])):
            self.attempts.append(str(address))
            raise ReachedOut(address)


def is_loopback(host: str | bytes | None) -> bool:
    """Tell whether a host is this machine, without asking a name server."""
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


_guard = _Guard()


@pytest.fixture(autouse=True, scope="session")
def _guarded_sockets() -> Iterator[None]:
    really_connect, really_connect_ex = socket.socket.connect, socket.socket.connect_ex
    really_look_up = socket.getaddrinfo

    def connect(own: socket.socket, address: Any) -> None:
        _guard.check(address)
        really_connect(own, address)

    def connect_ex(own: socket.socket, address: Any) -> int:
        _guard.check(address)
        return really_connect_ex(own, address)

    def look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        _guard.check((host,))
        return really_look_up(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        patch.setattr(socket.socket, "connect_ex", connect_ex)
        patch.setattr(socket, "getaddrinfo", look_up)
        yield


@pytest.fixture(autouse=True)
def network_attempts(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """Fail a test that reached out, even where its code went on as if nothing had happened."""
    _guard.loopback_allowed = UNIT_FOLDERS.isdisjoint(request.path.parts)
    _guard.attempts.clear()
    yield _guard.attempts
    assert not _guard.attempts, f"reached for the network: {_guard.attempts}"

"""Sockets that the supervisor binds and its servers accept on."""

import socket

from intake.commands.failure import Failure

BACKLOG = 2048
HIGHEST_PORT = 65535


def listen(host: str, port: int, option: str) -> socket.socket:
    """Return a listening socket; port 0 takes a free one. `option` names what to change when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        message = f"Nothing can listen on {host} port {port} ({error.strerror}): choose another with {option}."
        raise Failure(message) from None
    return listener


def address(listener: socket.socket) -> str:
    """Return the address that a browser on this machine types."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

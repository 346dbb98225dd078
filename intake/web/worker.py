"""Our gunicorn worker: threads, as its `gthread`, but nobody has to wait for somebody slow (ADR 0001).

What gunicorn 27 does not do by itself, each seen before it was written and held by tests/web/test_server_slow.py:
a worker with no free thread leaves new connections to its neighbour; a request gets a thread when its head is whole,
and the head must come in time; a body may be read as it comes and within a time; the wait for a peer that does not
hang up stops nobody else; an address goes no further than the check for a trusted proxy.
"""

import errno
import selectors
import socket
import time
from contextlib import suppress
from functools import partial

from gunicorn.http import Request
from gunicorn.http.errors import (  # type: ignore[attr-defined]  # two are newer than the stubs
    InvalidResponseHeader,
    InvalidResponseHeaderName,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
)
from gunicorn.workers.gthread import TConn, ThreadWorker
from typing_extensions import override

from intake.web.wire import HEAD_PIECE, HEAD_SECONDS, HeadReader, HeldParser, PromptBody

LINGER_SECONDS = 10.0  # reading on after an early answer, so that the sender gets to see it (RFC 9112 section 9.6)
LINGER_BYTES = 1 << 28
LINGER_PIECE = 1 << 16
GOODBYE_SECONDS = 2.0  # waiting for the peer to hang up after an ordinary answer
CROWDED_SECONDS = 0.5  # the same while others wait for a thread

SERVER_FAULT = 500
REFUSED = "HTTP/1.1 {} {}\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n{}"
_NOT_NOW = (errno.EAGAIN, errno.ECONNABORTED, errno.EMFILE, errno.ENFILE)


class Connection(TConn):
    """One connection. Its peer's address is forgotten once it has been compared with the trusted proxies."""

    def __init__(
        self, worker: "Worker", sock: socket.socket, address: tuple[str, int], server: tuple[str, int]
    ) -> None:
        super().__init__(worker.cfg, sock, "", server)
        self._crowded = worker.crowded
        self._head = HeadReader(sock, worker.crowded)
        self._parser = HeldParser(self.cfg, self._head, address)
        self.parser = self._parser
        self.initialized = True

    @override
    def init(self) -> None:
        self._head.begin()

    def gather(self) -> bool:
        """Take what has come of a request's head, without waiting; True when a thread can go on with it."""
        try:
            data = self.sock.recv(HEAD_PIECE)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return not data or self._head.keep(data)

    @override
    def close(self, graceful: bool = False) -> None:
        # Called on the worker's only polling thread, where gunicorn would wait here up to two seconds for the peer.
        super().close()

    def linger(self) -> None:
        """Say that there is no more to come, and read on for a while, so that the answer is not lost in a reset."""
        request = self._parser.mesg
        unread = request is not None and not (isinstance(request.body, PromptBody) and request.body.is_read)
        seconds = LINGER_SECONDS if unread else GOODBYE_SECONDS
        if self._crowded():
            seconds = CROWDED_SECONDS
        deadline = time.monotonic() + seconds
        try:
            self.sock.shutdown(socket.SHUT_WR)
            self._read_on(deadline)
        except OSError:
            return

    def _read_on(self, deadline: float) -> None:
        room = memoryview(bytearray(LINGER_PIECE))
        count = 0
        while count < LINGER_BYTES and (left := deadline - time.monotonic()) > 0:
            self.sock.settimeout(left)
            size = self.sock.recv_into(room)
            if not size:
                return
            count += size


class Worker(ThreadWorker):
    """A process with a pool of threads, one for each request that is being read or answered."""

    @property
    def busy(self) -> int:
        """How many connections hold a thread, or wait for one."""
        return self.nr_conns - len(self.keepalived_conns) - len(self.pending_conns)

    def crowded(self) -> bool:
        """Whether three in four threads are taken, or the worker is stopping: what is left is for short visits."""
        return not self.alive or self.busy * 4 > self.cfg.threads * 3

    @override
    def set_accept_enabled(self, enabled: bool | None) -> None:
        super().set_accept_enabled(bool(enabled) and self.busy < self.cfg.threads)

    @override
    def wait_for_and_dispatch_events(self, timeout: float | None) -> None:
        if self.alive:
            self.set_accept_enabled(self.nr_conns < self.worker_connections)
        super().wait_for_and_dispatch_events(timeout)

    @override
    def accept(self, listener: socket.socket) -> None:
        try:
            sock, address = listener.accept()
        except OSError as error:
            if error.errno not in _NOT_NOW:
                raise
            return
        self.nr_conns += 1
        self._expect_head(Connection(self, sock, address, listener.getsockname()))

    @override
    def on_client_socket_readable(self, conn: TConn, client: socket.socket) -> None:
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._expect_head(conn)

    @override
    def on_pending_socket_readable(self, conn: TConn, client: socket.socket) -> None:
        if not isinstance(conn, Connection) or conn.gather():
            super().on_pending_socket_readable(conn, client)

    def _expect_head(self, conn: TConn) -> None:
        """Wait in the poller, where a slow sender costs no thread. Those who take too long are hung up on."""
        if not isinstance(conn, Connection) or conn.gather():
            self.enqueue_req(conn)
            return
        conn.timeout = time.monotonic() + HEAD_SECONDS
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))

    @override
    def handle(self, conn: TConn) -> bool:
        goes_on = super().handle(conn)
        if not goes_on and isinstance(conn, Connection):
            conn.linger()
        return goes_on

    @override
    def handle_error(self, req: Request | None, client: socket.socket, addr: object, exc: BaseException) -> None:
        """Answer what never reached the application. Neither the answer nor the log repeats what was sent."""
        status, reason = _refusal(exc)
        if status == SERVER_FAULT:
            self.log.error("A request failed.", exc_info=exc)
        text = f"{reason}.\n"
        with suppress(OSError):
            client.sendall(REFUSED.format(status, reason, len(text), text).encode())


def _refusal(error: BaseException) -> tuple[int, str]:
    if isinstance(error, LimitRequestLine):
        return 414, "URI Too Long"
    if isinstance(error, LimitRequestHeaders):
        return 431, "Request Header Fields Too Large"
    if isinstance(error, ParseException) and not isinstance(error, InvalidResponseHeader | InvalidResponseHeaderName):
        return 400, "Bad Request"
    return SERVER_FAULT, "Internal Server Error"

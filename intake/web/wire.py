"""Reading requests off a connection: heads within a time, bodies as they come (used by `intake/web/worker.py`)."""

import io
import socket
import time
from collections.abc import Callable

from gunicorn.config import Config
from gunicorn.http import Request, RequestParser
from gunicorn.http.body import Body, LengthReader
from gunicorn.http.errors import LimitRequestHeaders, NoMoreData
from gunicorn.http.unreader import SocketUnreader
from typing_extensions import override

HEAD_SECONDS = 10.0  # for a whole request head
BODY_SECONDS = 60.0  # without a byte of the body, unless the reader says otherwise
REPLY_SECONDS = 300.0  # for one piece of an answer to leave
HEAD_PIECE = 1 << 14  # bytes
LONGEST_HEAD = 1 << 15


class HeadReader(SocketUnreader):
    """Reads request heads, each within a total time and size, and keeps what it read too far."""

    def __init__(self, sock: socket.socket, crowded: Callable[[], bool]) -> None:
        super().__init__(sock, HEAD_PIECE)
        self.crowded = crowded
        self._deadline = 0.0
        self._is_too_long = False

    def keep(self, data: bytes) -> bool:
        """Add what has come; True when a head is whole or too long."""
        self.buf.seek(0, io.SEEK_END)
        self.buf.write(data)
        so_far = self.buf.getvalue()
        # The parser refuses bare line feeds, but not before it sees them.
        is_whole = b"\n\r\n" in so_far or b"\n\n" in so_far
        self._is_too_long = not is_whole and len(so_far) > LONGEST_HEAD
        return is_whole or self._is_too_long

    def begin(self) -> None:
        """Start the time for what is missing of the head; usually nothing is."""
        self._deadline = time.monotonic() + HEAD_SECONDS

    @override
    def chunk(self, size_hint: int | None = None) -> bytes:
        left = self._deadline - time.monotonic()
        if self._is_too_long:
            raise LimitRequestHeaders(str(LONGEST_HEAD))
        if left <= 0:
            raise NoMoreData
        self.sock.settimeout(left)
        try:
            return self.sock.recv(self.mxchunk)
        except TimeoutError:
            raise NoMoreData from None


class _PieceReader(LengthReader):
    """Returns what there is, at most what is asked for, and b"" at the end of the body or of the connection."""

    def __init__(self, head: HeadReader, length: int) -> None:
        super().__init__(head, length)
        self.patience = BODY_SECONDS
        self._head = head

    @override
    def read(self, size: int) -> bytes:
        size = min(size, self.length)
        data = self._early(size) or self._received(size)
        self.length -= len(data)
        return data

    def _early(self, size: int) -> bytes:
        early = self._head.take_buffered()
        if len(early) > size:
            self._head.unread(early[size:])
        return early[:size]

    def _received(self, size: int) -> bytes:
        if not size:
            return b""
        sock = self._head.sock
        sock.settimeout(self.patience)
        try:
            return sock.recv(size)
        finally:
            sock.settimeout(REPLY_SECONDS)


class PromptBody(Body):
    """A request body (`wsgi.input`) that can be read as it comes, and that asks for hurry in a crowd."""

    def __init__(self, reader: _PieceReader, *, hurried: bool) -> None:
        super().__init__(reader)
        self.hurried = hurried
        self._pieces = reader

    @property
    def is_read(self) -> bool:
        """Whether all that was declared has been read."""
        return not self._pieces.length

    def wait_at_most(self, seconds: float) -> None:
        """Raise TimeoutError when the next byte takes longer."""
        self._pieces.patience = seconds

    def read1(self, size: int) -> bytes:
        """Return 1 to `size` bytes as soon as there are any; b"" at the end, or when the connection was cut."""
        held = self.buf.tell()
        return self.read(min(size, held)) if held else self._pieces.read(size)


class HeldRequest(Request):
    """A request whose connection is given up when its body was not read to the end, or when others are waiting."""

    @override
    def set_body_reader(self) -> None:
        super().set_body_reader()
        head = self.unreader
        if isinstance(head, HeadReader) and self.body is not None and isinstance(self.body.reader, LengthReader):
            self.body = PromptBody(_PieceReader(head, self.body.reader.length), hurried=head.crowded())
            head.sock.settimeout(REPLY_SECONDS)

    @override
    def should_close(self) -> bool:
        head = self.unreader
        is_read = isinstance(self.body, PromptBody) and self.body.is_read
        return super().should_close() or not is_read or not isinstance(head, HeadReader) or head.crowded()


class HeldParser(RequestParser):
    """Parses the requests of one connection."""

    mesg_class = HeldRequest

    def __init__(self, cfg: Config, head: HeadReader, address: tuple[str, int]) -> None:
        super().__init__(cfg, head.sock, address)
        self.unreader = head

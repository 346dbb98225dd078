"""A flood: many clients at once that open forms, keep drafts, send junk without work, and hold uploads half open.

    with flooding(server.source_port, clients=200) as flood:
        ...
    flood.counts["sealed"]

They run in a process of their own, so that they do not slow down who measures.

    python -m tests.plugins.flood <port> <clients>      # until its input ends; then prints its counts as JSON
"""

import contextlib
import http.client
import json
import re
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.plugins.visitor import BOUNDARY, File, encode

HIDDEN = re.compile(rb'name="(csrf_token|draft|files_before|place|end)"\s+value="([^"]*)"')
CODENAME = b'id="codename"'
JUNK = "lorem ipsum dolor sit amet " * 60
PATIENCE = 60  # seconds
HOLD = 20  # seconds for which an upload stays half open
BIG = 500 << 20
STACK = 1 << 19


@dataclass
class Flooder:
    """One client. It never does the work that a form asks for."""

    port: int
    counts: Counter[str]
    cookie: str = ""

    def __post_init__(self) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def look(self) -> None:
        """Open the form, as somebody new."""
        self.form()
        self.counts["looked"] += 1

    def keep(self) -> None:
        """Leave a draft behind."""
        self.post("/en/testify", [*self.form(), ("narrative", JUNK), ("save", "1")])
        self.counts["drafted"] += 1

    def seal(self) -> None:
        """Send junk, and begin anew whatever the answer is."""
        status, _ = self.send()
        self.counts["sealed" if status == 303 else "refused"] += 1

    def press(self) -> None:
        """Send junk, and press the button of the line until it is in."""
        status, page = self.send()
        while status == 503:
            status, page = self.post("/en/waiting", [*hidden(page), ("seal", "1")])
        self.counts["pressed"] += 1

    def hold(self) -> None:
        """Begin an upload and let it hang."""
        fields, _ = encode([*self.form(), ("narrative", JUNK), ("consent_read", "1")], [])
        file = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="attachments"; filename="a.mp4"\r\n\r\n'
        head = (
            f"POST /en/testify HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {self.cookie}\r\n"
            f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {BIG}\r\n\r\n"
        )
        body = fields.removesuffix(f"--{BOUNDARY}--\r\n".encode())
        with socket.create_connection(("127.0.0.1", self.port)) as sock:
            sock.sendall(head.encode() + body + file.encode() + secrets.token_bytes(2048))
            sock.settimeout(HOLD)
            with contextlib.suppress(TimeoutError):
                sock.recv(1)
        self.counts["held"] += 1

    def send(self) -> tuple[int, bytes]:
        return self.post("/en/testify", [*self.form(), ("narrative", JUNK), ("consent_read", "1"), ("seal", "1")])

    def form(self) -> list[tuple[str, str]]:
        self.cookie = ""
        return hidden(self.ask("GET", "/en/testify", None, {})[1])

    def post(self, path: str, fields: Sequence[tuple[str, str]]) -> tuple[int, bytes]:
        body, kind = encode(fields, list[File]())
        return self.ask("POST", path, body, {"Content-Type": kind, "Cookie": self.cookie})

    def ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, bytes]:
        self.line.request(method, path, body, headers)
        answer = self.line.getresponse()
        page = answer.read()
        self.cookie = (answer.getheader("Set-Cookie") or self.cookie).partition(";")[0]
        return answer.status, page


KINDS: Sequence[Callable[[Flooder], None]] = (Flooder.look, Flooder.keep, Flooder.seal, Flooder.press, Flooder.hold)


@dataclass
class Flood:
    """What the clients did, known once they have ended."""

    counts: dict[str, int] = field(default_factory=dict)


@contextmanager
def flooding(port: int, clients: int) -> Iterator[Flood]:
    """Let `clients` flood the site at this port."""
    flood = Flood()
    command = [sys.executable, "-m", "tests.plugins.flood", str(port), str(clients)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield flood
        finally:
            told, _ = process.communicate()
            flood.counts = json.loads(told)


def hidden(page: bytes) -> list[tuple[str, str]]:
    return [(name.decode(), value.decode()) for name, value in HIDDEN.findall(page)]


def _run(port: int, number: int, counts: Counter[str]) -> None:
    kind = KINDS[number % len(KINDS)]
    while True:
        try:
            kind(Flooder(port, counts))
        except (OSError, http.client.HTTPException):
            counts["failed"] += 1
            time.sleep(0.1)


def main(port: int, clients: int) -> None:
    counts: Counter[str] = Counter()
    threading.stack_size(STACK)
    for number in range(clients):
        threading.Thread(target=_run, args=(port, number, counts), daemon=True).start()
    sys.stdin.read()
    print(json.dumps(counts), flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))

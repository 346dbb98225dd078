"""The tiny application as its own processes, and clients that speak HTTP as well or as badly as a test wants."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).parents[2]
BOUNDARY = "tiny-boundary"
TAIL = f"--{BOUNDARY}--\r\n".encode()
PATIENCE = 60.0


class DidNotStart(Exception):
    """The server ended instead; the text is what it said."""


class TinyServer:
    """Runs `tests.web.tiny_app` with a folder, limits and a shape. Everything it says is in `log`."""

    def __init__(
        self,
        base: Path,
        *,
        apps: int = 1,
        limits: dict[str, Any] | None = None,
        shape: dict[str, Any] | None = None,
        wrapper: tuple[str, ...] = (),
    ) -> None:
        self.folder = base / "sealed"
        self.temporary = base / "tmp"
        self.log = base / "log"
        self.folder.mkdir()
        self.temporary.mkdir()
        self.ports = [free_port() for _ in range(apps)]
        self.shape = {"workers": 1, "threads": 8, **(shape or {})}
        options = {"folder": str(self.folder), "ports": self.ports, "limits": limits or {}, "shape": self.shape}
        self._wrapped = bool(wrapper)
        self._command = [*wrapper, sys.executable, "-m", "tests.web.tiny_app", json.dumps(options)]
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=log,
                env={**os.environ, "TMPDIR": str(self.temporary), "PYTHONDONTWRITEBYTECODE": "1"},
                start_new_session=True,
            )
        assert self.process.stdout is not None
        if self.process.stdout.readline() != b"ready\n":
            self.__exit__(None, None, None)
            raise DidNotStart(self.said)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self.process is not None
        assert self.process.stdout is not None
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process.stdout.close()

    @property
    def pid(self) -> int:
        """The process that `serve` runs in, below a wrapper if there is one."""
        assert self.process is not None
        return children(self.process.pid)[0] if self._wrapped else self.process.pid

    @property
    def said(self) -> str:
        return self.log.read_text()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop, and return its exit code."""
        assert self.process is not None
        os.kill(self.pid, number)
        return self.process.wait(PATIENCE)

    def arbiters(self) -> list[int]:
        return children(self.pid)

    def workers(self) -> list[int]:
        return [worker for arbiter in self.arbiters() for worker in children(arbiter)]

    def sealed(self) -> list[Path]:
        return sorted(path for path in self.folder.rglob("*") if path.is_file())

    def connect(self, port: int | None = None) -> "Client":
        return Client(port or self.ports[0])

    def get(self, path: str = "/form", port: int | None = None, **headers: Any) -> "Answer":
        with self.connect(port) as client:
            client.send(head("GET", path, **headers))
            return client.answer()

    def post(self, body: bytes, path: str = "/upload", **headers: Any) -> "Answer":
        with self.connect() as client:
            client.send(head("POST", path, len(body), **headers) + body)
            return client.answer()


class Answer:
    """A parsed answer."""

    def __init__(self, raw: bytes) -> None:
        top, _, self.body = raw.partition(b"\r\n\r\n")
        first, *rest = top.decode("latin-1").split("\r\n")
        self.status = int(first.split()[1]) if first else 0
        self.headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in rest)}

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """One connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self._early = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def answer(self) -> Answer:
        """Read one whole answer; status 0 when the server hung up without one."""
        while b"\r\n\r\n" not in self._early:
            if not self._receive():
                return Answer(self._early)
        top, _, self._early = self._early.partition(b"\r\n\r\n")
        answer = Answer(top)
        length = int(answer.headers.get("content-length", "0"))
        while len(self._early) < length:
            assert self._receive(), top
        answer.body, self._early = self._early[:length], self._early[length:]
        return answer

    def _receive(self) -> bool:
        data = self.socket.recv(65536)
        self._early += data
        return bool(data)

    def is_open(self) -> bool:
        """Wait for whatever the server does next; False when it hangs up."""
        return bool(self.socket.recv(1))

    def reset(self) -> None:
        """End the connection with a reset, as a dying network does."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        self.socket.close()


def head(method: str, path: str, length: int | None = None, **headers: str) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: tiny"]
    if length is not None:
        lines += [f"Content-Length: {length}", f"Content-Type: multipart/form-data; boundary={BOUNDARY}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def field(name: str, value: str) -> bytes:
    return f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()


def file(filename: str, content: bytes) -> bytes:
    return file_head(filename) + content + b"\r\n"


def file_head(filename: str) -> bytes:
    top = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{filename}"\r\n'
    return f"{top}Content-Type: application/octet-stream\r\n\r\n".encode()


TOKEN = field("csrf_token", "good")


def form(*parts: bytes) -> bytes:
    return TOKEN + b"".join(parts) + TAIL


def stalled(server: TinyServer, count: int, stack: ExitStack, sent: bytes | None = None) -> list[Client]:
    """Return senders in the middle of an upload of 100 MB."""
    clients = [stack.enter_context(server.connect()) for _ in range(count)]
    for client in clients:
        client.send(head("POST", "/upload", 100_000_000) + (sent or TOKEN + file_head("slow") + bytes(3000)))
    return clients


def children(process: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def is_running(process: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False


def eventually(holds: Any, seconds: float = 20.0) -> bool:
    """Wait until something holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def resident_mib(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port: int = door.getsockname()[1]
    return port

"""A real Holas: `holas demo` as its own processes, reached over HTTP like anyone would.

    def test_story(instance_server: DemoServer, page: Page) -> None:
        page.goto(f"{instance_server.source}/en/testify")

`instance_server` is shared by the tests of one process: leave it usable. A test that kills, fills up or seizes a server
asks `start_demo` for its own.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue

import pytest

HOLAS = Path(sys.executable).with_name("holas")
FEW = "6"  # cases; a later --cases wins
PATIENCE = 180  # seconds: filling a demo on two busy cores takes its time


@dataclass(frozen=True)
class SignIn:
    """How to sign in to the demo as one of its staff."""

    role: str
    username: str
    passphrase: str
    totp_secret: str | None


class DemoServer:
    """One instance in a folder of its own. All it may write to lies below `base`."""

    def __init__(
        self, base: Path, *arguments: str, environment: dict[str, str] | None = None, program: Path = HOLAS
    ) -> None:
        self.base = base
        self.home = base / "home"
        self.temporary = base / "tmp"
        self.working = base / "cwd"
        self.log = base / "server.log"
        for folder in (self.temporary, self.working):
            folder.mkdir(parents=True)
        self.program = program
        self.arguments = ("--cases", FEW, *arguments)
        self.environment = environment or {}
        self.source_port = self.staff_port = 0
        self.source = self.staff = ""
        self.sign_ins: list[SignIn] = []
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start, and return when both addresses answer. Later starts keep the ports."""
        command: list[str | Path] = [self.program, "demo", "--json", "--home", self.home]
        ports = ["--source-port", str(self.source_port), "--staff-port", str(self.staff_port)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, *ports, *self.arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=self.working,
                env={**os.environ, "TMPDIR": str(self.temporary), **self.environment},
                start_new_session=True,
            )
        self._learn(self._first_line(self._process))

    def _first_line(self, process: subprocess.Popen[str]) -> str:
        """Read the line that says the server is ready, and keep reading so that it never waits for us."""
        lines: Queue[str] = Queue()

        def read() -> None:
            assert process.stdout is not None
            with process.stdout as output, self.log.open("a") as log:
                lines.put(output.readline())
                log.writelines(output)

        threading.Thread(target=read, daemon=True).start()
        try:
            line = lines.get(timeout=PATIENCE)
        except Empty:
            line = ""
        if not line:
            self.kill()
            message = f"holas demo did not get ready:\n{self.log.read_text()[-4000:]}"
            raise AssertionError(message)
        return line

    def _learn(self, line: str) -> None:
        ready = json.loads(line)
        self.source, self.staff = ready["source"].rstrip("/"), ready["staff"].rstrip("/")
        self.source_port, self.staff_port = _port(self.source), _port(self.staff)
        self.sign_ins = [SignIn(**entry) for entry in ready["sign_ins"]]

    def sign_in_as(self, role: str) -> SignIn:
        """Return the first demo sign-in of a role."""
        return next(entry for entry in self.sign_ins if entry.role == role)

    @property
    def process_id(self) -> int:
        assert self._process is not None, "the server is not running"
        return self._process.pid

    def kill(self) -> None:
        """End all its processes as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it as its operator would."""
        self._end(signal.SIGTERM)

    def restart(self) -> None:
        """Start again in the same folder and at the same addresses."""
        self.stop()
        self.start()

    def _end(self, number: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        os.killpg(process.pid, number)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


StartDemo = Callable[..., DemoServer]


def _port(address: str) -> int:
    return int(address.rpartition(":")[2])


@pytest.fixture(scope="session")
def instance_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    """A running demo for all tests of this process that leave it usable."""
    server = DemoServer(tmp_path_factory.mktemp("demo"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def start_demo() -> Iterator[StartDemo]:
    """Start a demo that belongs to one test: `start_demo("--flag", environment={...})`."""
    servers: list[DemoServer] = []
    with tempfile.TemporaryDirectory(prefix="holas-demo-") as folder:

        def start(*arguments: str, environment: dict[str, str] | None = None) -> DemoServer:
            server = DemoServer(Path(folder) / str(len(servers)), *arguments, environment=environment)
            servers.append(server)
            server.start()
            return server

        yield start
        for server in servers:
            server.kill()

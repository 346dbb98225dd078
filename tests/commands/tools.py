"""Running `holas`: in this process where that is enough, as a program of its own where it is not."""

import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner, Result

from intake.cli import main
from intake.config import Settings
from intake.services import sign_in
from intake.services.instance import Instance
from intake.services.keyring import Keyring
from intake.store.database import open_database
from intake.wiring import open_instance

HOLAS = Path(sys.executable).with_name("holas")
PATIENCE = 120
PASSPHRASE = re.compile(r"^  (\S+) +([a-z]+(?: [a-z]+){6})  \(", re.MULTILINE)


def holas(
    *arguments: str | Path, home: Path | None = None, typed: str = "", environ: Mapping[str, str] | None = None
) -> Result:
    """Run a command in this process, as if in a shell where HOLAS_HOME is `home`."""
    given = {**(environ or {}), **({"HOLAS_HOME": str(home)} if home else {})}
    return CliRunner().invoke(main, [str(one) for one in arguments], input=typed, env=given)


def program(*arguments: str | Path, home: Path | None = None, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run it as its users do."""
    given = {**os.environ, **({"HOLAS_HOME": str(home)} if home else {})}
    return subprocess.run(
        [HOLAS, *arguments],
        env=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
        input=typed,
    )


def failed(result: Result) -> str:
    """Return the one sentence that a failed command said last, after checking that it failed as it should."""
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    last = result.stderr.strip().splitlines()[-1]
    assert last.endswith("."), last
    return last


def page(address: str) -> str:
    """Return what a server of ours answers. Raises `HTTPError`."""
    with urllib.request.urlopen(address, timeout=PATIENCE) as response:  # noqa: S310 - loopback
        return str(response.read().decode())


def mode(path: Path) -> int:
    """The permission bits of a file or folder."""
    return path.stat().st_mode & 0o777


@dataclass(frozen=True)
class Home:
    """An instance folder, and its founders' passphrases."""

    folder: Path
    passphrases: Mapping[str, str]
    root_key: Path

    @contextmanager
    def opened(self) -> Iterator[Instance]:
        """The instance, as a server opens it."""
        with opened_at(self.folder) as instance:
            yield instance

    def keyring(self, instance: Instance, username: str) -> Keyring:
        """What this founder can open, by really signing in."""
        ticket = sign_in.sign_in(instance, username, self.passphrases[username], known_device=False)
        return sign_in.resume(instance, ticket.session_id, ticket.secret)


@contextmanager
def opened_at(folder: Path) -> Iterator[Instance]:
    """Open whatever instance lies in a folder."""
    instance = open_instance(Settings.from_mapping({"HOLAS_HOME": str(folder)}))
    try:
        yield instance
    finally:
        instance.database.close()  # type: ignore[attr-defined]


def revision(folder: Path) -> str | None:
    """The schema revision of the SQLite database in a folder."""
    database = open_database(f"sqlite:///{folder / 'holas.sqlite'}")
    try:
        return database.revision()
    finally:
        database.close()

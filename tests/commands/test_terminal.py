"""On a real terminal: passphrases are typed unseen, and long work shows a bar. Elsewhere it prints plain lines."""

import os
import select
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from intake.commands.progress import Tick, progress, stretches
from tests.commands.tools import HOLAS, PATIENCE, Home, holas

# A process of its own makes the terminal: this one has threads, and must not fork.
SPAWN = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"


class Terminal:
    """A program on a terminal of its own."""

    def __init__(self, command: Sequence[str | Path], environ: dict[str, str]) -> None:
        self.shown = ""
        self._read = 0
        self._process = subprocess.Popen(
            [sys.executable, "-c", SPAWN, *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environ
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._keyboard, self._screen = self._process.stdin, self._process.stdout

    def wait_for(self, words: str) -> None:
        """Read until these words are shown, after those of the last call."""
        while words not in self.shown[self._read :]:
            ready, _, _ = select.select([self._screen], [], [], PATIENCE)
            data = os.read(self._screen.fileno(), 4096) if ready else b""
            assert data, self.shown
            self.shown += data.decode()
        self._read = self.shown.index(words, self._read) + len(words)

    def type(self, line: str) -> None:
        self._keyboard.write(f"{line}\n".encode())
        self._keyboard.flush()

    def finish(self) -> int:
        """Read to the end and return the exit code."""
        rest, _ = self._process.communicate(timeout=PATIENCE)
        self.shown += rest.decode()
        return self._process.returncode


@contextmanager
def on_terminal(*arguments: str | Path, home: Path) -> Iterator[Terminal]:
    terminal = Terminal([HOLAS, *arguments], {**os.environ, "HOLAS_HOME": str(home), "TERM": "xterm", "COLUMNS": "80"})
    yield terminal
    assert terminal.finish() == 0, terminal.shown


def test_passphrases_are_typed_unseen(home: Home) -> None:
    with on_terminal("staff", "admit", "maria", "--role", "intake", home=home.folder) as terminal:
        for username in ("anna", "boris"):
            terminal.wait_for("User name: ")
            terminal.type(username)
            terminal.wait_for("Passphrase: ")
            terminal.type(home.passphrases[username])
        terminal.wait_for("maria is a member now")
    for username in ("anna", "boris"):
        assert username in terminal.shown
        assert home.passphrases[username] not in terminal.shown


def test_long_work_shows_a_bar(small_demo: Home, tmp_path: Path) -> None:
    arguments = ("backup", tmp_path / "backup", "--without-grant-key")
    with on_terminal(*arguments, home=small_demo.folder) as terminal:
        terminal.wait_for("100%")
    assert "Copying files  [#" in terminal.shown
    assert "Copying files: " not in terminal.shown


def test_elsewhere_it_prints_plain_lines(small_demo: Home, tmp_path: Path) -> None:
    done = holas("backup", tmp_path / "backup", "--without-grant-key", home=small_demo.folder)
    lines = [line for line in done.stderr.splitlines() if line.startswith("Copying files: ")]
    assert 4 <= len(lines) <= 6
    assert lines[-1] == "Copying files: 10 of 10"


@pytest.mark.parametrize(("total", "told"), [(0, []), (1, [1]), (3, [1, 2, 3]), (1000, [250, 500, 750, 1000])])
def test_plain_lines_are_few(total: int, told: list[int], capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Work", total) as tick:
        for done in range(1, total + 1):
            tick(done)
    assert capsys.readouterr().err.splitlines() == [f"Work: {done} of {total}" for done in told]


def test_each_stretch_of_long_work_has_a_bar_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    with stretches("Reading") as tell:
        for at in ((1, 2), (2, 2), (1, 1), (1, 2), (2, 2), (1, 2)):
            tell(*at)
    said = capsys.readouterr().err.splitlines()
    assert said == [f"Reading: {done} of {total}" for done, total in ((1, 2), (2, 2), (1, 1), (1, 2), (2, 2), (1, 2))]


def test_a_bar_begins_anew_where_less_is_done_than_before(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[tuple[str, int]] = []

    @contextmanager
    def watched(label: str, total: int) -> Iterator[Tick]:
        begun.append((label, total))
        yield lambda _done: None

    monkeypatch.setattr("intake.commands.progress.progress", watched)
    with stretches("Reading") as tell:
        for at in ((1, 2), (2, 2), (1, 2), (3, 4)):
            tell(*at)
    assert begun == [("Reading", 2), ("Reading", 2), ("Reading", 4)]

"""Programs from outside PyPI that some tests need, and what to say when one is not there.

A test asks for the fixture `chromium` or `strace`. Where the program is missing it skips with one sentence, and the
run closes by repeating each sentence, so that a green run never hides what it did not try.
"""

import shutil
import subprocess
from pathlib import Path

import playwright
import pytest

CHROMIUM = "The browser tests need Chromium (Debian package chromium), which is not installed."
DRIVER = "The browser tests need a library of Playwright's driver (Debian package libatomic1), which is not installed."
STRACE = "The tests that watch system calls need strace (Debian package strace), which is not installed."
POSTGRES = "The PostgreSQL tests need its server (Debian package postgresql), which is not installed."

_skipped: set[str] = set()


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser."""
    found = _program("chromium", CHROMIUM)
    driver = Path(playwright.__file__).parent / "driver" / "node"
    if subprocess.run([driver, "--version"], capture_output=True, check=False).returncode:
        pytest.skip(DRIVER)
    return found


@pytest.fixture(scope="session")
def strace() -> str:
    """Path of the program that shows system calls."""
    return _program("strace", STRACE)


def _program(name: str, sentence: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(sentence)
    return found


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        _skipped.add(reason.removeprefix("Skipped: "))


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Print after pytest's own last line, on the process that has the terminal."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and _skipped:
        reporter.write_line("Not tested here: " + " ".join(sorted(_skipped)), yellow=True)

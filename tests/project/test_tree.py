"""The tree carries nothing of the machine that it was written on, and stays easy to read."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST_MODULE = 400  # lines
# Put together here, so that this file does not contain what it looks for.
REGISTRIES = [
    "pypi" + ".org",
    "pypi" + ".python",
    "pythonhosted" + ".org",
    "registry" + ".npmjs",
    "deb" + ".debian.org",
    "find" + "-links /",
    "index" + "-url http",
]
MACHINE = re.compile(r"(?<![\w.$}])/(?:work|root|home|Users|opt/(?:wheels|pypi))" + r"/[\w.]")


def tracked_files() -> list[Path]:
    """Return every file of the project that is or would be committed."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return [path for name in listing.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def texts() -> dict[str, str]:
    """Return name and text of every text file."""
    found = {}
    for path in tracked_files():
        try:
            found[str(path.relative_to(ROOT))] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found


def test_no_registry_is_named() -> None:
    naming = [(name, host) for name, text in texts().items() for host in REGISTRIES if host in text]
    assert naming == []


def test_no_path_of_a_machine_is_named() -> None:
    naming = [(name, match.group()) for name, text in texts().items() for match in MACHINE.finditer(text)]
    assert naming == []


@pytest.mark.parametrize("line", ["see /" + "root/x", "'/" + "home/ann/x'", "file:///" + "work/main"])
def test_paths_of_a_machine_are_recognised(line: str) -> None:
    assert MACHINE.search(line)


@pytest.mark.parametrize("package", ["crypto", "intake"])
def test_modules_stay_short(package: str) -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in (ROOT / package).rglob("*.py")}
    assert len(lengths) > 10
    assert {path.name: lines for path, lines in lengths.items() if lines >= LONGEST_MODULE} == {}


def test_tests_do_not_shadow_the_packages() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []

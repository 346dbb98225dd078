"""What is fetched is pinned by hash, from wherever the machine's own settings say."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMES = ["runtime", "statistics", "development"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def asked_for(name: str) -> set[str]:
    """Return the requirements of an .in file, without comments and constraints."""
    lines = (ROOT / "requirements" / f"{name}.in").read_text().splitlines()
    return {line for line in lines if line and not line.startswith(("#", "-c "))}


def entries(name: str) -> Iterator[str]:
    """Yield each logical line of a .txt file, without comments."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    without_comments = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE)
    yield from re.sub(r"\\\n\s*", "", without_comments).splitlines()


def pins(name: str) -> set[str]:
    """Return the package names that a .txt file pins."""
    return {entry.partition("==")[0] for entry in entries(name)}


@pytest.mark.parametrize("name", NAMES)
def test_every_entry_has_one_version_and_hashes_and_nothing_else(name: str) -> None:
    entry = re.compile(r"[a-z0-9-]+==[^\s;]+( ; [^-]+?)?( --hash=sha256:[0-9a-f]{64})+")
    found = list(entries(name))
    assert len(found) >= 3
    assert [line for line in found if not entry.fullmatch(line)] == []


@pytest.mark.parametrize("name", NAMES)
def test_everything_asked_for_is_pinned(name: str) -> None:
    wanted = {re.split(r"[<>=\[]", line)[0].lower() for line in asked_for(name)}
    assert wanted
    assert wanted <= pins(name)


def test_files_agree_on_versions() -> None:
    versions: dict[str, set[str]] = {}
    for name in NAMES:
        for entry in entries(name):
            pin = entry.partition(" --hash")[0]
            versions.setdefault(pin.partition("==")[0], set()).add(pin)
    several = {package: found for package, found in versions.items() if len(found) > 1}
    # Two versions of one package are fine where a condition says which Python gets which.
    assert all(" ; " in pin for found in several.values() for pin in found), several


def test_the_wheel_asks_for_what_the_files_pin() -> None:
    assert set(PROJECT["dependencies"]) == asked_for("runtime")
    assert set(PROJECT["optional-dependencies"]["statistics"]) == asked_for("statistics")

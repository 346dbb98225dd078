"""The wheel holds all that an installed Holas needs, and nothing of the tests."""

import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.project.test_tree import tracked_files

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
MOVED = {"templates": "intake/_templates", "migrations": "intake/_migrations"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    folder = tmp_path_factory.mktemp("wheel")
    command: list[str | Path] = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
    subprocess.run(command, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    with zipfile.ZipFile(built) as opened:
        yield opened


def expected_names() -> set[str]:
    """Return where each file of the packages, templates and migrations lies in the wheel."""
    names = set()
    for path in tracked_files():
        top, _, rest = str(path.relative_to(ROOT)).partition("/")
        if top in {"crypto", "intake", *MOVED} and rest:
            names.add(f"{MOVED.get(top, top)}/{rest}")
    return names


def test_it_holds_every_file_of_the_packages_and_no_other(wheel: zipfile.ZipFile) -> None:
    held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert held == expected_names()


@pytest.mark.parametrize(
    "kind",
    ["intake/_templates/base.html", "intake/_migrations/env.py", "intake/static/", "intake/vocabulary/"],
)
def test_each_kind_of_data_is_there(wheel: zipfile.ZipFile, kind: str) -> None:
    assert [name for name in wheel.namelist() if name.startswith(kind)]


def test_its_metadata_says_license_command_and_dependencies(wheel: zipfile.ZipFile) -> None:
    (folder,) = {name.partition("/")[0] for name in wheel.namelist() if ".dist-info/" in name}
    metadata = wheel.read(f"{folder}/METADATA").decode()
    assert "License-Expression: AGPL-3.0-or-later" in metadata
    assert wheel.read(f"{folder}/licenses/LICENSE") == (ROOT / "LICENSE").read_bytes()
    assert "holas = intake.cli:main" in wheel.read(f"{folder}/entry_points.txt").decode()
    for dependency in PROJECT["dependencies"]:
        assert f"Requires-Dist: {dependency}\n" in metadata

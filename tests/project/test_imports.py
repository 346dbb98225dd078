"""Dependencies point down, and the rule that says so can fail."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINTER = Path(sys.executable).with_name("lint-imports")

# Who must not import whom, one each for what the contracts are about.
VIOLATIONS = [
    ("crypto.padding", "intake.clock"),
    ("intake.domain.entities", "crypto"),
    ("intake.domain.entities", "flask"),
    ("intake.domain.entities", "intake.services.ports"),
    ("intake.services.ports", "cryptography"),
    ("intake.services.ports", "intake.store"),
    ("intake.services.ports", "intake.web"),
    ("intake.services.ports", "sqlalchemy"),
    ("intake.store", "flask"),
    ("intake.web", "intake.store"),
    ("intake.web", "highspy"),
    ("intake.web", "intake.domain.column_counts"),
    ("intake.web", "opendp"),
    ("intake.web", "sqlalchemy"),
    ("intake.web.audit", "intake.web.review"),
    ("intake.web.source", "intake.web.staff"),
    ("intake.web.staff", "intake.web.review"),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts of the tree in a folder."""
    command: list[str | Path] = [LINTER, "--no-cache", "--config", folder / ".importlinter"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env={"PYTHONPATH": "."})


def test_dependencies_point_down() -> None:
    run = lint(ROOT)
    assert run.returncode == 0, run.stdout
    assert "0 broken" in run.stdout


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the linter says of a copy of the tree with every wrong import in it."""
    folder = tmp_path_factory.mktemp("tree")
    for package in ("crypto", "intake"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(ROOT / ".importlinter", folder)
    for importer, imported in VIOLATIONS:
        with file_of(importer, folder).open("a") as module:
            module.write(f"\nimport {imported}\n")
    run = lint(folder)
    assert run.returncode == 1, run.stdout
    return run.stdout


def file_of(module: str, folder: Path) -> Path:
    path = folder.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@pytest.mark.parametrize(("importer", "imported"), VIOLATIONS, ids=str)
def test_a_wrong_import_is_found(importer: str, imported: str, found: str) -> None:
    assert re.search(rf"{re.escape(importer)} -> {re.escape(imported)}[\w.]* \(l", found), found


def test_every_contract_can_be_broken(found: str) -> None:
    (verdict,) = re.findall(r"Contracts: (\d+) kept, (\d+) broken", found)
    contracts = (ROOT / ".importlinter").read_text().count("[importlinter:contract:")
    assert verdict == ("0", str(contracts))

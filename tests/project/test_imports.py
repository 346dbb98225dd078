"""Dependencies point down, and the rule that says so can fail."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINTER = Path(sys.executable).with_name("lint-imports")

VIOLATIONS = {
    "domain-knows-a-framework": ("intake/domain/entities.py", "import flask"),
    "domain-knows-crypto": ("intake/domain/entities.py", "import crypto"),
    "domain-knows-services": ("intake/domain/entities.py", "import intake.services.ports"),
    "services-know-the-store": ("intake/services/ports.py", "import intake.store"),
    "services-know-a-database": ("intake/services/ports.py", "import sqlalchemy"),
    "services-know-pages": ("intake/services/ports.py", "import intake.web"),
    "store-knows-pages": ("intake/store/__init__.py", "import flask"),
    "web-knows-the-store": ("intake/web/__init__.py", "import intake.store"),
    "web-knows-a-database": ("intake/web/__init__.py", "import sqlalchemy"),
    "crypto-knows-people": ("crypto/padding.py", "import intake.clock"),
    "a-second-door-to-cryptography": ("intake/services/ports.py", "import cryptography"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts of the tree in a folder."""
    command: list[str | Path] = [LINTER, "--no-cache", "--config", folder / ".importlinter"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env={"PYTHONPATH": "."})


def test_dependencies_point_down() -> None:
    run = lint(ROOT)
    assert run.returncode == 0, run.stdout
    assert "0 broken" in run.stdout


@pytest.mark.parametrize(("name", "line"), VIOLATIONS.values(), ids=VIOLATIONS)
def test_a_wrong_import_is_found(name: str, line: str, tmp_path: Path) -> None:
    for package in ("crypto", "intake"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    module = tmp_path / name
    module.write_text(f"{module.read_text()}\n{line}\n")
    run = lint(tmp_path)
    assert run.returncode == 1, run.stdout
    assert "broken" in run.stdout

"""`make audit` ends well only when every pin got an answer and the answer was good."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
AUDIT = ROOT / "scripts" / "audit.py"
PINS = (
    "flask==3.1.3 \\\n    --hash=sha256:00\nwrapt==1.0 ; python_version < '3.12' \\\n    --hash=sha256:00\nwrapt==2.0\n"
)


def answer(**versions: str) -> list[dict[str, object]]:
    return [{"name": name, "version": version, "vulns": []} for name, version in versions.items()]


def run_audit(folder: Path, answers: list[dict[str, object]] | str, status: int = 0) -> tuple[int, str]:
    """Run the script with a pip-audit that prints what we say, for the pins that it was asked about."""
    (folder / "pip_audit.py").write_text(
        "import json, pathlib, sys\n"
        f"answers = {answers!r}\n"
        "asked = pathlib.Path(sys.argv[-1]).read_text().split()\n"
        "assert len({line.partition('==')[0] for line in asked}) == len(asked), 'one version each'\n"
        "if isinstance(answers, list):\n"
        "    mine = [a for a in answers if f'{a[\"name\"]}=={a.get(\"version\")}' in asked or 'skip_reason' in a]\n"
        "    answers = json.dumps({'dependencies': mine})\n"
        f"print(answers); sys.exit({status})\n"
    )
    pins = folder / "pins.txt"
    pins.write_text(PINS)
    environment = {"PYTHONPATH": str(folder), "TMPDIR": str(folder)}
    run = subprocess.run([sys.executable, AUDIT, pins], env=environment, capture_output=True, text=True, check=False)
    return run.returncode, run.stdout + run.stderr


ALL = [*answer(flask="3.1.3", wrapt="1.0"), *answer(wrapt="2.0")]


def test_all_answered_and_good(tmp_path: Path) -> None:
    assert run_audit(tmp_path, ALL) == (0, "3 pinned packages were audited; no vulnerability is known.\n")


def test_a_vulnerability_fails(tmp_path: Path) -> None:
    bad: dict[str, object] = {"name": "flask", "version": "3.1.3", "vulns": [{"id": "CVE-0000-1"}]}
    status, said = run_audit(tmp_path, [bad, *ALL[1:]], status=1)
    assert (status, said) == (1, "flask 3.1.3 has the known vulnerability CVE-0000-1.\n")


@pytest.mark.parametrize(
    ("answers", "unanswered"),
    [
        ([{"name": "flask", "skip_reason": "not found"}, *ALL[1:]], "1 of 3"),
        (ALL[:2], "1 of 3"),
        ([], "3 of 3"),
        ("", "3 of 3"),
        ("cannot connect", "3 of 3"),
        (json.dumps([]), "3 of 3"),
    ],
    ids=["skipped", "for-another-python", "nothing", "silence", "an-error", "another-format"],
)
def test_no_answer_fails_though_pip_audit_ends_well(
    tmp_path: Path, answers: list[dict[str, object]] | str, unanswered: str
) -> None:
    status, said = run_audit(tmp_path, answers)
    assert status == 1
    assert f"{unanswered} pinned packages could not be audited" in said


def test_nothing_to_audit_fails(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("# nothing\n")
    run = subprocess.run([sys.executable, AUDIT, tmp_path / "empty.txt"], capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "nothing to audit" in run.stderr

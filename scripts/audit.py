"""Ask for known vulnerabilities of every pinned package, and fail unless each one got an answer.

pip-audit by itself ends well when the advisory service does not know a package or is out of reach, and it leaves out
pins that are for another Python or system. So the pins are listed here, given to pip-audit without their conditions,
and looked for in its report.

    python scripts/audit.py requirements/*.txt

Exit status: 0 when every pin was audited and none has a known vulnerability, else 1 with a sentence for each reason.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", re.MULTILINE)
Pin = tuple[str, str]


def main(paths: list[str]) -> int:
    """Audit the pins of the files; return the exit status."""
    pins = sorted({pin for path in paths for pin in read_pins(Path(path).read_text())})
    problems = audit(pins) if pins else ["There is nothing to audit: give the requirement files."]
    for problem in problems:
        sys.stderr.write(problem + "\n")
    if not problems:
        sys.stdout.write(f"{len(pins)} pinned packages were audited; no vulnerability is known.\n")
    return 1 if problems else 0


def read_pins(text: str) -> list[Pin]:
    """Return (normalized name, version) of every pin, whatever its condition."""
    return [(re.sub(r"[-_.]+", "-", name).lower(), version) for name, version in PIN.findall(text)]


def audit(pins: list[Pin]) -> list[str]:
    """Return a sentence for each known vulnerability, and one for all pins that got no answer."""
    answers: dict[Pin, list[str]] = {}
    for batch in batches(pins):
        answers |= ask(batch)
    return judge(pins, answers)


def judge(pins: list[Pin], answers: dict[Pin, list[str]]) -> list[str]:
    """Say what is wrong, if anything."""
    sentences = [
        f"{name} {version} has the known vulnerability {vulnerability}."
        for name, version in pins
        for vulnerability in answers.get((name, version), [])
    ]
    silent = [f"{name} {version}" for name, version in pins if (name, version) not in answers]
    if silent:
        count = f"{len(silent)} of {len(pins)} pinned packages could not be audited"
        sentences.append(f"{count}; the advisory service gave no answer about {', '.join(silent)}.")
    return sentences


def batches(pins: Iterable[Pin]) -> list[list[Pin]]:
    """Split so that no batch has two versions of one package, which pip-audit would refuse."""
    split: list[dict[str, str]] = []
    for name, version in pins:
        free = next((batch for batch in split if name not in batch), None)
        if free is None:
            split.append(free := {})
        free[name] = version
    return [list(batch.items()) for batch in split]


def ask(pins: list[Pin]) -> dict[Pin, list[str]]:
    """Return the ids of known vulnerabilities of each pin that was audited; a pin without an answer is left out."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.writelines(f"{name}=={version}\n" for name, version in pins)
        file.flush()
        command = ["-m", "pip_audit", "--disable-pip", "--no-deps", "--progress-spinner=off", "--format=json"]
        command += ["--requirement", file.name]
        run = subprocess.run([sys.executable, *command], check=False, capture_output=True, text=True)
    return read_answers(run.stdout)


def read_answers(report: str) -> dict[Pin, list[str]]:
    """Read pip-audit's JSON; anything that is not such a report holds no answer."""
    try:
        found = json.loads(report)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return {}
    return {
        (entry["name"], entry["version"]): [vulnerability["id"] for vulnerability in entry["vulns"]]
        for entry in found
        if "vulns" in entry and "skip_reason" not in entry
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

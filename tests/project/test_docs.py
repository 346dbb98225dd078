"""What the documents point to exists: files, headings, tests that hold a claim, targets of make, commands."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.project.test_tree import tracked_files

ROOT = Path(__file__).parents[2]
DOCUMENTS = [path for path in tracked_files() if path.suffix == ".md"]
LINK = re.compile(r"(?:\]\(|<img src=\")([^)\"\s]+)")
NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?(?:\[[^]]*\])?`")
MAKE = re.compile(r"`make ([a-z]+)")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def anchors(path: Path) -> set[str]:
    """Return the anchors that a renderer makes of a document's headings."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_link(document: Path, target: str) -> bool:
    if re.match(r"[a-z]+:", target):
        return False
    name, _, anchor = target.partition("#")
    file = (document.parent / name).resolve() if name else document
    return not file.exists() or bool(anchor and anchor not in anchors(file))


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_links_lead_somewhere(document: Path) -> None:
    assert [target for target in LINK.findall(document.read_text()) if broken_link(document, target)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_named_tests_exist(document: Path) -> None:
    missing = [
        f"{file}::{function}"
        for file, function in NAMED_TEST.findall(document.read_text())
        if not (ROOT / file).is_file() or (function and f"def {function}(" not in (ROOT / file).read_text())
    ]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_named_targets_of_make_exist(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(MAKE.findall(document.read_text())) <= targets


def test_a_broken_link_is_found() -> None:
    readme = ROOT / "README.md"
    assert broken_link(readme, "no-such-file.md")
    assert broken_link(readme, "#no-such-heading")
    assert not broken_link(readme, "LICENSE")


def test_make_says_what_there_is() -> None:
    run = subprocess.run(["make", "-C", ROOT, "help"], check=True, capture_output=True, text=True)
    for target in ("demo", "test", "soak", "lint", "types", "format", "bench", "docs", "audit"):
        assert re.search(rf"^{target} +\w", run.stdout, re.MULTILINE)

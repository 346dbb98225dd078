"""`holas vocabulary`: clean data are said to be clean, and what an instance adds is checked with them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from intake.commands import vocabulary as command
from intake.commands.vocabulary import vocabulary
from intake.domain.lists import NAMES, Lists


def _run(*arguments: str) -> str:
    done = CliRunner().invoke(vocabulary, arguments)
    assert (done.exit_code, done.stderr) == (0, "")
    return done.stdout


def _refused(*arguments: str) -> str:
    done = CliRunner().invoke(vocabulary, arguments)
    assert done.exit_code == 1
    return done.stderr


def _own(folder: Path, entry: dict[str, object]) -> str:
    file = folder / "lists.json"
    lists = {"format": "holas-lists/1", **dict.fromkeys(NAMES, ()), "facilities": [entry]}
    file.write_text(json.dumps(lists), encoding="utf-8")
    return str(file)


def test_the_shipped_vocabulary_is_clean(tmp_path: Path) -> None:
    assert _run("check") == "Version 2: 76 codes, 20 attributes. Clean.\n"
    own = _own(tmp_path, {"id": "barracks", "labels": {"en": "Barracks"}, "region": "BY-HO"})
    assert "Clean." in _run("check", "--lists", own)


def test_an_instance_is_told_what_is_wrong_with_its_own_lists(tmp_path: Path) -> None:
    own = _own(tmp_path, {"id": "barracks", "labels": {"en": "Barracks"}, "region": "BY-XX"})
    assert "barracks lies in a region that is not in the list" in _refused("check", "--lists", own)


def test_problems_are_lines_and_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def problems_of(_versions: tuple[str, ...], _lists: Lists) -> list[str]:
        return ["One.", "Two."]

    monkeypatch.setattr(command, "problems_of", problems_of)
    done = CliRunner().invoke(vocabulary, ["check"])
    assert done.stdout == "One.\nTwo.\n"
    assert done.exit_code == 1
    assert "2 problems." in done.stderr


def test_versions_are_compared() -> None:
    told = _run("diff", "1", "2")
    assert "+ code tor_stress_position: Stress position" in told
    assert told.endswith(" differences.\n")
    assert "There is no version 9 of the vocabulary." in _refused("diff", "1", "9")

"""One act counts in one chapter: by its code, and where a code serves several rights, by its motive."""

import json
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from intake.domain.crosswalk import Crosswalk
from intake.domain.vocabulary import BadVocabulary, UnknownTerm, Vocabulary

RAW = (resources.files("intake") / "vocabulary" / "reports" / "country.json").read_text(encoding="utf-8")
VOCABULARY = Vocabulary.load("2")


@pytest.mark.parametrize(
    ("activity", "chapter"),
    [
        ("expression", "expression"),
        ("assembly", "assembly"),
        ("association", "association"),
        ("candidacy", "association"),
        ("union", "association"),
        ("bystander", "assembly"),
        ("profession", "assembly"),
        (None, "assembly"),
    ],
)
def test_an_arrest_counts_where_its_motive_belongs(activity: str | None, chapter: str) -> None:
    assert Crosswalk.load().chapter("lib_arbitrary_arrest", activity) == chapter


def test_every_code_has_a_chapter_whatever_the_motive() -> None:
    crosswalk = Crosswalk.load()
    chapters = {one.id for one in crosswalk.chapters}
    for code in VOCABULARY.codes():
        for activity in (None, *VOCABULARY.attribute("protected_activity").ids()):
            assert crosswalk.chapter(code.id, activity) in chapters
    assert crosswalk.chapter("tor_beating", "expression") == "torture"
    assert all(code.id in crosswalk.by_activity for code in VOCABULARY.codes() if code.id.startswith("lib_"))


def test_unknown_codes_and_reports_are_named_errors() -> None:
    with pytest.raises(UnknownTerm):
        Crosswalk.load().chapter("tor_invented", None)
    for report in ("nothing", "../v1", ""):
        with pytest.raises(UnknownTerm):
            Crosswalk.load(report)


BREAKS: dict[str, Callable[[Any], object]] = {
    "a key too few": lambda data: data.pop("chapters"),
    "another format": lambda data: data.update(format="x"),
    "an unknown vocabulary": lambda data: data.update(vocabulary="99"),
    "a chapter twice": lambda data: data["chapters"].append(data["chapters"][0]),
    "a category without a chapter": lambda data: data["by_category"].pop("torture"),
    "a chapter that is not there": lambda data: data["by_category"].update(torture="x"),
    "an unknown code": lambda data: data["by_activity"].update(tor_invented={}),
    "an unknown activity": lambda data: data["by_activity"]["asm_fine"].update(sleeping="assembly"),
    "an activity in no chapter": lambda data: data["by_activity"]["asm_fine"].update(union="x"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_crosswalk_is_refused(name: str) -> None:
    data = json.loads(RAW)
    BREAKS[name](data)
    with pytest.raises(BadVocabulary):
        Crosswalk.parse(json.dumps(data))


def test_a_file_of_another_report_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "vocabulary" / "reports").mkdir(parents=True)
    (tmp_path / "vocabulary" / "reports" / "other.json").write_text(RAW, encoding="utf-8")
    monkeypatch.setattr(resources, "files", lambda _: tmp_path)
    with pytest.raises(BadVocabulary):
        Crosswalk.load("other")

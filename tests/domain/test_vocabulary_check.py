"""What `holas vocabulary check` and `diff` tell: nothing of what is whole, a line for each thing that is not."""

import json
from collections.abc import Callable
from importlib import resources
from typing import Any

import pytest

from intake.domain import vocabulary_check
from intake.domain.crosswalk import Crosswalk
from intake.domain.lists import Lists
from intake.domain.vocabulary import BadVocabulary, Vocabulary, versions
from intake.domain.vocabulary_check import check, check_lists, check_version, diff

RAW = (resources.files("intake") / "vocabulary" / "v2.json").read_text(encoding="utf-8")
LISTS = Lists.shipped()


def _changed(change: Callable[[Any], object]) -> Vocabulary:
    data = json.loads(RAW)
    change(data)
    return Vocabulary.parse(json.dumps(data))


def _unmapped(data: Any) -> None:
    for name in ("huridocs", "huridocs_label", "iccs", "sdg_16_10_1", "un_mandate"):
        data["codes"][0][name] = None


def _without_other(data: Any) -> None:
    data["codes"] = [one for one in data["codes"] if one["id"] != "hlt_other"]


def _same_label(data: Any) -> None:
    data["codes"][1]["labels"]["be"] = data["codes"][0]["labels"]["be"].upper()


def _english_only(data: Any) -> None:
    data["languages"] = ["en"]
    texts = ("labels", "definitions", "includes", "excludes")
    for holder in (*data["categories"], *data["codes"], *data["attributes"]):
        for name in texts:
            if name in holder:
                holder[name] = {"en": holder[name]["en"]}
    for attribute in data["attributes"]:
        for value in attribute["values"]:
            value["labels"] = {"en": value["labels"]["en"]}


def test_the_shipped_data_are_whole() -> None:
    assert versions() == ("1", "2")
    assert check(versions(), LISTS) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_unmapped, ["The code exp_media_obstruction is mapped to no other standard."]),
        (_without_other, ["The category health has no code for what none of its codes says."]),
        (_english_only, ["Language be is missing.", "Language ru is missing."]),
    ],
)
def test_each_fault_is_one_line(change: Callable[[Any], object], told: list[str]) -> None:
    assert check_version(_changed(change)) == told


def test_a_label_that_is_said_twice_is_told_with_both_codes() -> None:
    (line,) = check_version(_changed(_same_label))
    assert "exp_media_obstruction and exp_licence_revoked have the same label in be" in line


def test_the_first_version_lacks_what_the_second_has() -> None:
    told = check_version(Vocabulary.load("1"))
    assert "The code tor_beating says not what it excludes." in told
    assert "Language be is missing." in told


def test_a_missing_map_and_an_old_crosswalk_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    told = check(("2", "1"), LISTS)
    assert "There is no map from version 2 to version 1." in told
    assert "The crosswalk of the report country is of version 2." in told
    assert Crosswalk.load().vocabulary == "2"
    monkeypatch.setattr(Lists, "check", _refuse)
    assert check_lists(LISTS) == ["The facility x lies nowhere."]


def _refuse(_lists: Lists) -> None:
    message = "the facility x lies nowhere"
    raise BadVocabulary(message)


def test_a_version_differs_from_itself_in_nothing() -> None:
    assert diff(Vocabulary.load("2"), Vocabulary.load("2")) == []


def test_what_was_added_removed_and_changed_is_told() -> None:
    def change(data: Any) -> None:
        data["codes"][0].update(iccs="0101", labels={**data["codes"][0]["labels"], "ru": "Иначе"})
        data["codes"] = [one for one in data["codes"] if one["id"] != "asm_fine"]
        data["codes"].append({**data["codes"][0], "id": "asm_new"})
        data["attributes"][0]["many"] = False
        data["attributes"][0]["values"].pop()

    told = diff(Vocabulary.load("2"), _changed(change))
    assert told == [
        "- code asm_fine",
        "+ code asm_new: Media obstruction",
        "~ code exp_media_obstruction: label (ru), iccs",
        "~ attribute perpetrator_type: many",
        "- value of perpetrator_type unknown",
    ]


def test_the_second_version_took_nothing_away() -> None:
    assert not [line for line in diff(Vocabulary.load("1"), Vocabulary.load("2")) if line.startswith("-")]
    assert vocabulary_check.diff(Vocabulary.load("1"), Vocabulary.load("2"))

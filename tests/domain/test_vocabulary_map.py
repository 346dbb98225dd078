"""The map between versions: complete, explicit, and read strictly."""

import json
from collections.abc import Callable
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from intake.domain import vocabulary_map
from intake.domain.vocabulary import BadVocabulary, UnknownTerm, Vocabulary
from intake.domain.vocabulary_map import VocabularyMap

RAW = (resources.files("intake") / "vocabulary" / "v1-to-v2.json").read_text(encoding="utf-8")
OLD, NEW = Vocabulary.load("1"), Vocabulary.load("2")


def test_every_old_term_has_its_place_in_the_new_version() -> None:
    found = VocabularyMap.load("1", "2")
    assert found.problems(OLD, NEW) == []
    for code in OLD.codes():
        assert NEW.code(found.codes[code.id]).flag == code.flag
    for attribute in OLD.attributes():
        assert set(found.values(attribute.id, attribute.ids())) <= set(NEW.attribute(attribute.id).ids())


def test_what_the_map_forgets_or_invents_is_told() -> None:
    found = VocabularyMap.load("1", "2")
    codes = dict(found.codes) | {"tor_beating": "tor_invented", "never": "tor_beating", "flag_sogi": "tor_beating"}
    del codes["asm_fine"]
    broken = replace(
        found,
        codes=codes,
        categories={},
        attributes={name: one for name, one in found.attributes.items() if name != "stage"},
    )
    told = "\n".join(broken.problems(OLD, NEW))
    for words in (
        "leaves out the code asm_fine",
        "names a code that never was: never",
        "sends the code tor_beating to tor_invented",
        "flag_sogi into tor_beating, which is of another kind",
        "leaves out the category torture",
        "leaves out the value of stage arrest",
    ):
        assert words in told


def test_two_values_that_became_one_are_said_once() -> None:
    found = replace(VocabularyMap.load("1", "2"), attributes={"stage": {"arrest": "x", "transport": "x"}})
    assert found.values("stage", ("arrest", "transport")) == ("x",)


BREAKS: dict[str, Callable[[Any], object]] = {
    "a key too many": lambda data: data.update(extra=1),
    "another format": lambda data: data.update(format="x"),
    "codes that are a list": lambda data: data.update(codes=[]),
    "a code that goes to a number": lambda data: data["codes"].update(asm_fine=1),
    "attributes that are a text": lambda data: data.update(attributes="x"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_map_is_refused(name: str) -> None:
    data = json.loads(RAW)
    BREAKS[name](data)
    with pytest.raises(BadVocabulary):
        VocabularyMap.parse(json.dumps(data))


def test_a_map_that_is_not_there_or_of_other_versions_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(UnknownTerm):
        VocabularyMap.load("2", "3")
    (tmp_path / "vocabulary").mkdir()
    (tmp_path / "vocabulary" / "v7-to-v8.json").write_text(RAW, encoding="utf-8")
    monkeypatch.setattr(resources, "files", lambda _: tmp_path)
    with pytest.raises(BadVocabulary):
        vocabulary_map.VocabularyMap.load("7", "8")

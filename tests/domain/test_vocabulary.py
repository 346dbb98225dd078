"""The vocabulary: what version 1 holds, and that a broken file is refused."""

import json
from collections import Counter
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from intake.domain.vocabulary import BadVocabulary, UnknownTerm, Vocabulary

RAW = (resources.files("intake") / "vocabulary" / "v1.json").read_text(encoding="utf-8")
COUNTS = {
    "expression": 6,
    "assembly": 9,
    "association": 9,
    "torture": 14,
    "health": 2,
    "death_penalty": 3,
    "reprisals": 10,
    "impunity": 4,
}
FACTS = json.loads((Path(__file__).parent / "seed_codes.json").read_text(encoding="utf-8"))


def test_version_1_has_57_codes_in_8_categories_in_the_order_of_the_report() -> None:
    vocabulary = Vocabulary.load()
    assert vocabulary.version == "1"
    assert [category.id for category in vocabulary.categories()] == list(COUNTS)
    assert Counter(code.category for code in vocabulary.codes()) == COUNTS
    assert len(vocabulary.codes()) == 57
    assert {category: len(vocabulary.codes(category)) for category in COUNTS} == COUNTS


def test_codes_of_shared_kinds_stand_where_the_report_has_them() -> None:
    vocabulary = Vocabulary.load()
    shared = {code.id: code.category for code in vocabulary.codes() if code.id.startswith("lib_")}
    assert shared == {
        "lib_arbitrary_arrest": "assembly",
        "lib_admin_detention": "assembly",
        "lib_remand": "assembly",
        "lib_politicised_charge": "assembly",
        "lib_abduction": "association",
        "lib_unacknowledged": "association",
        "lib_forced_exile": "association",
    }
    assert {code.id for code in vocabulary.codes() if code.flag} == {
        "flag_gendered",
        "flag_sogi",
        "flag_professional",
        "flag_family",
    }


@pytest.mark.parametrize("fact", FACTS)
def test_every_fact_of_the_report_can_be_coded(fact: str) -> None:
    vocabulary = Vocabulary.load()
    for code in FACTS[fact]["codes"]:
        assert vocabulary.code(code).id == code
    for attribute in FACTS[fact]["attributes"]:
        assert vocabulary.attribute(attribute).values


def test_every_code_is_needed_by_a_fact_of_the_report() -> None:
    assert len(FACTS) == 101
    needed = {code for fact in FACTS.values() for code in fact["codes"]}
    assert needed == {code.id for code in Vocabulary.load().codes()}


def test_attributes_hold_the_values_of_the_standard() -> None:
    vocabulary = Vocabulary.load()
    sizes = {attribute.id: (len(attribute.values), attribute.many) for attribute in vocabulary.attributes()}
    assert sizes == {
        "perpetrator_type": (8, True),
        "stage": (5, False),
        "victim_group": (18, True),
        "force_means": (7, True),
    }
    assert vocabulary.attribute("stage").ids() == ("arrest", "transport", "detention", "remand", "after_release")


def test_mappings_to_other_standards_are_kept() -> None:
    code = Vocabulary.load().code("lib_unacknowledged")
    assert (code.huridocs, code.huridocs_label, code.iccs) == ("030103000000", "Disappearance", "020222")
    assert code.sdg_16_10_1 == "enforced_disappearance"
    assert code.un_mandate == "WG enforced or involuntary disappearances"
    mapped = Vocabulary.load().codes()
    assert sum(code.huridocs is not None for code in mapped) == 47
    assert sum(code.iccs is not None for code in mapped) == 19
    assert sum(code.sdg_16_10_1 is not None for code in mapped) == 24
    assert sum(code.un_mandate is not None for code in mapped) == 55


def test_an_unknown_language_is_answered_in_english() -> None:
    vocabulary = Vocabulary.load()
    assert vocabulary.category("torture").label("xx") == vocabulary.category("torture").label("en") == "Torture"
    assert vocabulary.code("tor_beating").definition("xx").startswith("Blows")
    assert vocabulary.attribute("stage").values[0].label() == "Arrest"


def test_unknown_terms_and_versions_are_named_errors() -> None:
    vocabulary = Vocabulary.load()
    for ask in (vocabulary.code, vocabulary.category, vocabulary.attribute):
        with pytest.raises(UnknownTerm):
            ask("nothing")
    assert not vocabulary.has_code("nothing")
    for version in ("2", "", "../v1", "1\n", "\u0661"):
        with pytest.raises(UnknownTerm):
            Vocabulary.load(version)


def _first_code(data: dict[str, Any]) -> dict[str, Any]:
    code: dict[str, Any] = data["codes"][0]
    return code


BREAKS: dict[str, Callable[[Any], object]] = {
    "a key too many": lambda data: data.update(extra=1),
    "a key too few": lambda data: data.pop("attributes"),
    "a code twice": lambda data: data["codes"].append(data["codes"][0]),
    "a category twice": lambda data: data["categories"].append(data["categories"][0]),
    "a value twice": lambda data: data["attributes"][0]["values"].append(data["attributes"][0]["values"][0]),
    "an unknown category": lambda data: _first_code(data).update(category="other"),
    "an unknown kind": lambda data: _first_code(data).update(kind="guess"),
    "an empty label": lambda data: _first_code(data)["labels"].update(en=""),
    "a label in an undeclared language": lambda data: _first_code(data)["labels"].update(be="x"),
    "a declared language without labels": lambda data: data["languages"].append("be"),
    "no English": lambda data: data.update(languages=["be"]),
    "a mapping that is a number": lambda data: _first_code(data).update(iccs=803),
    "an attribute missing": lambda data: data["attributes"].pop(),
    "many that is no yes or no": lambda data: data["attributes"][0].update(many=1),
    "codes that are no list": lambda data: data.update(codes={}),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_file_is_refused(name: str) -> None:
    data = json.loads(RAW)
    BREAKS[name](data)
    with pytest.raises(BadVocabulary):
        Vocabulary.parse(json.dumps(data))


def test_text_that_is_no_json_is_refused() -> None:
    for raw in ("", "{", '{"version": "1", "version": "1"}', "[" * 100_000, '{"version": NaN}'):
        with pytest.raises(BadVocabulary):
            Vocabulary.parse(raw)


def test_a_file_that_holds_another_version_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "vocabulary").mkdir()
    (tmp_path / "vocabulary" / "v7.json").write_text(RAW, encoding="utf-8")
    monkeypatch.setattr(resources, "files", lambda _: tmp_path)
    with pytest.raises(BadVocabulary):
        Vocabulary.load("7")

"""The vocabulary: what each version holds, and that a broken file is refused."""

import json
import re
from collections import Counter
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from intake.domain.vocabulary import BadVocabulary, UnknownTerm, Vocabulary

FOLDER = resources.files("intake") / "vocabulary"
RAW = (FOLDER / "v1.json").read_text(encoding="utf-8")
SECOND = (FOLDER / "v2.json").read_text(encoding="utf-8")
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
    vocabulary = Vocabulary.load("1")
    assert vocabulary.version == "1"
    assert [category.id for category in vocabulary.categories()] == list(COUNTS)
    assert Counter(code.category for code in vocabulary.codes()) == COUNTS
    assert len(vocabulary.codes()) == 57
    assert {category: len(vocabulary.codes(category)) for category in COUNTS} == COUNTS


def test_codes_of_shared_kinds_stand_where_the_report_has_them() -> None:
    vocabulary = Vocabulary.load("1")
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
    vocabulary = Vocabulary.load("1")
    for code in FACTS[fact]["codes"]:
        assert vocabulary.code(code).id == code
    for attribute in FACTS[fact]["attributes"]:
        assert vocabulary.attribute(attribute).values


def test_every_code_is_needed_by_a_fact_of_the_report() -> None:
    assert len(FACTS) == 101
    needed = {code for fact in FACTS.values() for code in fact["codes"]}
    assert needed == {code.id for code in Vocabulary.load("1").codes()}


def test_attributes_hold_the_values_of_the_standard() -> None:
    vocabulary = Vocabulary.load("1")
    sizes = {attribute.id: (len(attribute.values), attribute.many) for attribute in vocabulary.attributes()}
    assert sizes == {
        "perpetrator_type": (8, True),
        "stage": (5, False),
        "victim_group": (18, True),
        "force_means": (7, True),
    }
    assert vocabulary.attribute("stage").ids() == ("arrest", "transport", "detention", "remand", "after_release")


def test_mappings_to_other_standards_are_kept() -> None:
    code = Vocabulary.load("1").code("lib_unacknowledged")
    assert (code.huridocs, code.huridocs_label, code.iccs) == ("030103000000", "Disappearance", "020222")
    assert code.sdg_16_10_1 == "enforced_disappearance"
    assert code.un_mandate == "WG enforced or involuntary disappearances"
    mapped = Vocabulary.load("1").codes()
    assert sum(code.huridocs is not None for code in mapped) == 47
    assert sum(code.iccs is not None for code in mapped) == 19
    assert sum(code.sdg_16_10_1 is not None for code in mapped) == 24
    assert sum(code.un_mandate is not None for code in mapped) == 55


WANTED = {
    "tor_stress_position", "tor_electric_shock", "tor_death_threat", "tor_forced_nudity", "tor_forced_confession",
    "rep_search", "lib_unfair_hearing",
}  # fmt: skip


def test_version_2_keeps_every_code_and_adds_what_was_missing() -> None:
    first, second = Vocabulary.load("1"), Vocabulary.load("2")
    assert {code.id for code in first.codes()} < {code.id for code in second.codes()}
    assert {code.id for code in second.codes()} >= WANTED
    assert {code.category for code in second.codes() if code.described} == {one.id for one in second.categories()}
    assert {"street", "court", "work_study", "home"} < set(second.attribute("stage").ids())
    assert "teacher" in second.attribute("victim_group").ids()
    assert second.attribute("protected_activity").ids() == (
        *("expression", "assembly", "association", "candidacy", "union", "profession", "bystander"),
    )
    assert len(second.attribute("reliability").ids()) == 6
    assert len(second.attribute("status").ids()) == 5


@pytest.mark.parametrize("language", ["en", "be", "ru"])
def test_version_2_says_everything_in_three_languages(language: str) -> None:
    vocabulary = Vocabulary.load("2")
    assert vocabulary.languages == ("en", "be", "ru")
    cyrillic = language != "en"
    for code in vocabulary.codes():
        for text in (
            code.label(language),
            code.definition(language),
            code.included(language),
            code.excluded(language),
        ):
            assert text
            assert bool(re.search("[а-яёіўА-Я]", text)) == cyrillic, text
    for attribute in vocabulary.attributes():
        for value in attribute.values:
            assert bool(re.search("[а-яёіўА-Я]", value.label(language))) == cyrillic, value


def test_belarusian_and_russian_keep_their_own_letters() -> None:
    data = json.loads(SECOND)
    russian_only, belarusian_only = re.compile("[иИщЩъЪ]"), re.compile("[іІўЎ]")
    for code in data["codes"]:
        for kind in ("labels", "definitions", "includes", "excludes"):
            assert not russian_only.search(code[kind]["be"]), code[kind]["be"]
            assert not belarusian_only.search(code[kind]["ru"]), code[kind]["ru"]
    for attribute in data["attributes"]:
        for value in attribute["values"]:
            assert not russian_only.search(value["labels"]["be"]), value
            assert not belarusian_only.search(value["labels"]["ru"]), value


def test_what_needs_a_victim_and_what_is_said_first() -> None:
    vocabulary = Vocabulary.load("2")
    assert vocabulary.code("tor_beating").needs_victim
    assert not vocabulary.code("exp_internet_shutdown").needs_victim
    assert {vocabulary.code(one).needs_victim for one in vocabulary.common} == {True}
    first = Vocabulary.load("1").code("tor_beating")
    assert (first.included(), first.excluded(), first.described, first.needs_victim) == ("", "", False, False)
    stage = vocabulary.attribute("stage")
    assert (stage.say("court", "be"), stage.say("moon", "be")) == ("Суд", "moon")


def test_an_unknown_language_is_answered_in_english() -> None:
    vocabulary = Vocabulary.load("1")
    assert vocabulary.category("torture").label("xx") == vocabulary.category("torture").label("en") == "Torture"
    assert vocabulary.code("tor_beating").definition("xx").startswith("Blows")
    assert vocabulary.attribute("stage").values[0].label() == "Arrest"


def test_unknown_terms_and_versions_are_named_errors() -> None:
    vocabulary = Vocabulary.load("1")
    for ask in (vocabulary.code, vocabulary.category, vocabulary.attribute):
        with pytest.raises(UnknownTerm):
            ask("nothing")
    assert not vocabulary.has_code("nothing")
    for version in ("3", "", "../v1", "1\n", "\u0661"):
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


SECOND_BREAKS = BREAKS | {
    "another format": lambda data: data.update(format="holas-vocabulary/3"),
    "no example of what is excluded": lambda data: _first_code(data).pop("excludes"),
    "an example in two languages": lambda data: _first_code(data)["includes"].pop("ru"),
    "a common code that is not there": lambda data: data["common"].append("tor_invented"),
    "a common code twice": lambda data: data["common"].append(data["common"][0]),
    "a victim that may be": lambda data: _first_code(data).update(victim="perhaps"),
}
SECOND_BREAKS |= {
    "a declared language without labels": lambda data: data["languages"].append("pl"),
    "a label in an undeclared language": lambda data: _first_code(data)["labels"].update(pl="x"),
}


@pytest.mark.parametrize("name", SECOND_BREAKS)
def test_a_broken_second_file_is_refused(name: str) -> None:
    data = json.loads(SECOND)
    SECOND_BREAKS[name](data)
    with pytest.raises(BadVocabulary):
        Vocabulary.parse(json.dumps(data))


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

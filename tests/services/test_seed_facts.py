"""Every fact of the country report can be held: coded from the vocabulary, sealed, read back and counted.

`seed_facts.json` has for each of the 109 facts the codes and attributes that hold it, the coding that says it, and
what must be counted from it: `[what, where, [number, precision, unit]]`, `what` being a code or a list of the coding.
Seven facts are no acts of any case: they belong to the register of the report's context, and say why.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from intake.clock import today
from intake.domain.case_record import CaseRecord
from intake.domain.coding import PARTS, Act, Coding, Part
from intake.domain.coding_rules import problems
from intake.domain.lists import Lists
from intake.domain.vocabulary import Vocabulary
from intake.domain.when import When
from intake.services import code
from intake.services.instance import Instance
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify
from tests.services.test_code import statistics_of

FACTS: dict[str, dict[str, Any]] = json.loads(
    Path(__file__).with_name("seed_facts.json").read_text(encoding="utf-8"),
)
CONTEXT = {"S1", "S41", "S44", "S100", "S101", "S105", "S108"}
HELD = [name for name in FACTS if name not in CONTEXT]
VOCABULARY = Vocabulary.load()
FACETS: Mapping[str, tuple[str, ...]] = {
    "victim_group": ("groups",),
    "count_basis": ("count_unit",),
    "evidence/source": ("material", "rests_on"),
    "perpetrator_type": ("perpetrator_types",),
}
"""Where a facet of the report lies in a coding; under its own name where nothing is said here."""


def coding_of(fact: str) -> Coding:
    """Return the coding that says a fact."""
    given = FACTS[fact]["coding"]
    data = {"format": "holas-coding/2", "vocabulary": "2", **{name: given[name] for name in PARTS}}
    return Coding.parse(data, VOCABULARY)


def count(coding: Coding, what: str, where: Mapping[str, Any]) -> tuple[int | None, str, str]:
    """Count the acts of a code, or the parts of a list, of which all of `where` is said."""
    parts: Sequence[Part] = getattr(coding, what) if what in PARTS else [one for one in coding.acts if one.code == what]
    found = [part for part in parts if all(_says(coding, part, name, wanted) for name, wanted in where.items())]
    figures = [one for one in found if getattr(one, "count_unit", None)]
    if not figures:
        return len(found), "exact", "act"
    (figure,) = figures
    return figure.count, figure.count_precision or "exact", figure.count_unit  # type: ignore[union-attr,return-value]


def _says(coding: Coding, part: Part, name: str, wanted: Any) -> bool:
    value = _value(coding, part, name)
    if isinstance(wanted, list):
        return set(wanted) <= set(value)
    if isinstance(wanted, dict):
        return wanted.items() <= dict(value).items()
    return bool((value.text if isinstance(value, When) else value) == wanted)


def _value(coding: Coding, part: Part, name: str) -> Any:
    """Return what a part says; an act says the groups of its victim and the material that it rests on."""
    if isinstance(part, Act) and name == "groups":
        return [group for one in coding.persons if one.id == part.victim for group in one.groups]
    if isinstance(part, Act) and name == "material":
        return [one for source in coding.information if source.id in part.rests_on for one in source.material]
    return getattr(part, name)


def test_all_facts_are_here_and_only_seven_are_context() -> None:
    assert list(FACTS) == [f"S{number}" for number in range(1, 110)]
    assert {name for name, fact in FACTS.items() if "register" in fact} == CONTEXT
    assert all(FACTS[name]["register"] for name in CONTEXT)
    assert not any("coding" in FACTS[name] for name in CONTEXT)


@pytest.mark.parametrize("fact", FACTS)
def test_the_vocabulary_has_every_code_of_a_fact(fact: str) -> None:
    for one in FACTS[fact]["codes"]:
        assert VOCABULARY.code(one).id == one


@pytest.mark.parametrize("fact", HELD)
def test_a_coding_says_the_fact_with_its_own_codes_and_attributes(fact: str) -> None:
    coding = coding_of(fact)
    assert not [one for one in problems(coding, VOCABULARY, Lists.shipped()) if one.blocks]
    if FACTS[fact]["codes"]:
        assert set(coding.codes()) == set(FACTS[fact]["codes"])
    for facet in FACTS[fact]["facets"]:
        places = FACETS.get(facet, (facet,))
        assert any(getattr(part, name, None) for part in coding.parts() for name in places), facet


@pytest.mark.parametrize("fact", HELD)
def test_a_fact_is_counted_only_where_it_is_said(fact: str) -> None:
    for what, where, (number, _precision, _unit) in FACTS[fact]["says"]:
        assert where or what in VOCABULARY._code_by_id
        assert count(Coding(persons=(), events=()), what, where) == (0, "exact", "act")
        assert number != 0


def test_every_fact_is_sealed_read_back_and_counted(instance: Instance, staff: Staff, testify: Testify) -> None:
    told, anna = testify(consent_statistics="y"), staff.keyring(instance, "anna")
    alena = staff.keyring(instance, "alena")
    for revision, fact in enumerate(HELD):
        coding = coding_of(fact)
        assert code.save_coding(instance, anna, told.case_id, coding, revision) == revision + 1
        record = statistics_of(instance, alena, told.case_id)
        assert record == CaseRecord.of(coding, today()), fact
    kept = {
        saved.revision: saved.coding for saved in code.history(instance, staff.keyring(instance, "boris"), told.case_id)
    }
    assert len(kept) == len(HELD) == 102
    for revision, fact in enumerate(HELD, 1):
        for what, where, figure in FACTS[fact]["says"]:
            assert count(kept[revision], what, where) == tuple(figure), (fact, what, where)


def test_figures_of_different_things_are_never_one_figure() -> None:
    """Cases against protesters are not complaints by victims, and cases are not people."""
    charges = coding_of("S48")
    assert count(charges, "lib_politicised_charge", {"count_unit": "case"}) == (900, "over", "case")
    assert count(charges, "lib_politicised_charge", {"count_unit": "person"}) == (700, "at_least", "person")
    with pytest.raises(ValueError, match="unpack"):
        count(charges, "lib_politicised_charge", {})
    assert count(coding_of("S99"), "imp_complaint_filed", {}) == (900, "some", "complaint")

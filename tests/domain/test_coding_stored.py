"""What was coded with version 1 opens in version 2, through the explicit map and nothing else."""

import json
from typing import Any

import pytest

from intake.domain.coding import MAX_ACTS, Act, BadCoding, Coding, Event, Person
from intake.domain.coding_stored import read_coding
from intake.domain.vocabulary import Vocabulary


def _first(*acts: object, **changes: object) -> str:
    return json.dumps({"vocabulary": "1", "acts": list(acts), **changes})


def _act(**changes: object) -> dict[str, Any]:
    act: dict[str, Any] = {
        "code": "tor_beating",
        "perpetrator_types": ["court", "police"],
        "stage": "detention",
        "victim_groups": ["woman", "student"],
        "force_means": ["truncheon"],
    }
    return act | changes


def test_an_old_coding_is_shown_in_the_new_version() -> None:
    found = read_coding(_first(_act(), _act(code="lib_remand", stage=None, victim_groups=[])))
    assert found.migrated
    assert found.made_with == "1"
    assert found.coding.acts == (
        Act("tor_beating", ("police", "court"), "detention", "A1", force_means=("truncheon",)),
        Act("lib_remand", ("police", "court"), None, "A2", victim="V2", force_means=("truncheon",)),
    )
    assert found.coding.persons == (Person("V1", groups=("student", "woman")), Person("V2"))
    assert Coding.parse(found.coding.to_json(), Vocabulary.load("2")) == found.coding


def test_a_flag_that_marked_the_case_marks_its_event() -> None:
    flags = [_act(code=code, victim_groups=[]) for code in ("flag_sogi", "flag_gendered")]
    found = read_coding(_first(*flags))
    assert found.coding.events == (Event("E1", flags=("flag_gendered", "flag_sogi")),)
    assert found.coding.acts == ()
    assert found.coding.persons == (Person("V1"),)


def test_every_old_code_stage_and_value_comes_over() -> None:
    old = Vocabulary.load("1")
    codes = [code.id for code in old.codes() if not code.flag]
    every = {name: list(old.attribute(name).ids()) for name in ("perpetrator_type", "force_means")}
    acts = [
        _act(code=code, perpetrator_types=every["perpetrator_type"], force_means=every["force_means"], stage=stage)
        for code in codes
        for stage in old.attribute("stage").ids()[:1]
    ]
    coding = read_coding(_first(*acts)).coding
    assert [act.code for act in coding.acts] == codes
    assert set(coding.acts[0].force_means) == set(every["force_means"])


def test_what_was_coded_with_the_newest_version_is_as_it_was() -> None:
    coding = Coding((Act("tor_stress_position"),))
    found = read_coding(coding.to_json().decode())
    assert (found.coding, found.made_with, found.migrated) == (coding, "2", False)


@pytest.mark.parametrize(
    "raw",
    [
        *("", "[]", "{}", "null"),
        _first(_act(code="tor_stress_position")),
        _first(_act(stage="street")),
        _first(_act(victim_groups=["woman", "woman"])),
        _first(_act(extra=1)),
        _first({"code": "tor_beating"}),
        _first(vocabulary="2"),
        _first(*[_act()] * (MAX_ACTS + 1)),
        '{"format":"holas-coding/9"}',
    ],
)
def test_what_is_no_coding_is_refused(raw: str) -> None:
    with pytest.raises(BadCoding):
        read_coding(raw)

"""Codings: parsed strictly against the vocabulary, written back the same."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.coding import MAX_ACTS, Act, BadCoding, Coding
from intake.domain.vocabulary import Vocabulary

VOCABULARY = Vocabulary.load()


def _act(**changes: object) -> dict[str, Any]:
    act: dict[str, Any] = {
        "code": "tor_beating",
        "perpetrator_types": ["police"],
        "stage": "detention",
        "victim_groups": ["protester"],
        "force_means": ["truncheon"],
    }
    return act | changes


def _coding(*acts: object, **changes: object) -> dict[str, object]:
    data: dict[str, object] = {"vocabulary": "1", "acts": list(acts)}
    return data | changes


def _ids(name: str) -> tuple[str, ...]:
    return VOCABULARY.attribute(name).ids()


def _some(name: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(_ids(name)), unique=True)


ACTS = st.fixed_dictionaries(
    {
        "code": st.sampled_from([code.id for code in VOCABULARY.codes()]),
        "perpetrator_types": _some("perpetrator_type"),
        "stage": st.none() | st.sampled_from(_ids("stage")),
        "victim_groups": _some("victim_group"),
        "force_means": _some("force_means"),
    }
)


@given(st.lists(ACTS, max_size=8, unique_by=lambda act: (act["code"], act["stage"])))
def test_what_was_parsed_is_written_back_the_same(acts: list[dict[str, Any]]) -> None:
    coding = Coding.parse(_coding(*acts), VOCABULARY)
    assert Coding.parse(coding.to_json(), VOCABULARY) == coding
    assert Coding.parse(coding.to_json(), VOCABULARY).to_json() == coding.to_json()
    assert [act.code for act in coding.acts] == [act["code"] for act in acts]


def test_acts_keep_the_order_of_the_coder_and_values_that_of_the_vocabulary() -> None:
    coding = Coding.parse(
        _coding(_act(code="tor_humiliation", perpetrator_types=["court", "police"]), _act(), _act(stage=None)),
        VOCABULARY,
    )
    assert coding.codes() == ("tor_humiliation", "tor_beating")
    assert coding.acts[0].perpetrator_types == ("police", "court")
    assert coding.acts[2] == Act("tor_beating", ("police",), None, ("protester",), ("truncheon",))


def test_a_case_without_acts_is_a_coding() -> None:
    assert Coding.parse(_coding(), VOCABULARY) == Coding()
    assert Coding().to_json() == b'{"acts":[],"vocabulary":"1"}'


def test_tuples_are_read_as_lists() -> None:
    assert Coding.parse(_coding(_act(victim_groups=("minor", "woman"))), VOCABULARY).acts[0].victim_groups == (
        "woman",
        "minor",
    )


REFUSED: dict[str, tuple[object, list[str]]] = {
    "an unknown code": (_coding(_act(code="tor_invented")), ["acts.0.code"]),
    "no code": (_coding(_act(code=None)), ["acts.0.code"]),
    "a code that is a list": (_coding(_act(code=["tor_beating"])), ["acts.0.code"]),
    "an unknown stage": (_coding(_act(stage="space")), ["acts.0.stage"]),
    "an empty stage": (_coding(_act(stage="")), ["acts.0.stage"]),
    "an unknown perpetrator": (_coding(_act(perpetrator_types=["army"])), ["acts.0.perpetrator_types"]),
    "a victim group twice": (_coding(_act(victim_groups=["minor", "minor"])), ["acts.0.victim_groups"]),
    "a text for a list": (_coding(_act(force_means="truncheon")), ["acts.0.force_means"]),
    "values that cannot be keys": (_coding(_act(force_means=[{}])), ["acts.0.force_means"]),
    "a forged key": (_coding(_act(reviewer="x")), ["acts.0"]),
    "a missing key": (_coding({"code": "tor_beating"}), ["acts.0"]),
    "an act that is a text": (_coding("tor_beating"), ["acts.0"]),
    "the same act twice": (_coding(_act(), _act(code="asm_fine"), _act()), ["acts.2"]),
    "a forged key beside": (_coding(case_id="x"), ["coding"]),
    "acts that are no list": (_coding(acts={}), ["acts"]),
    "too many acts": (_coding(acts=[_act()] * (MAX_ACTS + 1)), ["acts"]),
    "another vocabulary": (_coding(_act(), vocabulary="2"), ["vocabulary"]),
    "a vocabulary that is a number": (_coding(_act(), vocabulary=1), ["vocabulary"]),
    "several faults": (
        _coding(_act(code="?", stage="?"), _act(), _act(force_means=["?"])),
        ["acts.0.code", "acts.0.stage", "acts.2.force_means"],
    ),
    "nothing": (None, ["coding"]),
    "a list": ([], ["coding"]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_hold_is_refused_with_its_places(name: str) -> None:
    untrusted, fields = REFUSED[name]
    with pytest.raises(BadCoding) as refused:
        Coding.parse(untrusted, VOCABULARY)
    assert list(refused.value.fields) == fields
    with pytest.raises(BadCoding):
        Coding.parse(json.dumps(untrusted), VOCABULARY)


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"\xff", b'{"vocabulary":"1","acts":[],"acts":[]}', b"[" * 100_000, '{"vocabulary":NaN,"acts":[]}'],
)
def test_broken_json_is_refused(raw: bytes | str) -> None:
    with pytest.raises(BadCoding) as refused:
        Coding.parse(raw, VOCABULARY)
    assert refused.value.fields == ("coding",)

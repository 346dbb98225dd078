"""Codings: parsed strictly against the vocabulary, written back the same."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.domain.coding import (
    MAX_ACTS,
    MAX_PARTS,
    Act,
    BadCoding,
    Coding,
    Event,
    Information,
    Intervention,
    Person,
)
from intake.domain.fields import MOST, NOTE, holdings
from intake.domain.lists import Lists
from intake.domain.vocabulary import Vocabulary
from intake.domain.when import When

VOCABULARY = Vocabulary.load()
FULL = Coding(
    (
        Act(
            "tor_beating",
            ("police", "riot_police"),
            "transport",
            event="E2",
            victim="V2",
            when=When.parse("2020-08-11~"),
            region="BY-HM",
            facility="minsk_okrestina_cip",
            place_type="police_vehicle",
            force_means=("truncheon",),
            involved=(("P1", "ordered"), ("P2", None)),
            purpose=("punish",),
            protected_activity="assembly",
            legal_basis=("mass_gatherings_admin",),
            outcome=("injury",),
            duration=(("hours", 3), ("long", None)),
            flags=("flag_gendered",),
            description="With the hands tied.",
            count=25,
            count_unit="person",
            count_precision="at_least",
            count_origin="independent",
            count_window=When.parse("2020-08-09/2020-08-12"),
            rests_on=("I1",),
            status="confirmed",
        ),
        Act("lib_admin_detention", follows="A1"),
    ),
    events=(
        Event("E1"),
        Event("E2", "A van", When.parse("2020-08"), "BY-HM", "street", ("flag_sogi",)),
    ),
    persons=(
        Person("V1"),
        Person("V2", "the brother", ("protester", "minor")),
        Person("P1", "", (), ("police",), "omon_minsk", "major"),
        Person("P2", facility="kgb_remand"),
    ),
    information=(
        Information("I1", ("testimony", "medical"), "survivor", ("ab12",), "highly_reliable", "x", 3, "case"),
    ),
    interventions=(
        Intervention("M1", "complaint", ("A1",), When.parse("2020-09"), "refused", When.parse("2020-12"), "no answer"),
    ),
)


def _data(coding: Coding = FULL) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(coding.to_json())
    return data


def _values(kind: str, drawn_from: str) -> st.SearchStrategy[Any]:
    """Return values for fields that name no other part."""
    attributes = {one.id: one.ids() for one in VOCABULARY.attributes()}
    flags = [code.id for code in VOCABULARY.codes() if code.flag]
    dates = st.sampled_from(["2020-08-09", "2020-08~", "2020-22", "2020", "2020/.."])
    plain: dict[str, st.SearchStrategy[Any]] = {
        "when": dates,
        "note": st.text(st.characters(codec="utf-8"), min_size=1, max_size=NOTE),
        "number": st.integers(0, MOST),
        "flags": st.lists(st.sampled_from(flags), unique=True, min_size=1),
        "pieces": st.lists(st.sampled_from(["ab12", "ff00"]), unique=True, min_size=1),
    }
    if kind in plain:
        return plain[kind]
    if kind == "entry":
        return st.sampled_from([one.id for one in Lists.shipped().entries(drawn_from)])
    known = st.sampled_from(attributes[drawn_from])
    if kind == "measures":
        return st.dictionaries(known, st.none() | st.integers(0, 99), min_size=1).map(
            lambda one: [*map(list, one.items())]
        )
    return known if kind == "one" else st.lists(known, unique=True, min_size=1)


def _acts() -> st.SearchStrategy[dict[str, Any]]:
    said = {
        name: _values(holds.kind, holds.list)
        for name, holds in holdings(Act).items()
        if holds.kind not in {"id", "code", "ref", "refs", "needed", "roles"}
    }
    codes = st.sampled_from([code.id for code in VOCABULARY.codes() if not code.flag])
    fixed = {"code": codes, "event": st.just("E1"), "victim": st.just("V1")}
    return st.fixed_dictionaries(fixed, optional=said)


@settings(max_examples=60)
@given(st.lists(_acts(), max_size=4))
def test_what_was_parsed_is_written_back_the_same(acts: list[dict[str, Any]]) -> None:
    numbered = [{**act, "id": f"A{number}"} for number, act in enumerate(acts)]
    coding = Coding.parse(_data(Coding()) | {"acts": numbered}, VOCABULARY)
    assert Coding.parse(coding.to_json(), VOCABULARY) == coding
    assert [act.code for act in coding.acts] == [act["code"] for act in acts]


def test_every_field_is_kept() -> None:
    assert Coding.parse(FULL.to_json(), VOCABULARY) == FULL
    assert Coding.parse(FULL.to_json().decode(), VOCABULARY) == FULL
    act = FULL.acts[0]
    assert [name for name in holdings(Act) if getattr(act, name) in {None, "", ()}] == ["follows"]


def test_a_case_without_acts_is_a_coding_that_says_little() -> None:
    assert Coding().to_json() == (
        b'{"acts":[],"events":[{"id":"E1"}],"format":"holas-coding/2","information":[],"interventions":[],'
        b'"persons":[{"id":"V1"}],"vocabulary":"2"}'
    )
    assert Coding.parse(Coding().to_json(), VOCABULARY) == Coding()


def test_acts_are_numbered_and_keep_the_numbers_they_have() -> None:
    coding = Coding((Act("asm_fine"), Act("asm_fine", id="A1"), Act("asm_fine")))
    assert [act.id for act in coding.acts] == ["A2", "A1", "A3"]
    assert coding.free_id("A") == "A4"
    assert coding.part("A1") is coding.acts[1]
    assert coding.part("V9") is None
    assert [person.is_victim for person in FULL.persons] == [True, True, False, False]


def test_codes_are_ranked_as_the_coder_gave_them_and_flags_come_last() -> None:
    assert FULL.codes() == ("tor_beating", "lib_admin_detention", "flag_sogi", "flag_gendered")


def test_values_stand_in_the_order_of_the_vocabulary() -> None:
    data = _data()
    data["acts"][0]["perpetrator_types"] = ["riot_police", "police"]
    assert Coding.parse(data, VOCABULARY) == FULL
    with pytest.raises(BadCoding) as refused:
        Coding.parse(json.dumps(data, sort_keys=True, separators=(",", ":")), VOCABULARY)
    assert refused.value.fields == ("coding",)


def _act(**changes: object) -> dict[str, Any]:
    return {**_data()["acts"][0], **changes}


REFUSED: dict[str, tuple[Any, list[str]]] = {
    "an unknown code": (_act(code="tor_invented"), ["acts.0.code"]),
    "no code": (_act(code=None), ["acts.0.code"]),
    "a flag for a code": (_act(code="flag_sogi"), ["acts.0.code"]),
    "an unknown stage": (_act(stage="space"), ["acts.0.stage"]),
    "an unknown perpetrator": (_act(perpetrator_types=["martian"]), ["acts.0.perpetrator_types"]),
    "a value twice": (_act(purpose=["punish", "punish"]), ["acts.0.purpose"]),
    "a text for a list": (_act(force_means="truncheon"), ["acts.0.force_means"]),
    "values that cannot be keys": (_act(force_means=[{}]), ["acts.0.force_means"]),
    "a forged key": (_act(reviewer="x"), ["acts.0"]),
    "an act that is a text": ("tor_beating", ["acts.0"]),
    "an act without an id": (_act(id=""), ["acts.0.id"]),
    "another letter": (_act(id="X1"), ["acts.0.id"]),
    "an event of nothing": (_act(event=None), ["acts.0.event"]),
    "a victim that is not there": (_act(victim="V7"), ["acts.0.victim"]),
    "a perpetrator that is not there": (_act(involved=[["P9", None]]), ["acts.0.involved"]),
    "a perpetrator who is a victim": (_act(involved=[["V1", None]]), ["acts.0.involved"]),
    "a role that is none": (_act(involved=[["P1", "watched"]]), ["acts.0.involved"]),
    "information that is not there": (_act(rests_on=["I4"]), ["acts.0.rests_on"]),
    "no date": (_act(when="yesterday"), ["acts.0.when"]),
    "a measure of three": (_act(duration=[["days", 1, 2]]), ["acts.0.duration"]),
    "a measure in nothing": (_act(duration=[["moons", 1]]), ["acts.0.duration"]),
    "less than nothing": (_act(count=-1), ["acts.0.count"]),
    "more than there is": (_act(count=MOST + 1), ["acts.0.count"]),
    "a number that is a text": (_act(count="25"), ["acts.0.count"]),
    "a long description": (_act(description="x" * (NOTE + 1)), ["acts.0.description"]),
    "a place that is no id": (_act(facility="../x"), ["acts.0.facility"]),
    "several faults": (_act(code="?", stage="?"), ["acts.0.code", "acts.0.stage"]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_hold_is_refused_with_its_places(name: str) -> None:
    act, fields = REFUSED[name]
    data = _data()
    data["acts"][0] = act
    with pytest.raises(BadCoding) as refused:
        Coding.parse(data, VOCABULARY)
    assert list(refused.value.fields) == fields
    with pytest.raises(BadCoding):
        Coding.parse(json.dumps(data), VOCABULARY)


WHOLE: dict[str, tuple[object, list[str]]] = {
    "a forged key beside": (_data() | {"case_id": "x"}, ["coding"]),
    "acts that are no list": (_data() | {"acts": {}}, ["acts"]),
    "too many acts": (_data() | {"acts": [_act()] * (MAX_ACTS + 1)}, ["acts"]),
    "too many persons": (_data() | {"persons": [{"id": "V1"}] * (MAX_PARTS + 1)}, ["persons"]),
    "an id twice": (_data() | {"acts": [_act(), _act()]}, ["acts.1.id"]),
    "another vocabulary": (_data() | {"vocabulary": "1"}, ["vocabulary"]),
    "a vocabulary that is a number": (_data() | {"vocabulary": 2}, ["vocabulary"]),
    "another format": (_data() | {"format": "holas-coding/3"}, ["format"]),
    "nothing": (None, ["coding"]),
    "a list": ([], ["coding"]),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_coding_that_is_none_is_refused(name: str) -> None:
    untrusted, fields = WHOLE[name]
    with pytest.raises(BadCoding) as refused:
        Coding.parse(untrusted, VOCABULARY)
    assert list(refused.value.fields)[: len(fields)] == fields


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"\xff", b'{"vocabulary":"1","acts":[],"acts":[]}', b"[" * 100_000, '{"vocabulary":NaN,"acts":[]}'],
)
def test_broken_json_is_refused(raw: bytes | str) -> None:
    with pytest.raises(BadCoding) as refused:
        Coding.parse(raw, VOCABULARY)
    assert refused.value.fields == ("coding",)


def test_there_is_one_way_to_say_nothing() -> None:
    with pytest.raises(BadCoding):
        Coding.parse(Coding((Act("asm_fine"),)).to_json().replace(b'"code"', b'"stage":null,"code"'), VOCABULARY)
    assert replace(FULL, acts=()).codes() == ("flag_sogi",)

"""What auditors learn of a case: bounded, of one size, read strictly, and nothing that nobody listed."""

import json
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings

import crypto
from intake.domain.case_record import BadRecord, CaseRecord, Told
from intake.domain.coding import Act, Coding, Information, Person
from intake.domain.tables import Tables
from intake.domain.variables import VARIABLES
from intake.domain.vocabulary import Vocabulary
from intake.domain.when import When
from intake.services.statistics import MINIMUM
from tests.plugins.codings import full_codings

VOCABULARY = Vocabulary.load()
TODAY = date(2026, 1, 1)
FEW = 30
TWO = (Person("V1"), Person("V2"))


def record(*acts: Act, links: dict[str, tuple[str, ...]] | None = None, **parts: Any) -> CaseRecord:
    return CaseRecord.of(Coding(acts, **{"persons": TWO, **parts}), TODAY, links)


def test_the_first_five_codes_and_three_chapters_count_and_the_rest_is_said_to_be_over() -> None:
    codes = ("asm_fine", "tor_beating", "rep_smear", "imp_measure", "dp_sentence", "exp_site_blocking")
    told = record(*(Act(code) for code in codes)).own
    assert told.values["codes"] == codes[:5]
    assert told.values["chapters"] == ("all", "assembly", "torture", "reprisals")
    assert told.over == ("chapters", "codes")


def test_eight_conditions_of_detention_count_beside_five_codes() -> None:
    conditions = [code.id for code in VOCABULARY.codes() if code.id.startswith("det_")]
    told = record(*map(Act, conditions), Act("tor_beating")).own
    assert told.values["deprivations"] == tuple(conditions[:8])
    assert told.values["codes"] == ("tor_beating",)
    assert told.over == ("deprivations",)


def test_who_tells_nothing_of_it_stands_in_the_rest() -> None:
    values = record().own.values
    assert values == {
        "chapters": ("all",),
        "detention": ("not_held",),
        "evidence": ("none",),
        "reliability": ("unknown",),
    }


def test_the_longest_time_and_the_best_grade_stand_for_the_others() -> None:
    sources = tuple(Information(f"I{number}", reliability=one) for number, one in enumerate(("unsure", "likely"), 1))
    acts = [Act("lib_remand", duration=(("days", days),), rests_on=("I1", "I2")) for days in (2, 40, 9)]
    told = record(*acts, information=sources).own
    assert told.values["detention"] == ("days_31_90",)
    assert told.values["reliability"] == ("likely",)
    assert not {"detention", "reliability"} & set(told.over)


def test_a_case_about_a_minor_is_in_no_table_of_two_dimensions() -> None:
    coding = Coding((Act("det_denied_food", stage="arrest", when=When.parse("2020-08")),))
    crossing = {"months", "groups", "stages"}
    assert crossing <= CaseRecord.of(coding, TODAY).own.values.keys()
    about_minor = CaseRecord.of(coding, TODAY, minor=True).own.values
    assert not crossing & about_minor.keys()
    assert about_minor["deprivations"] == ("det_denied_food",)


class TestWhose:
    LINKS: ClassVar[dict[str, tuple[str, ...]]] = {"V2": ("m",)}

    def test_a_cell_is_anothers_where_all_of_it_was_done_to_them(self) -> None:
        found = record(Act("tor_beating"), Act("dp_sentence", victim="V2"), links=self.LINKS)
        (other,) = found.others
        assert (other.marks, other.values["codes"], other.values["chapters"]) == (
            *(("m",), ("dp_sentence",), ("death_penalty",)),
        )
        assert found.own.values["codes"] == ("tor_beating",)
        assert found.own.marks == ()

    def test_what_is_told_of_several_stays_with_the_case(self) -> None:
        both = record(Act("tor_beating"), Act("tor_beating", victim="V2"), links=self.LINKS)
        assert both.others == (Told(("m",)),)
        nobody = record(Act("tor_beating", victim=None), Act("tor_beating", victim="V2"), links=self.LINKS)
        assert (nobody.own.marks, nobody.others) == (("m",), ())

    def test_of_others_it_tells_nothing_that_is_told_once_of_everybody(self) -> None:
        acts = (Act("tor_beating"), Act("lib_remand", victim="V2", duration=(("days", 40),)))
        found = record(*acts, links=self.LINKS)
        assert found.own.values["detention"] == ("not_held",)
        assert "detention" not in found.others[0].values

    def test_over_belongs_to_whom_the_dropped_cell_belongs(self) -> None:
        acts = [Act(code) for code in ("tor_beating", "asm_fine", "rep_smear", "dp_sentence", "imp_measure")]
        found = record(*acts, Act("dp_execution", victim="V2"), links=self.LINKS)
        assert "codes" in found.others[0].over
        assert "codes" not in found.own.over

    def test_a_flag_of_anothers_act_goes_with_it(self) -> None:
        acts = (Act("tor_beating"), Act("dp_sentence", victim="V2", flags=("flag_sogi",)))
        assert record(*acts, links=self.LINKS).others[0].values["codes"] == ("dp_sentence", "flag_sogi")

    def test_without_acts_the_first_victim_is_the_cases_own(self) -> None:
        assert record(links={"V1": ("m",)}).own.marks == ("m",)
        assert record(links={}, persons=()).own.marks == ()


@settings(max_examples=FEW)
@given(full_codings())
def test_no_coding_is_told_beyond_the_bounds_and_every_record_reads_back(coding: Coding) -> None:
    for links in ({}, {"V2": ("m",), "V3": ("n", "o")}):
        found = CaseRecord.of(coding, TODAY, links)
        assert CaseRecord.parse(found.to_json(), VOCABULARY) == found
        for variable in VARIABLES:
            told = [cell for one in (found.own, *found.others) for cell in one.values.get(variable.id, ())]
            assert len(told) == len(set(told)) <= variable.bound
            assert all(map(variable.knows, told))


@settings(max_examples=FEW)
@given(full_codings())
def test_every_record_has_one_size(coding: Coding) -> None:
    links = {"V1": ("0" * 16,), "V2": ("1" * 16, "2" * 16)}
    for minor in (False, True):
        told = CaseRecord.of(coding, TODAY, links, minor=minor)
        signed = crypto.sign(crypto.Identity.generate().signing, told.to_json(), b"here")
        assert len(crypto.pad(signed, MINIMUM)) == MINIMUM


def test_as_much_as_can_be_told_and_forty_links_still_fit() -> None:
    tables = Tables.load()

    def longest(name: str | None) -> list[str]:
        return sorted((row.id for row in tables.lists[name]), key=len, reverse=True)[:8] if name else ["2020-12"]

    values = {
        one.id: tuple(
            "/".join((first, *(longest(name)[0] for name in one.lists[1:]))) for first in longest(one.lists[0])
        )
        for one in VARIABLES
    }
    own = Told(("a" * 16,), {one.id: values[one.id][: one.bound] for one in VARIABLES}, tuple(values))
    others = tuple(Told((f"{number:016}",)) for number in range(36))
    full = replace(CaseRecord.silent(TODAY), own=own, others=others)
    assert (
        len(crypto.pad(crypto.sign(crypto.Identity.generate().signing, full.to_json(), b"x" * 80), MINIMUM)) == MINIMUM
    )


@dataclass(frozen=True)
class RicherAct(Act):
    """An act with a field that nobody listed."""

    true_name: str = "a name"


@dataclass(frozen=True)
class RicherCoding(Coding):
    """A coding with one."""

    where_they_hide: str = "a place"


@settings(max_examples=FEW)
@given(full_codings())
def test_a_field_that_is_added_to_the_coding_does_not_reach_the_record(coding: Coding) -> None:
    fields = {
        name: getattr(coding, name) for name in ("vocabulary", "events", "persons", "information", "interventions")
    }
    acts = tuple(RicherAct(**{name: getattr(act, name) for name in Act.__dataclass_fields__}) for act in coding.acts)
    richer = RicherCoding(acts=acts, **fields)
    assert CaseRecord.of(richer, TODAY).to_json() == CaseRecord.of(coding, TODAY).to_json()


def test_what_is_not_counted_does_not_reach_the_record() -> None:
    plain = Act("tor_beating", ("police",), stage="arrest", force_means=("truncheon",))
    rich = replace(
        plain,
        description="words",
        region="minsk_city",
        facility="okrestina",
        place_type="custody",
        outcome=("injury",),
        count=900,
        purpose=("punish",),
    )
    person = (Person("V1", note="her brother", rank="major", unit="a unit", facility="a place"),)
    assert record(rich, persons=person) == record(plain, persons=(Person("V1"),))


FULL = record(Act("tor_beating"), Act("dp_sentence", victim="V2"), links={"V1": ("m",), "V2": ("n",)})


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("format", "holas-record/9"),
        ("vocabulary", "1"),
        ("tables", "9"),
        ("day", "yesterday"),
        ("narrative", "x"),
        ("own", []),
        ("own.marks", ["m", "m"]),
        ("own.values.invented", ["x"]),
        ("own.values.codes", ["x"]),
        ("own.values.codes", ["tor_beating", "tor_beating"]),
        ("own.values.codes", ["det_denied_food"]),
        ("own.values.codes", ["dp_sentence"]),
        ("own.values.codes", "tor_beating"),
        ("own.values.chapters", ["all", "torture", "health", "impunity", "reprisals"]),
        ("own.values.months", ["beating/2020-13"]),
        ("own.values.months", ["beating"]),
        ("own.values.groups", ["lgbti/beating"]),
        ("own.values.stages", ["tor_sexual_violence/arrest"]),
        ("own.over", ["invented"]),
        ("own.over", ["codes", "codes"]),
        ("others.0.marks", []),
        ("others.0.values.codes", ["tor_beating"]),
    ],
    ids=lambda one: str(one)[:40],
)
def test_a_record_that_is_none_is_refused(place: str, value: object) -> None:
    data: Any = json.loads(FULL.to_json())
    assert CaseRecord.parse(json.dumps(data).encode(), VOCABULARY) == FULL
    *path, last = (int(step) if step.isdecimal() else step for step in place.split("."))
    reduce(lambda found, step: found[step], path, data)[last] = value
    with pytest.raises(BadRecord):
        CaseRecord.parse(json.dumps(data).encode(), VOCABULARY)


@pytest.mark.parametrize("broken", [b"\xff{", b"[]", b"{}"])
def test_what_is_no_record_at_all_is_refused(broken: bytes) -> None:
    with pytest.raises(BadRecord):
        CaseRecord.parse(broken, VOCABULARY)


ALL = [code.id for code in VOCABULARY.codes()]
FIRST: dict[str, Any] = {"vocabulary": "1", "codes": ["tor_beating"], "categories": ["torture"]}
SECOND: dict[str, Any] = {**FIRST, "format": "holas-record/2", "marks": [], "others": []}
REFUSED: dict[str, Any] = {
    "a key too many": {**FIRST, "narrative": "x"},
    "a key too few": {"vocabulary": "1", "codes": []},
    "another vocabulary": {**FIRST, "vocabulary": "3"},
    "an unknown code": {**FIRST, "codes": ["x"]},
    "a code twice": {**FIRST, "codes": ["asm_fine", "asm_fine"]},
    "a category that is a code": {**FIRST, "categories": ["asm_fine"]},
    "six codes": {**FIRST, "vocabulary": "2", "codes": ALL[:6]},
    "four categories": {**FIRST, "categories": [category.id for category in VOCABULARY.categories()][:4]},
    "a text for codes": {**FIRST, "codes": "asm_fine"},
    "the first format with links": {**FIRST, "marks": [], "others": []},
    "a mark twice": {**SECOND, "marks": ["a", "a"]},
    "something of nobody": {**SECOND, "others": [{"marks": [], "codes": [], "categories": []}]},
    "another's code that the case does not have": {
        **SECOND,
        "others": [{"marks": ["a"], "codes": ["asm_fine"], "categories": []}],
    },
    "a code of two people": {
        **SECOND,
        "others": [{"marks": [one], "codes": ["tor_beating"], "categories": []} for one in "ab"],
    },
}


def read(data: object) -> CaseRecord:
    return CaseRecord.parse(json.dumps(data).encode(), VOCABULARY)


@pytest.mark.parametrize("name", REFUSED)
def test_an_older_record_that_is_none_is_refused(name: str) -> None:
    assert read(FIRST) == read(SECOND)
    with pytest.raises(BadRecord):
        read(REFUSED[name])


def test_older_records_tell_codes_and_chapters() -> None:
    older = {"vocabulary": "1", "codes": ["asm_fine", "flag_sogi"], "categories": ["assembly", "reprisals"]}
    found = read(older)
    assert found.own.values == {
        "chapters": ("all", "assembly", "reprisals"),
        "codes": ("asm_fine", "flag_sogi"),
        "families": ("fines",),
    }
    assert (found.vocabulary, found.tables, found.day, found.others) == ("2", "1", date.min, ())
    newer = {**older, "vocabulary": "2", "codes": ["tor_stress_position", "det_denied_food"]}
    assert read(newer).own.values["deprivations"] == ("det_denied_food",)
    assert read(newer).own.values["codes"] == ("tor_stress_position",)
    with pytest.raises(BadRecord):
        read({**newer, "vocabulary": "1"})
    with pytest.raises(BadRecord):
        CaseRecord.parse(json.dumps(newer).encode(), Vocabulary.load("1"))


def test_older_records_share_out_what_they_tell() -> None:
    linked = {
        "format": "holas-record/2",
        "vocabulary": "2",
        "codes": ["tor_beating", "dp_sentence"],
        "categories": ["torture", "death_penalty"],
        "marks": ["m"],
        "others": [{"marks": ["n"], "codes": ["dp_sentence"], "categories": ["death_penalty"]}],
    }
    found = read(linked)
    assert found.people == (("m",), ("n",))
    assert found.own.values["codes"] == ("tor_beating",)
    assert found.own.values["chapters"] == ("all", "torture")
    assert found.others[0].values == {
        "codes": ("dp_sentence",),
        "chapters": ("death_penalty",),
        "families": ("deaths",),
    }


def test_a_silent_record_says_nothing() -> None:
    silent = CaseRecord.silent(TODAY)
    assert (silent.own, silent.others, silent.people) == (Told(), (), ())
    assert CaseRecord.parse(silent.to_json(), VOCABULARY) == silent

"""What a coding tells for each variable: each rule, and what stays out."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from intake.domain import telling
from intake.domain.coding import PARTS, Act, Coding, Event, Information, Intervention, Person
from intake.domain.telling import Said, of_minors
from intake.domain.variables import BY_ID, VARIABLES, Variable
from intake.domain.vocabulary import Vocabulary
from intake.domain.when import When

VICTIMS = (Person("V1"), Person("V2"))


def cells(told: Iterable[Said]) -> list[str]:
    return [cell for cell, _ in told]


def coded(*acts: Act, groups: tuple[str, ...] = (), **parts: Any) -> Coding:
    return Coding(acts, persons=parts.pop("persons", (Person("V1", groups=groups),)), **parts)


class TestChapters:
    def test_everybody_is_told_of_and_flags_come_last(self) -> None:
        coding = coded(Act("tor_beating", flags=("flag_sogi",)), Act("asm_fine", victim="V2"))
        assert list(telling.chapters(coding)) == [
            *(("all", None), ("torture", "V1"), ("assembly", "V2"), ("reprisals", None)),
        ]
        assert cells(telling.chapters(Coding())) == ["all"]

    @pytest.mark.parametrize(
        ("activity", "chapter"), [("expression", "expression"), ("assembly", "assembly"), ("union", "association")]
    )
    def test_an_arrest_counts_in_the_chapter_of_its_motive(self, activity: str, chapter: str) -> None:
        coding = coded(Act("lib_arbitrary_arrest", protected_activity=activity), Act("tor_beating"))
        assert cells(telling.chapters(coding)) == ["all", chapter, "torture"]


class TestCodes:
    def test_conditions_of_detention_are_told_apart(self) -> None:
        coding = coded(Act("det_denied_food"), Act("tor_beating"))
        assert cells(telling.codes(coding)) == ["tor_beating"]
        assert cells(telling.deprivations(coding)) == ["det_denied_food"]
        assert cells(telling.families(coding)) == ["conditions", "beating"]

    def test_flags_come_after_all_acts_with_the_victim_of_theirs(self) -> None:
        acts = (Act("tor_beating", flags=("flag_sogi",)), Act("asm_fine", victim="V2"))
        coding = coded(*acts, events=(Event("E1", flags=("flag_gendered",)),))
        assert list(telling.codes(coding)) == [
            *(("tor_beating", "V1"), ("asm_fine", "V2"), ("flag_gendered", None), ("flag_sogi", "V1")),
        ]

    def test_what_is_in_no_family_is_told_in_none(self) -> None:
        assert cells(telling.families(coded(Act("imp_complaint_filed"), Act("hlt_other")))) == []


class TestMonths:
    @pytest.mark.parametrize(
        ("when", "month"),
        [
            ("2020-08-09", "2020-08"),
            ("2020-08", "2020-08"),
            ("2020-08-30~/2020-09-02", "2020-08"),
            ("2020-12-31/..", "2020-12"),
            ("../2020-08-09", None),
            ("2020-22", None),
            ("2020", None),
            ("2020/2021-02", None),
        ],
    )
    def test_an_act_counts_where_it_began(self, when: str, month: str | None) -> None:
        told = cells(telling.months(coded(Act("tor_beating", when=When.parse(when)))))
        assert told == ([f"beating/{month}"] if month else [])

    def test_its_own_date_goes_before_its_events(self) -> None:
        event = Event("E1", when=When.parse("2020-08-09"))
        acts = (Act("tor_beating"), Act("asm_fine", when=When.parse("2020-09")), Act("exp_other", event="E2"))
        assert cells(telling.months(coded(*acts, events=(event,)))) == ["beating/2020-08", "fines/2020-09"]


class TestGroups:
    def test_by_what_people_do_and_never_by_who_they_are(self) -> None:
        acts = (Act("tor_beating"),)
        assert cells(telling.groups(coded(*acts, groups=("journalist", "woman", "media_outlet", "medic")))) == [
            *("media/beating", "defenders/beating"),
        ]
        assert cells(telling.groups(coded(*acts, groups=("woman", "lgbti")))) == ["others/beating"]
        assert cells(telling.groups(coded(*acts))) == ["others/beating"]
        assert cells(telling.groups(coded(Act("exp_site_blocking", victim=None)))) == []


class TestStages:
    def test_of_conditions_only_and_coarse(self) -> None:
        acts = (Act("det_denied_food", stage="prison"), Act("det_denied_water"), Act("tor_beating", stage="arrest"))
        assert cells(telling.stages(coded(*acts))) == ["det_denied_food/remand"]


class TestTwoDimensions:
    """National totals hold all; no table of two dimensions holds sexual violence or minors."""

    CROSSING = (telling.months, telling.groups, telling.stages)
    WHEN = When.parse("2020-08-09")

    def told(self, coding: Coding) -> list[str]:
        return [cell for tell in self.CROSSING for cell in cells(tell(coding))]

    @pytest.mark.parametrize("code", ["tor_sexual_violence", "tor_forced_nudity", "rep_threat_sexual"])
    def test_without_sexual_violence(self, code: str) -> None:
        coding = coded(Act(code, when=self.WHEN, stage="detention"))
        assert self.told(coding) == []
        assert cells(telling.codes(coding)) == [code]
        assert cells(telling.families(coding))

    def test_without_threats_to_children(self) -> None:
        assert self.told(coded(Act("rep_threat_children", when=self.WHEN))) == []

    def test_without_acts_against_minors(self) -> None:
        acts = [Act("det_denied_food", victim=one, when=self.WHEN, stage="detention") for one in ("V1", "V2", None)]
        people = (Person("V1", groups=("minor", "student")), Person("V2", groups=("student",)))
        coding = coded(*acts, persons=people)
        assert {victim for tell in self.CROSSING for _, victim in tell(coding)} == {"V2"}
        assert self.told(of_minors(coding)) == []
        assert cells(telling.deprivations(of_minors(coding))) == ["det_denied_food"] * 3

    def test_a_case_about_a_minor_marks_victims_only(self) -> None:
        marked = of_minors(coded(persons=(Person("V1", groups=("student",)), Person("P1"))))
        assert [person.groups for person in marked.persons] == [("student", "minor"), ()]


class TestWhoAndWith:
    def test_named_perpetrators_are_told_of_too(self) -> None:
        act = Act("tor_beating", ("police",), involved=(("P1", None),), force_means=("truncheon",))
        coding = coded(act, Act("asm_fine", ("court",)), persons=(*VICTIMS, Person("P1", types=("riot_police",))))
        assert cells(telling.perpetrators(coding)) == ["police", "riot_police", "court"]
        assert cells(telling.force(coding)) == ["truncheon"]

    def test_legal_grounds_as_named(self) -> None:
        coding = coded(Act("lib_admin_detention", legal_basis=("petty_hooliganism", "police_disobedience")))
        assert cells(telling.legal(coding)) == ["petty_hooliganism", "police_disobedience"]


class TestDetention:
    @pytest.mark.parametrize(
        ("duration", "row"),
        [
            ((("hours", 3),), "days_1"),
            ((("hours", 24),), "days_1"),
            ((("hours", 25),), "days_2_3"),
            ((("days", 3),), "days_2_3"),
            ((("days", 4),), "days_4_15"),
            ((("days", 15),), "days_4_15"),
            ((("days", 10), ("hours", 200)), "days_16_30"),
            ((("months", 1),), "days_16_30"),
            ((("months", 3),), "days_31_90"),
            ((("years", 2), ("terms", 2)), "days_91"),
            ((("days", None),), "unknown"),
            ((("long", None), ("hospital_days", 40)), "unknown"),
            ((), "unknown"),
        ],
    )
    def test_lengths(self, duration: tuple[tuple[str, int | None], ...], row: str) -> None:
        assert cells(telling.detention(coded(Act("lib_admin_detention", duration=duration)))) == [row]

    def test_the_longest_counts_and_conditions_say_that_somebody_was_held(self) -> None:
        acts = (Act("det_denied_food"), Act("tor_beating", duration=(("hours", 9),)))
        assert cells(telling.detention(coded(*acts))) == ["unknown"]
        held = coded(*acts, Act("lib_remand", duration=(("days", 20),)), Act("lib_arbitrary_arrest"))
        assert BY_ID["detention"].ranked(cells(telling.detention(held)))[:1] == ("days_16_30",)
        assert cells(telling.detention(coded(Act("tor_beating")))) == []


class TestComplaints:
    @pytest.mark.parametrize(
        ("kind", "result", "steps"),
        [
            ("complaint", None, ["made"]),
            ("complaint", "pending", ["made"]),
            ("complaint", "no_answer", ["made", "refused"]),
            ("complaint", "not_opened", ["made", "refused"]),
            ("complaint", "opened", ["made", "opened"]),
            ("complaint", "closed", ["made", "opened", "closed"]),
            ("investigation", "not_opened", ["refused"]),
            ("investigation", "opened", ["opened"]),
            ("investigation", "not_charged", ["opened", "closed"]),
            ("charge", "not_charged", []),
            ("charge", "acquitted", ["charged"]),
            ("trial", "convicted", ["charged", "sanction"]),
            ("trial", "refused", []),
            ("sanction", "imposed", ["sanction"]),
            ("sanction", "refused", []),
            ("urgent_appeal", "no_answer", []),
            ("foreign_case", "opened", []),
            (None, None, []),
        ],
    )
    def test_how_far_it_came(self, kind: str | None, result: str | None, steps: list[str]) -> None:
        coding = coded(interventions=(Intervention("M1", kind, result=result),))
        assert cells(telling.complaints(coding)) == steps

    def test_for_the_victims_of_the_acts_that_are_named_or_of_all(self) -> None:
        acts = (Act("tor_beating", id="A1"), Act("asm_fine", id="A2", victim="V2"))
        of_one, of_all = Intervention("M1", "complaint", ("A2",)), Intervention("M2", "complaint")
        assert list(telling.complaints(coded(*acts, interventions=(of_one,)))) == [("made", "V2")]
        assert list(telling.complaints(coded(*acts, interventions=(of_all,)))) == [("made", "V1"), ("made", "V2")]

    def test_codes_say_it_too(self) -> None:
        acts = (Act("imp_no_investigation"), Act("imp_complaint_filed"))
        assert BY_ID["complaints"].ranked(cells(telling.complaints(coded(*acts)))) == ("made", "refused")

    def test_the_furthest_step_is_never_pushed_out(self) -> None:
        steps = ("refused", "opened", "closed", "charged", "made", "sanction")
        assert BY_ID["complaints"].ranked(steps)[:3] == ("made", "sanction", "charged")


class TestIndicator:
    ACT = Act("lib_arbitrary_arrest", status="confirmed")

    @pytest.mark.parametrize("group", ["journalist", "media_outlet", "unionist", "rights_defender"])
    def test_counts_verified_acts_against_its_groups(self, group: str) -> None:
        assert cells(telling.sdg(coded(self.ACT, groups=(group,)))) == ["arbitrary_detention"]

    def test_counts_nobody_else_and_nothing_that_is_not_verified(self) -> None:
        assert cells(telling.sdg(coded(self.ACT, groups=("protester", "online_activist")))) == []
        for status in ("likely", None):
            assert cells(telling.sdg(coded(replace(self.ACT, status=status), groups=("journalist",)))) == []
        assert cells(telling.sdg(coded(replace(self.ACT, victim=None), groups=("journalist",)))) == []
        unmapped = Act("asm_suspicious_death", status="confirmed")
        assert cells(telling.sdg(coded(unmapped, groups=("journalist",)))) == []

    @pytest.mark.parametrize(
        ("purpose", "doers", "counts"),
        [
            (("punish",), ("riot_police",), True),
            ((), ("riot_police",), False),
            (("punish",), ("unknown", "other"), False),
            (("punish",), (), False),
        ],
    )
    def test_torture_needs_a_purpose_and_somebody_of_the_state(
        self, purpose: tuple[str, ...], doers: tuple[str, ...], *, counts: bool
    ) -> None:
        act = Act("tor_beating", doers, status="confirmed", purpose=purpose)
        assert cells(telling.sdg(coded(act, groups=("journalist",)))) == (["torture"] if counts else [])


class TestEvidenceAndGrades:
    SOURCES = (
        Information("I1", ("testimony", "photo"), reliability="unsure"),
        Information("I2", ("medical", "photo"), reliability="likely"),
        Information("I3", ("video",), reliability="highly_reliable"),
        Information("I4"),
    )

    def test_photo_video_and_medical_documents_are_the_testimonys(self) -> None:
        told = list(telling.evidence(coded(information=self.SOURCES)))
        assert told == [(one, None) for one in ("photo", "medical", "photo", "video")]

    def test_the_best_grade_of_what_acts_rest_on(self) -> None:
        acts = (Act("tor_beating", rests_on=("I1", "I4")), Act("asm_fine", rests_on=("I2",)), Act("asm_other"))
        told = cells(telling.reliability(coded(*acts, information=self.SOURCES)))
        assert told == ["unsure", "likely"]
        assert BY_ID["reliability"].ranked(told)[0] == "likely"


FACTS: dict[str, Any] = json.loads(
    (Path(__file__).parent.parent / "services" / "seed_facts.json").read_text(encoding="utf-8")
)


def _fact(name: str) -> Coding:
    given = {part: FACTS[name]["coding"][part] for part in PARTS}
    return Coding.parse({"format": "holas-coding/2", "vocabulary": "2", **given}, Vocabulary.load())


HOLD = {
    "S21": {"months": "assemblies/2020-08", "perpetrators": "police", "force": "rubber_bullet"},
    "S37": {"families": "administrative", "detention": "days_4_15"},
    "S47": {"codes": "lib_arbitrary_arrest", "detention": "days_1"},
    "S67": {"legal": "cc_342"},
    "S71": {"legal": "cc_361", "months": "prosecutions/2020-08"},
    "S82": {"evidence": "medical"},
    "S84": {"evidence": "photo video medical"},
    "S90": {"deprivations": "det_denied_food", "detention": "unknown", "families": "conditions"},
    "S99": {"complaints": "made"},
    "S14": {"complaints": "sanction"},
    "S7": {"groups": "media/arrests defenders/arrests"},
}
"""What some facts of the report add, by variable."""


@pytest.mark.parametrize("fact", HOLD)
def test_a_fact_of_the_report_counts_where_it_belongs(fact: str) -> None:
    for name, wanted in HOLD[fact].items():
        assert set(wanted.split()) <= set(cells(BY_ID[name].told(_fact(fact)))), name


@pytest.mark.parametrize("variable", VARIABLES, ids=lambda one: one.id)
def test_every_cell_that_a_fact_of_the_report_tells_is_a_declared_one(variable: Variable) -> None:
    found = {cell for name, fact in FACTS.items() if "coding" in fact for cell, _ in variable.told(_fact(name))}
    assert all(map(variable.knows, found))
    assert bool(found) == (variable.id not in {"stages", "sdg", "reliability"})

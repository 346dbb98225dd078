"""Which cases are suggested as telling of the same, for which reasons, and which are not."""

from dataclasses import replace
from datetime import date

from intake.domain.coding import Act, Coding, Event, Person
from intake.domain.entry import Entry
from intake.domain.finding import Known
from intake.domain.likeness import Reason, Strength, Traits, compare
from intake.domain.summary import Summary
from intake.domain.when import When

NIGHT = (date(2020, 8, 9), date(2020, 8, 10))
OURS = Traits(
    "a",
    frozenset({"tor_beating", "lib_arbitrary_arrest"}),
    frozenset({"BY-HM"}),
    frozenset({"minsk_okrestina_cip"}),
    frozenset({"omon_minsk"}),
    (NIGHT,),
    "beaten in the yard of akrescina all night",
)
THEIRS = replace(OURS, case_id="b")


def _reasons(one: Traits, other: Traits) -> dict[Reason, tuple[str, ...]]:
    found = compare(one, other)
    return dict(found.reasons) if found else {}


def test_the_same_place_time_unit_codes_and_words_speak_strongly() -> None:
    found = compare(OURS, THEIRS)
    assert found
    assert found.strength is Strength.STRONG
    assert dict(found.reasons) == {
        Reason.FACILITY: ("minsk_okrestina_cip",),
        Reason.DAYS: ("2020-08-09", "2020-08-10"),
        Reason.UNIT: ("omon_minsk",),
        Reason.CODES: ("lib_arbitrary_arrest", "tor_beating"),
        Reason.WORDING: (),
    }


def test_times_that_exclude_each_other_exclude_the_suggestion() -> None:
    later = replace(THEIRS, spans=((date(2020, 8, 13), date(2020, 8, 13)),))
    assert compare(OURS, later) is None
    assert compare(OURS, replace(later, spans=((date(2020, 8, 12), date(2020, 8, 12)),)))
    assert Reason.DAYS not in _reasons(OURS, replace(later, spans=()))


def test_the_shorter_the_time_that_spans_both_the_more_it_says() -> None:
    bare = Traits("a", regions=frozenset({"BY-HM"}), spans=(NIGHT,))
    month = replace(bare, case_id="b", spans=((date(2020, 8, 1), date(2020, 8, 31)),))
    year = replace(bare, case_id="c", spans=((date(2020, 1, 1), date(2020, 12, 31)),))
    same = replace(bare, case_id="d")
    found = {one.case_id: one for other in (year, month, same) if (one := compare(bare, other))}
    told = {name: (one.points, one.reasons[-1][0]) for name, one in found.items()}
    assert told == {
        "d": (4, Reason.DAYS),
        "b": (3, Reason.PERIOD),
        "c": (2, Reason.PERIOD),
    }
    both = replace(year, spans=(*year.spans, NIGHT))
    assert _reasons(bare, both)[Reason.DAYS]


def test_one_kind_of_reason_is_too_little() -> None:
    assert compare(Traits("a", codes=OURS.codes), Traits("b", codes=OURS.codes)) is None
    assert compare(Traits("a", regions=OURS.regions), Traits("b", regions=OURS.regions)) is None
    assert compare(Traits("a", facilities=OURS.facilities), Traits("b", facilities=OURS.facilities)) is None
    assert compare(Traits("a"), Traits("b")) is None
    both = compare(
        Traits("a", codes=OURS.codes, regions=OURS.regions), Traits("b", codes=OURS.codes, regions=OURS.regions)
    )
    assert both
    assert both.strength is Strength.WEAK


def test_nearly_the_same_wording_is_enough_alone() -> None:
    ours = Traits("a", words="taken from the flat and beaten in the car park")
    assert _reasons(ours, replace(ours, case_id="b")) == {Reason.WORDING: ()}
    similar = Traits("b", words="taken from the flat and held in a dark cellar")
    assert compare(ours, similar) is None
    assert Reason.WORDING in _reasons(replace(ours, regions=OURS.regions), replace(similar, regions=OURS.regions))
    assert compare(Traits("a", words="beaten"), Traits("b", words="beaten")) is None


def test_the_more_speaks_for_it_the_stronger_it_is() -> None:
    weaker = replace(THEIRS, facilities=frozenset(), words="")
    fewer = replace(weaker, units=frozenset(), spans=())
    points = [one.points for other in (THEIRS, weaker, fewer) if (one := compare(OURS, other))]
    assert points == sorted(points, reverse=True)
    assert len(set(points)) == 3
    assert compare(OURS, Traits("d")) is None


def test_a_row_of_the_list_says_the_same_as_the_case_itself() -> None:
    day = When.parse("2020-08-10")
    coding = Coding(
        (Act("tor_beating", facility="minsk_okrestina_tdf"),),
        events=(Event("E1", when=day, region="BY-HM"),),
        persons=(Person("V1"), Person("P1", unit="omon_minsk")),
    )
    entry = Entry.of(coding, Summary("A night", "In the yard."), 1)
    row = Known("a", "2026-11-02", urgent=False, state="coding", entry=entry).row()
    assert Traits.known(row) == Traits.of("a", coding, "A night", "In the yard.")
    open_end = replace(entry, last="9999-12-31")
    assert Traits.known(Known("a", "2026-11-02", urgent=False, state="coding", entry=open_end).row()).spans == ()
    assert Traits.known(Known("a", "2026-11-02", urgent=False, state="new").row()) == Traits("a")


def test_traits_are_gathered_from_events_acts_and_perpetrators() -> None:
    coding = Coding(
        (
            Act("tor_beating", when=When.parse("2020-08-10"), facility="minsk_okrestina_tdf", region="BY-HM"),
            Act("asm_fine", when=When.parse("2020-08-11/..")),
        ),
        events=(Event("E1", when=When.parse("2020-08"), region="BY"),),
        persons=(Person("V1"), Person("P1", unit="omon_minsk", facility="kgb_remand")),
    )
    assert Traits.of("a", coding, "Избиение", "во дворе") == Traits(
        "a",
        frozenset({"tor_beating", "asm_fine"}),
        frozenset({"BY-HM"}),
        frozenset({"minsk_okrestina_tdf", "kgb_remand"}),
        frozenset({"omon_minsk"}),
        ((date(2020, 8, 1), date(2020, 8, 31)), (date(2020, 8, 10), date(2020, 8, 10))),
        "избиение во дворе",
    )
    fair = compare(Traits("a", spans=(NIGHT,), units=OURS.units), Traits("b", spans=(NIGHT,), units=OURS.units))
    assert fair
    assert fair.strength is Strength.FAIR

"""Changing a coding, joining two people's work, and telling what a revision changed."""

from dataclasses import replace

from intake.domain.code_search import find, ranked
from intake.domain.coding import Act, Coding, Event, Information, Intervention, Person
from intake.domain.coding_changes import Change, Deed, changes
from intake.domain.coding_edit import is_used, merged, put, take_out
from intake.domain.vocabulary import Vocabulary

ARREST, BEATING = Act("lib_arbitrary_arrest", id="A1"), Act("tor_beating", id="A2", rests_on=("I1",))
MINE = Coding(
    (ARREST, BEATING),
    persons=(Person("V1"), Person("P1")),
    information=(Information("I1", ("photo",)),),
    interventions=(Intervention("M1", "complaint", ("A1", "A2")),),
)


def test_a_part_takes_the_place_of_the_one_with_its_id() -> None:
    changed = put(MINE, replace(ARREST, stage="street"))
    assert [act.id for act in changed.acts] == ["A1", "A2"]
    assert changed.acts[0].stage == "street"
    assert put(MINE, Person("V2")).persons[-1] == Person("V2")


def test_what_goes_is_named_no_more() -> None:
    assert take_out(MINE, "A2").interventions[0].acts == ("A1",)
    assert take_out(MINE, "I1").acts[1].rests_on == ()
    involved = put(MINE, replace(ARREST, involved=(("P1", "ordered"),)))
    assert take_out(involved, "P1").acts[0].involved == ()
    follows = put(MINE, replace(BEATING, follows="A1"))
    assert take_out(follows, "A1").acts[0].follows is None


def test_an_event_or_a_victim_of_an_act_stays() -> None:
    assert is_used(MINE, "E1")
    assert take_out(MINE, "E1") == take_out(MINE, "V1") == MINE


def test_the_same_work_twice_is_once() -> None:
    assert merged(MINE, MINE) == MINE


def test_their_parts_come_to_mine_under_names_of_their_own() -> None:
    theirs = Coding(
        (Act("tor_beating", id="A1", event="E1", victim="V1", involved=(("P1", None),)), ARREST.__class__("asm_fine")),
        events=(Event("E1", "A court"),),
        persons=(Person("V1", "the sister"), Person("P1", "a judge")),
        interventions=(Intervention("M1", "charge", ("A1",)),),
    )
    both = merged(MINE, theirs)
    assert [act.code for act in both.acts] == ["lib_arbitrary_arrest", "tor_beating", "tor_beating", "asm_fine"]
    third = both.acts[2]
    assert (third.id, third.event, third.victim, third.involved) == ("A3", "E2", "V2", (("P2", None),))
    assert both.interventions[1] == Intervention("M2", "charge", ("A3",))
    assert Coding.parse(both.to_json(), Vocabulary.load()) == both


def test_what_a_revision_changed_is_told_part_by_part() -> None:
    new = replace(
        put(take_out(MINE, "I1"), replace(ARREST, stage="street", region="BY-HM")),
        persons=(*MINE.persons, Person("V2")),
    )
    told = changes(MINE, new)
    assert [(one.deed, one.part.id, one.fields) for one in told] == [
        (Deed.ADDED, "V2", ()),
        (Deed.CHANGED, "A1", ("stage", "region")),
        (Deed.CHANGED, "A2", ("rests_on",)),
        (Deed.REMOVED, "I1", ()),
    ]
    assert told[1].before == ARREST
    assert changes(MINE, MINE) == ()


def test_a_change_of_rank_is_told() -> None:
    turned = replace(MINE, acts=(BEATING, ARREST))
    assert changes(MINE, turned) == (Change(Deed.MOVED, BEATING), Change(Deed.MOVED, ARREST))


def test_a_code_is_found_by_the_beginnings_of_its_words_in_any_language() -> None:
    vocabulary = Vocabulary.load()
    for typed in ("beat", "BEATING", "tor_beating", "збіц", "избиен", " beat  "):
        assert [code.id for code in find(vocabulary, typed)] == ["tor_beating"], typed
    assert [code.id for code in find(vocabulary, "other tort")] == ["tor_other"]
    assert find(vocabulary, "zebra") == find(vocabulary, "") == find(vocabulary, " - ") == ()
    assert len(find(vocabulary, "denied")) > 5


def test_often_used_codes_come_first_and_flags_are_no_acts() -> None:
    vocabulary = Vocabulary.load()
    codes = [code.id for code in ranked(vocabulary)]
    assert tuple(codes[: len(vocabulary.common)]) == vocabulary.common
    assert len(codes) == len(set(codes)) == 72
    assert not any(code.startswith("flag_") for code in codes)

"""A third person's choices between two codings, and the coding that they make."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from intake.domain.adjudication import Take, compose, rows
from intake.domain.agreement import compare
from intake.domain.coding import Act, Coding, Event, Information, Intervention, Person
from intake.domain.vocabulary import Vocabulary
from tests.plugins.codings import codings


def holds(coding: Coding) -> bool:
    """Whether a coding is whole: every id once, none that leads to nothing."""
    return Coding.parse(coding.to_json(), Vocabulary.load()) == coding


@given(codings(), codings())
def test_taking_everything_from_one_coder_gives_the_acts_of_that_coder(first: Coding, second: Coding) -> None:
    assert compose(first, second, {}) == first
    found = compose(first, second, dict.fromkeys((row.id for row in rows(first, second)), Take.SECOND))
    assert holds(found)
    assert compare(found, second).equal
    assert len(found.acts) == len(second.acts)


@given(codings(), codings())
def test_taking_both_loses_nothing_of_either(first: Coding, second: Coding) -> None:
    found = compose(first, second, dict.fromkeys((row.id for row in rows(first, second)), Take.BOTH))
    assert holds(found)
    assert len(found.acts) == len(first.acts) + len(second.acts)
    assert found.acts[: len(first.acts)] == first.acts


@given(codings(), codings(), st.data())
def test_whatever_is_chosen_holds(first: Coding, second: Coding, data: st.DataObject) -> None:
    chosen = {row.id: data.draw(st.sampled_from(Take)) for row in rows(first, second)}
    assert holds(compose(first, second, chosen))


def test_rows_say_in_which_fields_two_coders_differ() -> None:
    first = Coding((Act("tor_beating", stage="arrest"), Act("tor_humiliation")))
    second = Coding((Act("det_denied_food"), Act("tor_beating", stage="detention")))
    both, mine, theirs = rows(first, second)
    assert (both.id, both.differing, both.is_settled) == ("A1-A2", ("stage",), False)
    assert (mine.id, mine.act.code, mine.differing, mine.is_settled) == ("A2-", "tor_humiliation", (), False)
    assert (theirs.id, theirs.act.code) == ("-A1", "det_denied_food")
    assert rows(first, first)[0].is_settled


def test_an_act_brings_what_it_names_and_takes_the_place_of_its_like() -> None:
    first = Coding(
        (Act("tor_beating", id="A1"), Act("tor_humiliation", id="A2", follows="A1")),
        persons=(Person("V1"), Person("P1", types=("police",))),
        interventions=(Intervention("M1", kind="complaint", acts=("A1", "A2")),),
    )
    second = Coding(
        (
            Act(
                "tor_beating",
                id="A5",
                victim="V2",
                event="E2",
                stage="arrest",
                involved=(("P2", "ordered"), ("P4", None)),
                rests_on=("I1",),
                follows="A6",
            ),
            Act("tor_suffocation", id="A6", victim="V2", event="E2"),
        ),
        events=(Event("E2"),),
        persons=(Person("V2"), Person("P2", types=("police",)), Person("P4", note="tall")),
        information=(Information("I1", material=("photo",)),),
    )
    found = compose(first, second, {"A1-A5": Take.SECOND, "A2-": Take.SECOND, "-A6": Take.BOTH})
    assert holds(found)
    beating, choking = found.acts
    assert beating == replace(
        first.acts[0], stage="arrest", involved=(("P1", "ordered"), ("P2", None)), rests_on=("I1",), follows="A2"
    )
    assert (choking.id, choking.victim, choking.event) == ("A2", "V1", "E1")
    assert found.part("P2") == Person("P2", note="tall")
    assert found.interventions[0].acts == ("A1",)


def test_a_term_that_follows_what_was_not_taken_follows_nothing() -> None:
    first = Coding()
    second = Coding((Act("lib_remand", id="A1"), Act("lib_remand", id="A2", follows="A1")))
    assert compose(first, second, {"-A2": Take.SECOND}).acts == (Act("lib_remand", id="A1"),)

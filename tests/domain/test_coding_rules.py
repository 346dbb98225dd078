"""The rules of coding, each broken once, and each kept."""

from dataclasses import replace

import pytest

from intake.domain.coding import Act, Coding, Event, Information, Person
from intake.domain.coding_rules import ADVICE, Problem, Rule, problems
from intake.domain.lists import Lists
from intake.domain.vocabulary import Vocabulary
from intake.domain.when import When

VOCABULARY, LISTS = Vocabulary.load(), Lists.shipped()
SURE, WEAK = Information("I1", reliability="likely"), Information("I2", reliability="unsure")
AUGUST = Event("E1", when=When.parse("2020-08"))
BEATING = Act("tor_beating", id="A1")

BROKEN: dict[Rule, Coding] = {
    Rule.SAME_ACT: Coding((BEATING, replace(BEATING, id="A2", force_means=("truncheon",)))),
    Rule.NO_VICTIM: Coding((replace(BEATING, victim=None),)),
    Rule.NOT_A_VICTIM: Coding((replace(BEATING, victim="P1"),), persons=(Person("P1"),)),
    Rule.DESCRIBE: Coding((Act("tor_other"),)),
    Rule.UNLISTED: Coding((replace(BEATING, facility="gone"),)),
    Rule.FOLLOWS_ITSELF: Coding((replace(BEATING, follows="A1"),)),
    Rule.FIGURE_OF_NOTHING: Coding((replace(BEATING, count=900),)),
    Rule.METHOD_KNOWN: Coding((Act("tor_unspecified"), BEATING)),
    Rule.NOTHING_TO_CONFIRM: Coding((replace(BEATING, status="confirmed", rests_on=("I2",)),), information=(WEAK,)),
    Rule.OUTSIDE_EVENT: Coding((replace(BEATING, when=When.parse("2020-09-01")),), events=(AUGUST,)),
}
KEPT = {
    "another stage": Coding((BEATING, replace(BEATING, id="A2", stage="court"))),
    "another victim": Coding((BEATING, replace(BEATING, id="A2", victim="V2")), persons=(Person("V1"), Person("V2"))),
    "an event without a victim": Coding((Act("exp_internet_shutdown", victim=None),)),
    "a described act": Coding((Act("tor_other", description="Chlorine on the floor."),)),
    "a listed place": Coding((replace(BEATING, facility="kgb_remand", region="BY-HM"),)),
    "terms one after another": Coding((Act("lib_admin_detention", id="A1"), Act("lib_admin_detention", follows="A1"))),
    "a figure of people": Coding((replace(BEATING, count_precision="hundreds", count_unit="person"),)),
    "no method known": Coding(
        (Act("tor_unspecified"), replace(BEATING, victim="V2")), persons=(Person("V1"), Person("V2"))
    ),
    "a confirmed act": Coding((replace(BEATING, status="confirmed", rests_on=("I1", "I2")),), information=(SURE, WEAK)),
    "within the event": Coding((replace(BEATING, when=When.parse("2020-08-31/..")),), events=(AUGUST,)),
    "an open end": Coding((replace(BEATING, when=When.parse("../2020-08-02")),), events=(AUGUST,)),
}


@pytest.mark.parametrize("rule", Rule)
def test_each_rule_is_broken_by_its_example(rule: Rule) -> None:
    (problem,) = problems(BROKEN[rule], VOCABULARY, LISTS)
    assert problem.rule is rule
    assert problem.blocks == (rule not in ADVICE)
    assert BROKEN[rule].part(problem.part)


@pytest.mark.parametrize("name", KEPT)
def test_each_rule_lets_pass_what_keeps_it(name: str) -> None:
    assert problems(KEPT[name], VOCABULARY, LISTS) == ()


def test_a_circle_of_terms_is_found_at_each_of_them_and_an_event_that_is_not_there_is_not_asked() -> None:
    first, second, third = (Act("lib_admin_detention", id=f"A{number}") for number in (1, 2, 3))
    circle = Coding(
        (replace(first, follows="A2"), replace(second, follows="A1"), replace(third, follows="A2", stage="court"))
    )
    assert problems(circle, VOCABULARY, LISTS) == (
        Problem("A1", Rule.FOLLOWS_ITSELF),
        Problem("A2", Rule.FOLLOWS_ITSELF),
    )
    before = Coding((replace(BEATING, when=When.parse("2020-07-01"), event="E9"),), events=(AUGUST,))
    assert problems(before, VOCABULARY, LISTS) == ()

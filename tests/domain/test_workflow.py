"""The life of a case, state by state, deed by deed and part by part, against what is written here in sentences.

Each sentence says, in its own words and with its own lists, what the workflow is for; nothing is taken from the table
that is tested. What no sentence allows is forbidden.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product

import pytest

from intake.domain.review import Action, Part, State, after
from intake.domain.tasks import Task, Tasks

EVERYBODY_WHO_HOLDS_IT = {Part.INTAKE, Part.CODER, Part.SECOND, Part.ADJUDICATOR}
THOSE_WHO_WORK_ON_IT = {Part.INTAKE, Part.CODER}
GONE, JUNK = State.WITHDRAWN, State.SPAM
IN_HAND = set(State) - {GONE, JUNK}


@dataclass(frozen=True)
class Sentence:
    """Who may do which of these, in which states, and which state follows."""

    says: str
    who: Iterable[Part]
    deeds: Iterable[Action]
    states: Iterable[State]
    then: Callable[[State], State]


def stays(state: State) -> State:
    return state


def is_seen(state: State) -> State:
    return State.TRIAGED if state is State.NEW else state


def becomes(state: State) -> Callable[[State], State]:
    return lambda _before: state


SENTENCES = [
    Sentence("Whoever holds a case reads it until its source withdraws it, junk too.",
             EVERYBODY_WHO_HOLDS_IT, [Action.OPEN], IN_HAND | {JUNK}, stays),
    Sentence("Whoever sees what the source changed has seen it.",
             EVERYBODY_WHO_HOLDS_IT, [Action.LOOK], IN_HAND, is_seen),
    Sentence("A case that may not be read any more is closed, whoever finds out.",
             EVERYBODY_WHO_HOLDS_IT, [Action.LAY_ASIDE], IN_HAND, becomes(State.CLOSED)),
    Sentence("The circle takes cases that are not coded yet; nobody takes one out of somebody's second look.",
             {Part.INTAKE}, [Action.CLAIM], {State.NEW, State.TRIAGED, State.CODING}, is_seen),
    Sentence("The circle says who does what, and who may not, at any time.",
             {Part.INTAKE}, [Action.ASSIGN, Action.RECUSE, Action.RESTRICT], IN_HAND, is_seen),
    Sentence("Who works on a case hands it over while there is work.",
             THOSE_WHO_WORK_ON_IT, [Action.HAND_OVER], IN_HAND - {State.VERIFIED, State.CLOSED}, is_seen),
    Sentence("Who works on a case writes to its source, notes, and asks for a name, at any time.",
             THOSE_WHO_WORK_ON_IT, [Action.REPLY, Action.NOTE, Action.ASK_IDENTITY], IN_HAND, is_seen),
    Sentence("Coding a case makes it one that is being coded, and ends where others look at it.",
             THOSE_WHO_WORK_ON_IT, [Action.CODE], {State.NEW, State.TRIAGED, State.CODING}, becomes(State.CODING)),
    Sentence("A coding is handed in to a second coder",
             THOSE_WHO_WORK_ON_IT, [Action.HAND_IN], {State.CODING}, becomes(State.SECOND_CODING)),
    Sentence("or, where none is needed, the case is verified by it.",
             THOSE_WHO_WORK_ON_IT, [Action.VERIFY], {State.CODING}, becomes(State.VERIFIED)),
    Sentence("The second coder codes in that state only.",
             {Part.SECOND}, [Action.CODE_SECOND], {State.SECOND_CODING}, stays),
    Sentence("Two who differ wait for a third,",
             {Part.SECOND}, [Action.DIFFER], {State.SECOND_CODING}, becomes(State.ADJUDICATION)),
    Sentence("two who agree verify the case,",
             {Part.SECOND}, [Action.AGREE], {State.SECOND_CODING}, becomes(State.VERIFIED)),
    Sentence("and the third decides.",
             {Part.ADJUDICATOR}, [Action.ADJUDICATE], {State.ADJUDICATION}, becomes(State.VERIFIED)),
    Sentence("Unfinished work can wait.",
             THOSE_WHO_WORK_ON_IT, [Action.HOLD],
             IN_HAND - {State.VERIFIED, State.CLOSED, State.ON_HOLD}, becomes(State.ON_HOLD)),
    Sentence("What waited is looked at again, whatever had been done.",
             THOSE_WHO_WORK_ON_IT, [Action.RESUME], {State.ON_HOLD}, becomes(State.TRIAGED)),
    Sentence("A case is closed that somebody has looked at, and that nobody is checking.",
             THOSE_WHO_WORK_ON_IT, [Action.CLOSE],
             {State.TRIAGED, State.CODING, State.VERIFIED, State.ON_HOLD}, becomes(State.CLOSED)),
    Sentence("What is done can be opened again, and is coded again then.",
             THOSE_WHO_WORK_ON_IT, [Action.REOPEN], {State.CLOSED, State.VERIFIED}, becomes(State.CODING)),
    Sentence("The circle sets aside what nobody has looked at, and brings it back.",
             {Part.INTAKE}, [Action.SET_ASIDE], {State.NEW}, becomes(State.SPAM)),
    Sentence("It comes back as new.",
             {Part.INTAKE}, [Action.BRING_BACK], {State.SPAM}, becomes(State.NEW)),
    Sentence("Custodians answer what they are asked about every case that is in hand.",
             {Part.CUSTODIAN}, [Action.GIVE_IDENTITY], IN_HAND, stays),
    Sentence("What is handed over is drafted and approved of a case that does not wait.",
             THOSE_WHO_WORK_ON_IT, [Action.DRAFT_EXPORT, Action.APPROVE_EXPORT], IN_HAND - {State.ON_HOLD}, stays),
    Sentence("What the source adds goes into the work that is under way,",
             {Part.SOURCE}, [Action.ADD], IN_HAND - {State.VERIFIED, State.CLOSED, State.ON_HOLD}, stays),
    Sentence("raises a case that was done or waits,",
             {Part.SOURCE}, [Action.ADD], {State.VERIFIED, State.CLOSED, State.ON_HOLD}, becomes(State.TRIAGED)),
    Sentence("and shows that what was taken for junk is none.",
             {Part.SOURCE}, [Action.ADD], {JUNK}, becomes(State.NEW)),
    Sentence("A changed consent is news.",
             {Part.SOURCE}, [Action.CONSENT], IN_HAND | {JUNK}, becomes(State.NEW)),
    Sentence("The source withdraws whenever they want,",
             {Part.SOURCE}, [Action.WITHDRAW], IN_HAND | {JUNK}, becomes(GONE)),
    Sentence("and only the source comes back from there.",
             {Part.SOURCE}, [Action.RESTORE], {GONE}, becomes(State.NEW)),
]  # fmt: skip


def expected(state: State, action: Action, part: Part) -> State | None:
    """What the sentences say; two of them must not speak of the same thing."""
    found = [one for one in SENTENCES if state in set(one.states) and action in one.deeds and part in set(one.who)]
    assert len(found) <= 1, [one.says for one in found]
    return found[0].then(state) if found else None


@pytest.mark.parametrize("state", State)
def test_every_deed_of_every_part_in_every_state(state: State) -> None:
    ways = list(product(Action, Part))
    assert {way: after(way[0], state, frozenset({way[1]})) for way in ways} == {
        way: expected(state, *way) for way in ways
    }


def test_every_deed_is_spoken_of() -> None:
    assert {deed for one in SENTENCES for deed in one.deeds} == set(Action)


def test_several_parts_may_what_any_of_them_may() -> None:
    for state, action, one, other in product(State, Action, Part, Part):
        both = after(action, state, frozenset({one, other}))
        assert both == (expected(state, action, one) or expected(state, action, other))


STAFF = frozenset(Part) - {Part.SOURCE}


def reachable(start: State, *, without: Iterable[Action] = (), around: Iterable[State] = ()) -> set[State]:
    """Return the states that anybody's deeds lead to, but for some deeds and around some states."""
    found, deeds = {start}, set(Action) - set(without)
    while True:
        more = {after(deed, state, frozenset(Part)) for deed, state in product(deeds, found)} - {None, *around}
        if more <= found:
            return found
        found |= {state for state in more if state is not None}


def test_nobody_but_the_source_leaves_a_withdrawal_or_makes_one() -> None:
    for deed, state in product(Action, State):
        then = after(deed, state, STAFF)
        assert state is not State.WITHDRAWN or then is None
        assert then is not State.WITHDRAWN


def test_what_must_be_coded_twice_is_never_verified_without_it() -> None:
    """Handing in then leads to the second coder (`services/double_coding.py`): no other way leads round it."""
    for start in set(State) - {State.SECOND_CODING, State.ADJUDICATION, State.VERIFIED}:
        round_it = reachable(start, without=[Action.VERIFY], around=[State.SECOND_CODING])
        assert State.VERIFIED not in round_it, start


def test_a_second_coder_has_no_hand_in_the_first_coding_nor_in_the_decision() -> None:
    may = {deed for deed, state in product(Action, State) if after(deed, state, frozenset({Part.SECOND}))}
    assert may == {
        Action.OPEN, Action.LOOK, Action.LAY_ASIDE, Action.CODE_SECOND, Action.DIFFER, Action.AGREE,
    }  # fmt: skip


def test_a_third_person_decides_and_nothing_else() -> None:
    may = {deed for deed, state in product(Action, State) if after(deed, state, frozenset({Part.ADJUDICATOR}))}
    assert may == {Action.OPEN, Action.LOOK, Action.LAY_ASIDE, Action.ADJUDICATE}


def test_auditors_have_no_part_in_a_case() -> None:
    assert all(after(deed, state, frozenset({Part.AUDITOR})) is None for deed, state in product(Action, State))


def test_no_state_is_a_dead_end() -> None:
    for state in State:
        assert reachable(state) == set(State), state


def test_the_source_is_heard_in_every_state() -> None:
    for state in set(State) - {State.WITHDRAWN}:
        for deed in (Action.ADD, Action.CONSENT, Action.WITHDRAW):
            assert after(deed, state, frozenset({Part.SOURCE})) is not None


@pytest.mark.parametrize("circle", [True, False])
def test_a_second_look_is_never_the_first_ones_too(*, circle: bool) -> None:
    for first, second in product(Task, Task):
        tasks = Tasks().given(first, "m")
        if tasks.may_give(second, "m"):
            parts = tasks.given(second, "m").part_of("m", circle=circle)
            assert not ({Part.SECOND, Part.ADJUDICATOR} & parts and len(parts) > 1)

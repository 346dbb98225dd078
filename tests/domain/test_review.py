"""The state machine, exhaustively: every state, action and part."""

from itertools import product

import pytest

from intake.domain.review import Action, Part, State, after

# What may happen, written out by hand: (state, action, part) -> state after. All else is refused.
STAFF_ALWAYS = [(state, Action.OPEN, state) for state in State if state is not State.WITHDRAWN]
BY_STAFF = [
    *STAFF_ALWAYS,
    (State.NEW, Action.LOOK, State.TRIAGED),
    (State.TRIAGED, Action.LOOK, State.TRIAGED),
    (State.CODING, Action.LOOK, State.CODING),
    (State.CLOSED, Action.LOOK, State.CLOSED),
    *((state, Action.LAY_ASIDE, State.CLOSED) for state in State if state not in {State.WITHDRAWN, State.SPAM}),
    (State.NEW, Action.REPLY, State.TRIAGED),
    (State.TRIAGED, Action.REPLY, State.TRIAGED),
    (State.CODING, Action.REPLY, State.CODING),
    (State.CLOSED, Action.REPLY, State.CLOSED),
    (State.NEW, Action.CODE, State.CODING),
    (State.TRIAGED, Action.CODE, State.CODING),
    (State.CODING, Action.CODE, State.CODING),
    (State.TRIAGED, Action.CLOSE, State.CLOSED),
    (State.CODING, Action.CLOSE, State.CLOSED),
    (State.CLOSED, Action.REOPEN, State.CODING),
]
BY_INTAKE = [
    *BY_STAFF,
    (State.NEW, Action.ASSIGN, State.TRIAGED),
    (State.TRIAGED, Action.ASSIGN, State.TRIAGED),
    (State.CODING, Action.ASSIGN, State.CODING),
    (State.NEW, Action.SET_ASIDE, State.SPAM),
    (State.SPAM, Action.BRING_BACK, State.NEW),
]
BY_SOURCE = [
    (State.NEW, Action.ADD, State.NEW),
    (State.TRIAGED, Action.ADD, State.TRIAGED),
    (State.CODING, Action.ADD, State.CODING),
    (State.CLOSED, Action.ADD, State.TRIAGED),
    (State.SPAM, Action.ADD, State.NEW),
    *((state, Action.CONSENT, State.NEW) for state in State if state is not State.WITHDRAWN),
    *((state, Action.WITHDRAW, State.WITHDRAWN) for state in State if state is not State.WITHDRAWN),
    (State.WITHDRAWN, Action.RESTORE, State.NEW),
]
ALLOWED = {
    (state, action, part): result
    for part, rules in ((Part.INTAKE, BY_INTAKE), (Part.ASSIGNED, BY_STAFF), (Part.SOURCE, BY_SOURCE))
    for state, action, result in rules
}


@pytest.mark.parametrize(("state", "action", "part"), list(product(State, Action, Part)))
def test_every_state_action_and_part(state: State, action: Action, part: Part) -> None:
    assert after(action, state, frozenset({part})) == ALLOWED.get((state, action, part))


def test_who_acts_in_two_parts_may_do_what_either_may() -> None:
    assert after(Action.ASSIGN, State.NEW, frozenset({Part.ASSIGNED, Part.INTAKE})) is State.TRIAGED


def test_who_acts_in_no_part_may_do_nothing() -> None:
    assert all(after(action, state, frozenset()) is None for state, action in product(State, Action))

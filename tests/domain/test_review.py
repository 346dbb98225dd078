"""The state machine's corners. Every state, action and part is walked in `test_workflow.py`."""

from itertools import product

from intake.domain.review import Action, Part, State, after


def test_who_acts_in_two_parts_may_do_what_either_may() -> None:
    assert after(Action.ASSIGN, State.NEW, frozenset({Part.CODER, Part.INTAKE})) is State.TRIAGED


def test_who_acts_in_no_part_may_do_nothing() -> None:
    assert all(after(action, state, frozenset()) is None for state, action in product(State, Action))


def test_only_the_source_leads_out_of_a_withdrawal() -> None:
    out = {
        (action, part) for action, part in product(Action, Part) if after(action, State.WITHDRAWN, frozenset({part}))
    }
    assert out == {(Action.RESTORE, Part.SOURCE)}

"""The life of a case as a table: who may do what in which state, and where it leads. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Workflow state of a case, clear in the database."""

    NEW = "new"
    TRIAGED = "triaged"
    CODING = "coding"
    CLOSED = "closed"
    SPAM = "spam"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What staff or the source do with a case."""

    OPEN = "open"
    LOOK = "look"
    LAY_ASIDE = "lay-aside"
    ASSIGN = "assign"
    REPLY = "reply"
    CODE = "code"
    CLOSE = "close"
    REOPEN = "reopen"
    SET_ASIDE = "set-aside"
    BRING_BACK = "bring-back"
    ADD = "add"
    CONSENT = "consent"
    WITHDRAW = "withdraw"
    RESTORE = "restore"


class Part(StrEnum):
    """In what part somebody acts on a case."""

    INTAKE = "intake"
    ASSIGNED = "assigned"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may, from which states, and the state after; `None` leaves it as it is."""

    parts: frozenset[Part]
    after: dict[State, State]


STAFF = frozenset({Part.INTAKE, Part.ASSIGNED})
CIRCLE = frozenset({Part.INTAKE})
SOURCE = frozenset({Part.SOURCE})
LIVE = (State.NEW, State.TRIAGED, State.CODING, State.CLOSED)


def _stay(*states: State) -> dict[State, State]:
    return {state: state for state in states}


RULES: dict[Action, Rule] = {
    Action.OPEN: Rule(STAFF, _stay(*LIVE, State.SPAM)),
    Action.LOOK: Rule(STAFF, {**_stay(*LIVE), State.NEW: State.TRIAGED}),
    Action.LAY_ASIDE: Rule(STAFF, dict.fromkeys(LIVE, State.CLOSED)),
    Action.ASSIGN: Rule(CIRCLE, {**_stay(State.CODING, State.TRIAGED), State.NEW: State.TRIAGED}),
    Action.REPLY: Rule(STAFF, {**_stay(*LIVE), State.NEW: State.TRIAGED}),
    Action.CODE: Rule(STAFF, dict.fromkeys((State.NEW, State.TRIAGED, State.CODING), State.CODING)),
    Action.CLOSE: Rule(STAFF, dict.fromkeys((State.TRIAGED, State.CODING), State.CLOSED)),
    Action.REOPEN: Rule(STAFF, {State.CLOSED: State.CODING}),
    Action.SET_ASIDE: Rule(CIRCLE, {State.NEW: State.SPAM}),
    Action.BRING_BACK: Rule(CIRCLE, {State.SPAM: State.NEW}),
    # Whoever comes back to a case that was taken for part of a flood is a person after all.
    Action.ADD: Rule(SOURCE, {**_stay(*LIVE), State.CLOSED: State.TRIAGED, State.SPAM: State.NEW}),
    Action.CONSENT: Rule(SOURCE, dict.fromkeys((*LIVE, State.SPAM), State.NEW)),
    Action.WITHDRAW: Rule(SOURCE, dict.fromkeys((*LIVE, State.SPAM), State.WITHDRAWN)),
    Action.RESTORE: Rule(SOURCE, {State.WITHDRAWN: State.NEW}),
}


def after(action: Action, state: State, parts: frozenset[Part]) -> State | None:
    """Return the state that `action` leads to, or None when it is not allowed here to anyone in `parts`."""
    rule = RULES[action]
    return rule.after.get(state) if rule.parts & parts else None

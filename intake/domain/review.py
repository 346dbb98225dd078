"""The life of a case as a table: who may do what in which state, and where it leads. Pure.

    new -> triaged -> coding -> second coding -> adjudication -> verified -> closed

Beside them stand on hold, spam and withdrawn. `domain/tasks.py` says in what part a member acts on a case.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Workflow state of a case, clear in the database."""

    NEW = "new"
    TRIAGED = "triaged"
    CODING = "coding"
    SECOND_CODING = "second-coding"
    ADJUDICATION = "adjudication"
    VERIFIED = "verified"
    CLOSED = "closed"
    ON_HOLD = "on-hold"
    SPAM = "spam"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What staff or the source do with a case."""

    OPEN = "open"
    LOOK = "look"
    LAY_ASIDE = "lay-aside"
    CLAIM = "claim"
    ASSIGN = "assign"
    HAND_OVER = "hand-over"
    RECUSE = "recuse"
    RESTRICT = "restrict"
    REPLY = "reply"
    NOTE = "note"
    CODE = "code"
    HAND_IN = "hand-in"
    VERIFY = "verify"
    CODE_SECOND = "code-second"
    DIFFER = "differ"
    AGREE = "agree"
    ADJUDICATE = "adjudicate"
    HOLD = "hold"
    RESUME = "resume"
    CLOSE = "close"
    REOPEN = "reopen"
    SET_ASIDE = "set-aside"
    BRING_BACK = "bring-back"
    ASK_IDENTITY = "ask-identity"
    GIVE_IDENTITY = "give-identity"
    DRAFT_EXPORT = "draft-export"
    APPROVE_EXPORT = "approve-export"
    ADD = "add"
    CONSENT = "consent"
    WITHDRAW = "withdraw"
    RESTORE = "restore"


class Part(StrEnum):
    """In what part somebody acts on a case."""

    INTAKE = "intake"
    CODER = "coder"
    SECOND = "second"
    ADJUDICATOR = "adjudicator"
    CUSTODIAN = "custodian"
    AUDITOR = "auditor"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may, and the state after by the state before; a state that is missing refuses."""

    parts: frozenset[Part]
    after: dict[State, State]


CIRCLE = frozenset({Part.INTAKE})
CODERS = frozenset({Part.INTAKE, Part.CODER})
BLIND = frozenset({Part.SECOND})
THIRD = frozenset({Part.ADJUDICATOR})
READERS = CODERS | BLIND | THIRD
CUSTODIANS = frozenset({Part.CUSTODIAN})
SOURCE = frozenset({Part.SOURCE})

OPEN_WORK = (State.NEW, State.TRIAGED, State.CODING)
CHECKING = (State.SECOND_CODING, State.ADJUDICATION)
UNDER_WAY = (*OPEN_WORK, *CHECKING)
LIVE = (*UNDER_WAY, State.VERIFIED, State.CLOSED, State.ON_HOLD)
DECIDED = (State.VERIFIED, State.CLOSED, State.ON_HOLD)


def _stay(states: Iterable[State]) -> dict[State, State]:
    return {state: state for state in states}


def _lead(states: Iterable[State], after: State) -> dict[State, State]:
    return dict.fromkeys(states, after)


LOOKED_AT = {**_stay(LIVE), State.NEW: State.TRIAGED}
"""Whatever staff do with a new case, it is new no more."""

RULES: dict[Action, Rule] = {
    Action.OPEN: Rule(READERS, _stay((*LIVE, State.SPAM))),
    Action.LOOK: Rule(READERS, LOOKED_AT),
    Action.LAY_ASIDE: Rule(READERS, _lead(LIVE, State.CLOSED)),
    Action.CLAIM: Rule(CIRCLE, {**_stay((State.TRIAGED, State.CODING)), State.NEW: State.TRIAGED}),
    Action.ASSIGN: Rule(CIRCLE, LOOKED_AT),
    Action.HAND_OVER: Rule(CODERS, {**_stay((*UNDER_WAY, State.ON_HOLD)), State.NEW: State.TRIAGED}),
    Action.RECUSE: Rule(CIRCLE, LOOKED_AT),
    Action.RESTRICT: Rule(CIRCLE, LOOKED_AT),
    Action.REPLY: Rule(CODERS, LOOKED_AT),
    Action.NOTE: Rule(CODERS, LOOKED_AT),
    Action.CODE: Rule(CODERS, _lead(OPEN_WORK, State.CODING)),
    # Which of the two a finished coding takes is for `double_coding` to say, not for who coded.
    Action.HAND_IN: Rule(CODERS, {State.CODING: State.SECOND_CODING}),
    Action.VERIFY: Rule(CODERS, {State.CODING: State.VERIFIED}),
    Action.CODE_SECOND: Rule(BLIND, _stay((State.SECOND_CODING,))),
    Action.DIFFER: Rule(BLIND, {State.SECOND_CODING: State.ADJUDICATION}),
    Action.AGREE: Rule(BLIND, {State.SECOND_CODING: State.VERIFIED}),
    Action.ADJUDICATE: Rule(THIRD, {State.ADJUDICATION: State.VERIFIED}),
    Action.HOLD: Rule(CODERS, _lead(UNDER_WAY, State.ON_HOLD)),
    # What was coded stays; it is handed in again, so nothing is verified on the way out of a drawer.
    Action.RESUME: Rule(CODERS, {State.ON_HOLD: State.TRIAGED}),
    Action.CLOSE: Rule(CODERS, _lead((State.TRIAGED, State.CODING, State.VERIFIED, State.ON_HOLD), State.CLOSED)),
    Action.REOPEN: Rule(CODERS, _lead((State.CLOSED, State.VERIFIED), State.CODING)),
    Action.SET_ASIDE: Rule(CIRCLE, {State.NEW: State.SPAM}),
    Action.BRING_BACK: Rule(CIRCLE, {State.SPAM: State.NEW}),
    Action.ASK_IDENTITY: Rule(CODERS, LOOKED_AT),
    Action.GIVE_IDENTITY: Rule(CUSTODIANS, _stay(LIVE)),
    Action.DRAFT_EXPORT: Rule(CODERS, _stay((*UNDER_WAY, State.VERIFIED, State.CLOSED))),
    Action.APPROVE_EXPORT: Rule(CODERS, _stay((*UNDER_WAY, State.VERIFIED, State.CLOSED))),
    # Whoever comes back to a case that was taken for part of a flood is a person after all.
    Action.ADD: Rule(SOURCE, {**_stay(UNDER_WAY), **_lead(DECIDED, State.TRIAGED), State.SPAM: State.NEW}),
    Action.CONSENT: Rule(SOURCE, _lead((*LIVE, State.SPAM), State.NEW)),
    Action.WITHDRAW: Rule(SOURCE, _lead((*LIVE, State.SPAM), State.WITHDRAWN)),
    Action.RESTORE: Rule(SOURCE, {State.WITHDRAWN: State.NEW}),
}


def after(action: Action, state: State, parts: frozenset[Part]) -> State | None:
    """Return the state that `action` leads to, or None when it is not allowed here to anyone in `parts`."""
    rule = RULES[action]
    return rule.after.get(state) if rule.parts & parts else None

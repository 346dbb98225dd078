"""Write docs/workflow.md: who may do what with a case in which state, from the table that the program runs on.

python scripts/workflow.py
"""

from collections.abc import Iterator
from pathlib import Path

from intake.domain.review import RULES, Action, Part, Rule, State

PAGE = Path(__file__).parent.parent / "docs" / "workflow.md"
STATES = {
    State.NEW: "new",
    State.TRIAGED: "looked at",
    State.CODING: "being coded",
    State.SECOND_CODING: "second coding",
    State.ADJUDICATION: "adjudication",
    State.VERIFIED: "verified",
    State.CLOSED: "closed",
    State.ON_HOLD: "on hold",
    State.SPAM: "set aside",
    State.WITHDRAWN: "withdrawn",
}
PARTS = {
    Part.INTAKE: "intake circle",
    Part.CODER: "coder",
    Part.SECOND: "second coder",
    Part.ADJUDICATOR: "adjudicator",
    Part.CUSTODIAN: "custodian",
    Part.AUDITOR: "auditor",
    Part.SOURCE: "source",
}
DEEDS = {
    Action.OPEN: "open and read it",
    Action.LOOK: "take note of a changed consent",
    Action.LAY_ASIDE: "find that it may not be read any more",
    Action.CLAIM: "take it as its coder",
    Action.ASSIGN: "give a task to a member, or take it back",
    Action.HAND_OVER: "hand the coding over to a colleague",
    Action.RECUSE: "take a member out of it for good",
    Action.RESTRICT: "keep it to named members",
    Action.REPLY: "write to the source",
    Action.NOTE: "write a note or a summary",
    Action.CODE: "save a coding",
    Action.HAND_IN: "hand in a coding that needs a second coder",
    Action.VERIFY: "hand in a coding that needs no second coder",
    Action.CODE_SECOND: "save the second coding",
    Action.DIFFER: "hand in a second coding that differs",
    Action.AGREE: "hand in a second coding that agrees",
    Action.ADJUDICATE: "decide between two codings",
    Action.HOLD: "put it on hold",
    Action.RESUME: "take it up again",
    Action.CLOSE: "close it",
    Action.REOPEN: "open it again",
    Action.SET_ASIDE: "set it aside as part of a flood",
    Action.BRING_BACK: "bring it back",
    Action.ASK_IDENTITY: "ask for a name or a contact",
    Action.GIVE_IDENTITY: "release or refuse a name or a contact",
    Action.DRAFT_EXPORT: "draft what is handed over",
    Action.APPROVE_EXPORT: "approve what is handed over",
    Action.ADD: "add to it",
    Action.CONSENT: "change a consent",
    Action.WITHDRAW: "withdraw it",
    Action.RESTORE: "undo the withdrawal",
}
HEAD = """# The life of a case

Written by `python scripts/workflow.py` from `intake/domain/review.py`; a test fails when it is not up to date. The
usual way is

    new > looked at > being coded > second coding > adjudication > verified

and beside it a case is closed, on hold, set aside as part of a flood, or withdrawn. Whoever holds a case through a
circle acts as the *intake circle*; who was given it acts as *coder* (its pair too), *second coder* or *adjudicator*. A
second coder or an adjudicator acts as nothing else on that case, whatever role they have.

## Who may do what, and what the case is then

"stays" means that the state does not change. Whatever is not in this table is refused.

| Who | may | when it is | and then it is |
|---|---|---|---|
"""


def page() -> str:
    """Return the page."""
    table = "".join(f"| {' | '.join(row)} |\n" for row in rows())
    return f"{HEAD}{table}\n## What is possible in each state\n{states()}"


def rows() -> Iterator[tuple[str, str, str, str]]:
    """Yield a line for every deed and every state that it leads to."""
    for action, rule in RULES.items():
        for then, before in _leading(rule):
            yield _who(rule), DEEDS[action], ", ".join(STATES[state] for state in before), then


def states() -> str:
    """Return a list for every state: by whom, what."""
    return "".join(f"\n### {STATES[state].capitalize()}\n\n{''.join(_possible(state))}" for state in State)


def _possible(state: State) -> Iterator[str]:
    for part, words in PARTS.items():
        deeds = [DEEDS[action] for action, rule in RULES.items() if part in rule.parts and state in rule.after]
        if deeds:
            yield f"- {words}: {'; '.join(deeds)}\n"


def _leading(rule: Rule) -> list[tuple[str, list[State]]]:
    """Return the states by where they lead, those that stay as they are together."""
    found: dict[str, list[State]] = {}
    for before, then in rule.after.items():
        found.setdefault("stays" if then is before else STATES[then], []).append(before)
    return [(then, sorted(some, key=list(State).index)) for then, some in found.items()]


def _who(rule: Rule) -> str:
    return ", ".join(words for part, words in PARTS.items() if part in rule.parts)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")

"""What to do now with a case, said in words: what it waits for, and the steps that its reader can take."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _

from intake import clock
from intake.domain.review import UNDER_WAY, Action, Part, State
from intake.domain.tasks import Task
from intake.services.errors import NotVouched
from intake.services.review import CaseView
from intake.web.review.moves import MOVES
from intake.web.review.panels import possible
from intake.web.shown import short_day
from intake.web.staff.visit import me


@dataclass(frozen=True, slots=True)
class Step:
    """A step that can be taken: by a link, or by a `press` of a button."""

    label: str
    address: str
    press: bool = False


@dataclass(frozen=True, slots=True)
class Now:
    """What is to be done: in sentences, the last note, why it waits or is done, the steps that lead on, and others."""

    says: tuple[str, ...]
    note: str
    reason: str
    first: tuple[Step, ...]
    others: tuple[Step, ...]


def now(view: CaseView) -> Now:
    """Return what its reader can do with a case now."""
    may = possible(view)
    first = tuple(_first(view, may))
    shown = {step.address.partition("?")[0] for step in first}
    others = (_move(view, name) for name, move in MOVES.items() if move.action in may)
    # A second coder learns nothing of what others wrote of the case, but what was written for them.
    blind = Part.SECOND in view.parts
    note = "" if blind and view.tasks.to != me().person.id else view.tasks.note
    reason = "" if blind else view.tasks.reason
    danger = [_("Somebody may be in danger and has no answer yet. Write to them first.")]
    says = (*(danger if _waits_in_danger(view, may) else ()), *_says(view))
    return Now(says, note, reason, first, tuple(step for step in others if step.address not in shown))


def holder(view: CaseView, task: Task) -> str:
    """Return the user name of who has a task, empty where nobody has it."""
    try:
        return me().membership.person(view.tasks.holder(task) or "").username
    except NotVouched:
        return ""


def _says(view: CaseView) -> Iterator[str]:
    match view.state:
        case State.NEW | State.TRIAGED | State.CODING:
            yield from _says_coding(view)
        case State.SECOND_CODING:
            yield from _says_second(view)
        case State.ADJUDICATION:
            yield from _says_third(view)
        case State.VERIFIED if view.parts & {Part.SECOND, Part.ADJUDICATOR}:
            yield _("It is verified, and your part in it is done. The intake circle goes on with it.")
        case State.VERIFIED:
            yield _("It is verified. It can be handed over or closed.")
        case State.ON_HOLD:
            yield from _says_waiting(view)
        case State.CLOSED:
            yield _("It is closed. A new message from the source opens it again.")
        case _other:
            yield _("It was set aside with others that looked like a flood.")


def _says_coding(view: CaseView) -> Iterator[str]:
    name = holder(view, Task.CODER)
    if Part.CODER in view.parts:
        yield _("It is yours to code.")
    elif name:
        yield _("%(name)s codes it.", name=name)
    elif view.state is State.NEW:
        yield _("Nobody has worked on it yet. Read it, then take it or give it to somebody.")
    else:
        yield _("Nobody has taken it yet. Take it, or give it to somebody.")
    if view.state is State.CODING and Part.CODER in view.parts:
        yield _("When the coding is complete, hand it in.")


def _says_second(view: CaseView) -> Iterator[str]:
    name = holder(view, Task.SECOND)
    if Part.SECOND in view.parts:
        yield _("You are the second coder. Code it by what you read, then hand it in.")
    elif name:
        yield _("%(name)s codes it a second time, without seeing the first coding.", name=name)
    else:
        yield _("It waits for a second coder: somebody who has not coded it.")


def _says_third(view: CaseView) -> Iterator[str]:
    name = holder(view, Task.ADJUDICATOR)
    if Part.ADJUDICATOR in view.parts:
        yield _("Two people found different things in it. It is for you to decide.")
    elif name:
        yield _("Two people found different things in it. %(name)s decides.", name=name)
    else:
        yield _("Two people found different things in it. It waits for a third person to decide.")


def _says_waiting(view: CaseView) -> Iterator[str]:
    day = date.fromisoformat(view.tasks.again or clock.today().isoformat())
    yield _("It is on hold until %(day)s.", day=short_day(day))
    if day <= clock.today():
        yield _("The day to look at it again has come.")


def _first(view: CaseView, may: set[str]) -> Iterator[Step]:
    """Yield the steps that lead on from this state."""
    case_id = view.case_id
    if Action.CLAIM in may and not holder(view, Task.CODER):
        yield Step(_("Take it"), url_for("review.claim", case_id=case_id), press=True)
        yield _move(view, "assign")
    if _waits_in_danger(view, may):
        yield Step(_("Write to the source"), url_for("review.reply", case_id=case_id))
    if Action.CODE_SECOND in may or (Action.CODE in may and Part.CODER in view.parts):
        yield Step(_("Code this case"), url_for("review.coding", case_id=case_id))
    if Action.ADJUDICATE in may:
        yield Step(_("Compare and decide"), url_for("review.adjudication", case_id=case_id))
    for state, task in ((State.SECOND_CODING, Task.SECOND), (State.ADJUDICATION, Task.ADJUDICATOR)):
        if view.state is state and Action.ASSIGN in may and not holder(view, task):
            yield Step(_("Choose somebody"), url_for("review.step", case_id=case_id, name="assign", task=task))
    if Action.RESUME in may:
        yield Step(_("Take it up again"), url_for("review.resume", case_id=case_id), press=True)
    yield from _done(view, may)


def _waits_in_danger(view: CaseView, may: set[str]) -> bool:
    """Whether its reader can be the first to write to somebody who may be in danger."""
    waits = view.urgent and view.state in UNDER_WAY
    return waits and Action.REPLY in may and not any(said.author for said in view.conversation)


def _done(view: CaseView, may: set[str]) -> Iterator[Step]:
    """Yield what comes after the coding: a verified case is handed over or closed, a closed one opened again."""
    if view.state is State.VERIFIED:
        if Action.DRAFT_EXPORT in may:
            yield Step(_("Hand something over"), url_for("review.case_handing", case_id=view.case_id))
        if Action.CLOSE in may:
            yield _move(view, "close")
    elif Action.REOPEN in may:
        yield _move(view, "reopen")


def _move(view: CaseView, name: str) -> Step:
    return Step(str(MOVES[name].heading), url_for("review.step", case_id=view.case_id, name=name))

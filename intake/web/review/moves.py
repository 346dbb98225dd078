"""Steps that a case can take, each on a page of its own where words are asked: what was typed is never lost."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict

from intake.domain.documents import Kind
from intake.domain.review import Action, Part
from intake.domain.tasks import Task
from intake.services import apart, assignment, holding, review
from intake.services.errors import CodenameInText, NotAllowedNow, NotSecond, NotVouched, Refused, TooMuch
from intake.services.review import CaseView
from intake.services.sheets import SavedSheet
from intake.web.access import audience
from intake.web.here import here
from intake.web.review.blueprint import READERS, blueprint
from intake.web.review.move_forms import (
    GiveForm,
    HandOverForm,
    HoldForm,
    MoveForm,
    ReasonForm,
    RecuseForm,
    RestrictForm,
)
from intake.web.review.noted import is_noted, remember
from intake.web.review.panels import possible
from intake.web.staff import sent
from intake.web.staff.visit import me

Do = Callable[[str, Any], None]


@dataclass(frozen=True, slots=True)
class Move:
    """One step: what its page says and asks, what is done, and what the case page says then."""

    action: Action
    heading: str
    text: str
    button: str
    form: type[MoveForm]
    do: Do
    done: str
    copies: bool = False
    """Whether somebody who read the case may open it no more."""


def _assign(case_id: str, form: GiveForm) -> None:
    task = Task(form.task.data) if form.task.data in set(Task) else Task.CODER
    assignment.assign(here(), me(), case_id, form.member.data, task, form.note.data or "")


MOVES: Mapping[str, Move] = {
    "assign": Move(
        Action.ASSIGN,
        _("Give the case to somebody"),
        _("They can open it from now on. Who had this task before can open the case no more."),
        _("Give it to them"),
        GiveForm,
        _assign,
        _("Done. It is on their list now."),
    ),
    "hand-over": Move(
        Action.HAND_OVER,
        _("Hand the case over"),
        _("A colleague goes on with it in your place."),
        _("Hand it over"),
        HandOverForm,
        lambda case_id, form: assignment.hand_over(here(), me(), case_id, form.member.data, form.note.data or ""),
        _("Your colleague has it now."),
    ),
    "hold": Move(
        Action.HOLD,
        _("Put the case on hold"),
        _("It waits until that day. A new message from the source raises it before."),
        _("Put it on hold"),
        HoldForm,
        lambda case_id, form: holding.hold(
            here(), me(), case_id, form.reason.data, date.fromisoformat(form.again.data)
        ),
        _("The case is on hold."),
    ),
    "close": Move(
        Action.CLOSE,
        _("Close the case"),
        _("Close it when nothing more is to be done. A new message from the source opens it again."),
        _("Close the case"),
        ReasonForm,
        lambda case_id, form: holding.close(here(), me(), case_id, form.reason.data),
        _("The case is closed."),
    ),
    "reopen": Move(
        Action.REOPEN,
        _("Open the case again"),
        _("It is coded again, and handed in again."),
        _("Open it again"),
        ReasonForm,
        lambda case_id, form: holding.reopen(here(), me(), case_id, form.reason.data),
        _("The case is open again."),
    ),
    "recuse": Move(
        Action.RECUSE,
        _("Take somebody out of the case"),
        _("For good: because they know somebody in it, or could be put under pressure. The case gets a new key that they never had, and it cannot be given to them again."),  # noqa: E501
        _("Take them out"),
        RecuseForm,
        lambda case_id, form: apart.recuse(here(), me(), case_id, form.member.data, form.reason.data),
        _("They can open nothing of this case any more."),
        copies=True,
    ),
    "restrict": Move(
        Action.RESTRICT,
        _("Keep the case to a few"),
        _("Only you and those you name can open it from now on, with a new key. Those of the circle whom you name lead it with you. You can name others later."),  # noqa: E501
        _("Keep it to them"),
        RestrictForm,
        lambda case_id, form: apart.restrict(here(), me(), case_id, form.members.data or [], form.reason.data),
        _("Only those you named can open this case now."),
        copies=True,
    ),
}  # fmt: skip
NAMES = ",".join(f'"{name}"' for name in MOVES)
TROUBLES: Mapping[type[Refused], str] = {
    NotSecond: _("A second look comes from somebody else than the first. Choose another person."),
    NotVouched: _("This member cannot have this case. Choose another person."),
    TooMuch: _("That is too many. At most 24 of the circle can lead a case."),
}


@blueprint.get(f"/case/<case_id>/<any({NAMES}):name>")
@audience(*READERS)
def step(case_id: str, name: str) -> str:
    """Show the page of a step. Raises `NotAllowedNow` when the case cannot take it."""
    view = _open(case_id)
    if MOVES[name].action not in possible(view):
        raise NotAllowedNow
    return _page(view, name, MOVES[name].form(formdata=None, data={"task": request.args.get("task")}))


@blueprint.post(f"/case/<case_id>/<any({NAMES}):name>")
@audience(*READERS)
def take_step(case_id: str, name: str) -> ResponseReturnValue:
    """Take a step. What cannot be done, and what somebody else changed meanwhile, is told with everything kept."""
    view, move = _open(case_id), MOVES[name]
    form = move.form(formdata=MultiDict(sent.fields()))
    if sent.fields().get("seen", str(_revision(view))) != str(_revision(view)):
        return _page(view, name, form, changed=True), 409
    if not form.validate():
        return _page(view, name, form), 422
    try:
        move.do(case_id, form)
    except NotAllowedNow:
        return _page(view, name, form, changed=True), 409
    except CodenameInText:
        form.words.errors = [_("There is a codename in it. Take it out: nobody but the source may have it.")]
        return _page(view, name, form), 422
    except tuple(TROUBLES) as error:
        form.refused.errors = [TROUBLES[type(error)]]
        return _page(view, name, form), 422
    flash(move.done)
    gone = name == "hand-over" and Part.INTAKE not in view.parts
    return redirect(url_for("review.queue") if gone else url_for("review.case", case_id=case_id), 303)


def _open(case_id: str) -> CaseView:
    view = review.open_case(here(), me(), case_id, note=not is_noted(case_id))
    remember(case_id)
    return view


def _page(view: CaseView, name: str, form: MoveForm, *, changed: bool = False) -> str:
    form.offer(view, me().person.id)
    return render_template(
        "review/move.html",
        case=view,
        move=MOVES[name],
        name=name,
        form=form,
        seen=_revision(view),
        changed=changed,
        tasks=_sheet(view),
        possible=MOVES[name].action in possible(view),
    )


def _sheet(view: CaseView) -> SavedSheet | None:
    return view.sheets.get(Kind.TASKS)


def _revision(view: CaseView) -> int:
    sheet = _sheet(view)
    return 0 if sheet is None else sheet.revision

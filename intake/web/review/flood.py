"""Clearing a flood: what looks alike is chosen, shown once more, set aside together, and can be brought back."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import BadRequest

from intake.domain.review import Action, State
from intake.services import flood as service
from intake.services.flood import Alike
from intake.web.access import audience
from intake.web.here import here
from intake.web.review.blueprint import blueprint
from intake.web.staff import sent
from intake.web.staff.visit import me

CIRCLE = ("intake", "children")
FROM = {Action.SET_ASIDE: State.NEW, Action.BRING_BACK: State.SPAM}
SHOWN = 100
"""Groups on a page, the largest first: the rest shows once those are gone."""

MOST = 5000
"""Cases in one go: their ids travel through one form field."""


@blueprint.get("/queue/alike")
@audience(*CIRCLE)
def alike() -> str:
    """Show the new cases, grouped by what can be seen without opening them."""
    return _listed(Action.SET_ASIDE)


@blueprint.get("/queue/aside")
@audience(*CIRCLE)
def aside() -> str:
    """Show what was set aside, in the same way."""
    return _listed(Action.BRING_BACK)


@blueprint.post("/queue/chosen")
@audience(*CIRCLE)
def chosen() -> ResponseReturnValue:
    """Show what is about to happen to the chosen groups (`look`) and cases (`case`)."""
    fields, action = sent.fields(), _action()
    looks, single = set(fields.getlist("look")), set(fields.getlist("case"))
    groups = [
        Alike(group.look, picked)
        for group in service.alike(here(), me(), FROM[action])
        if (picked := _picked(group, looks, single))
    ]
    if not groups:
        flash(_("Nothing was chosen. Tick the groups or the cases that you mean."))
        return redirect(url_for("review.alike" if action is Action.SET_ASIDE else "review.aside"), 303)
    ids = [case_id for group in groups for case_id in group.case_ids][:MOST]
    urgent = sum(len(group.case_ids) for group in groups if group.look.urgent)
    return render_template("review/chosen.html", groups=groups[:SHOWN], ids=ids, urgent=urgent, action=action)


@blueprint.post("/queue/move")
@audience(*CIRCLE)
def move() -> ResponseReturnValue:
    """Set the cases aside, or bring them back."""
    action, ids = _action(), sent.fields().get("cases", "").split()
    if len(ids) > MOST:
        raise BadRequest
    count = service.move(here(), me(), ids, action)
    if action is Action.SET_ASIDE:
        flash(ngettext("%(num)s case is set aside.", "%(num)s cases are set aside.", count))
    else:
        flash(ngettext("%(num)s case is back in the queue.", "%(num)s cases are back in the queue.", count))
    return redirect(url_for("review.aside"), 303)


def _listed(action: Action) -> str:
    groups = service.alike(here(), me(), FROM[action])
    total = sum(len(group.case_ids) for group in groups)
    return render_template("review/alike.html", groups=groups[:SHOWN], more=groups[SHOWN:], total=total, action=action)


def _action() -> Action:
    try:
        action = Action(sent.fields().get("action", ""))
    except ValueError as error:
        raise BadRequest from error
    if action not in FROM:
        raise BadRequest
    return action


def _picked(group: Alike, looks: set[str], single: set[str]) -> tuple[str, ...]:
    if group.look.id in looks:
        return group.case_ids
    return tuple(case_id for case_id in group.case_ids if case_id in single)

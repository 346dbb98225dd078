"""Plans: drafting one with what it will bring in sight, reading it, approving it."""

from collections.abc import Mapping
from datetime import date

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from intake import clock
from intake.domain.draw import Subject
from intake.domain.expected_noise import Expected, expected
from intake.domain.plan_form import typed, usual
from intake.domain.plan_terms import Terms
from intake.domain.plans import LEAST_EXPECTED, LENGTHS, MOST_COHORTS, Hindrance
from intake.services import plans as service
from intake.services.errors import CannotPlan, NotAllowedNow, NotFound, OwnDraft
from intake.services.timetable import Timetable, timetables
from intake.web.access import audience
from intake.web.audit.blueprint import STATES, blueprint
from intake.web.audit.plan_words import HINDRANCES, NOISES, PLAN_STATES, SPLITS, STAGES, WRONG
from intake.web.here import here
from intake.web.shown import month
from intake.web.staff import sent
from intake.web.staff.visit import me

PLAN = "/releases/plans/<string(length=32):plan_id>"
CHOICES = {"lengths": LENGTHS, "most": MOST_COHORTS, "splits": SPLITS, "least": LEAST_EXPECTED}


@blueprint.get("/releases/plan")
@audience("auditor")
def new_plan() -> str:
    """Show an empty form."""
    return _form(usual(clock.today()))


@blueprint.post("/releases/plan")
@audience("auditor")
def draft_plan() -> ResponseReturnValue:
    """Show what comes of what was typed, or keep it as a draft. What was typed comes back when it cannot be planned."""
    fields = sent.fields()
    asked, wrong = typed(fields)
    if asked is None:
        return _form(fields, {name: WRONG[name] for name in wrong})
    try:
        if fields.get("deed") == "show":
            return _form(fields, shown=service.preview(here(), me(), asked))
        plan_id = service.draft(here(), me(), asked)
    except CannotPlan as error:
        place = "expected" if error.hindrance is Hindrance.FEW else "opens"
        return _form(fields, {place: HINDRANCES[error.hindrance]})
    flash(_("The draft is kept. Another auditor approves it before its first day."))
    return redirect(url_for("audit.plan", plan_id=plan_id), 303)


@blueprint.get(PLAN)
@audience("auditor")
def plan(plan_id: str) -> str:
    """Show a plan: what it fixes, and what became of each of its periods."""
    found = _one(plan_id)
    words = {"states": STATES, "stages": STAGES, "plan_states": PLAN_STATES}
    return render_template("audit/plan.html", one=found, today=clock.today(), **brings(found.plan.terms), **words)


@blueprint.post(f"{PLAN}/approve")
@audience("auditor")
def approve_plan(plan_id: str) -> ResponseReturnValue:
    """Approve another auditor's draft."""
    try:
        service.approve(here(), me(), plan_id)
        flash(_("Approved. Nothing of it changes any more."))
    except CannotPlan as error:
        flash(HINDRANCES[error.hindrance])
    except OwnDraft:
        flash(_("You drafted it, so another auditor must approve it."))
    except NotAllowedNow:
        flash(_("It is approved already."))
    return redirect(url_for("audit.plan", plan_id=plan_id), 303)


@blueprint.post(f"{PLAN}/take-back")
@audience("auditor")
def take_back_plan(plan_id: str) -> ResponseReturnValue:
    """Delete a draft."""
    try:
        service.withdraw_draft(here(), me(), plan_id)
        flash(_("The draft is gone."))
    except NotAllowedNow:
        flash(_("It is approved already, so it stays."))
        return redirect(url_for("audit.plan", plan_id=plan_id), 303)
    return redirect(url_for("audit.releases"), 303)


def brings(terms: Terms) -> dict[str, object]:
    """Return what a template shows of terms: the tables of a period, and those of all together."""
    noise: dict[Subject, tuple[Expected, ...]] = {Subject.COHORT: expected(terms, Subject.COHORT)}
    if terms.has_year:
        noise[Subject.YEAR] = expected(terms, Subject.YEAR)
    mechanisms = {subject: NOISES[terms.table_set(subject).mechanism] for subject in noise}
    budgets = {subject: terms.budget(subject) for subject in noise}
    return {
        "terms": terms,
        "noise": noise,
        "mechanisms": mechanisms,
        "budgets": budgets,
        "months": [month(date.fromisoformat(f"{terms.months[number]}-01")) for number in (0, -1)],
        "splits": SPLITS,
        "language": str(get_locale() or "en"),
    }


def _one(plan_id: str) -> Timetable:
    for found in timetables(here(), me()):
        if found.plan.terms.plan == plan_id:
            return found
    raise NotFound


def _form(fields: Mapping[str, str], wrong: Mapping[str, str] | None = None, shown: Terms | None = None) -> str:
    given = CHOICES | (brings(shown) if shown else {"noise": {}})
    is_public = here().settings.public_total
    return render_template("audit/plan_form.html", sent=fields, wrong=wrong or {}, is_public=is_public, **given)

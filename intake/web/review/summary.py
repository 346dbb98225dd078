"""Title and summary of a case: shown in a panel, changed on a page of their own."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from intake.domain.documents import Kind
from intake.domain.review import Action, Part, after
from intake.domain.summary import Summary
from intake.services import review
from intake.services import summary as service
from intake.services.errors import CodenameInText, NotAllowedNow, StaleSheet
from intake.services.review import CaseView
from intake.web.access import audience
from intake.web.here import here
from intake.web.review.blueprint import READERS, blueprint
from intake.web.review.forms import SummaryForm
from intake.web.review.noted import is_noted, remember
from intake.web.staff import sent
from intake.web.staff.visit import me

DIGITS = 9


def panel(view: CaseView) -> Mapping[str, object] | None:
    """Return what the panel shows; who codes the case a second time makes up their own mind."""
    if Part.SECOND in view.parts:
        return None
    return {"summary": saved(view)[0], "may_change": after(Action.NOTE, view.state, view.parts) is not None}


def saved(view: CaseView) -> tuple[Summary, int]:
    """Return what stands now, and its revision."""
    sheet = view.sheets.get(Kind.SUMMARY)
    return (Summary(), 0) if sheet is None else (Summary.parse(sheet.text), sheet.revision)


@blueprint.get("/case/<case_id>/summary")
@audience(*READERS)
def summary(case_id: str) -> str:
    """Show title and summary, ready to be changed."""
    view = _read_on(case_id)
    now, revision = saved(view)
    return _page(view, SummaryForm.of({"title": now.title, "summary": now.summary}), revision)


@blueprint.post("/case/<case_id>/summary")
@audience(*READERS)
def change_summary(case_id: str) -> ResponseReturnValue:
    """Save them. What was typed comes back when it cannot be, beside what somebody else saved meanwhile."""
    form, revision = SummaryForm.of(sent.fields()), _revision()
    if not form.validate():
        return _page(_read_on(case_id), form, revision), 422
    try:
        service.save_summary(here(), me(), case_id, form.typed, revision)
    except CodenameInText:
        form.summary.errors = [_("There is a codename in it. Take it out: nobody but the source may have it.")]
        return _page(_read_on(case_id), form, revision), 422
    except StaleSheet as error:
        return _page(_read_on(case_id), form, error.current, stale=True), 409
    flash(_("Title and summary are sealed. The queue shows the title from now on."))
    return redirect(url_for("review.case", case_id=case_id, _anchor="summary"), 303)


def _revision() -> int:
    text = sent.fields().get("revision", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < DIGITS else 0


def _read_on(case_id: str) -> CaseView:
    """Open the case; while one goes on writing, the reading that is on the record goes on as well."""
    view = review.open_case(here(), me(), case_id, note=not is_noted(case_id))
    remember(case_id)
    if Part.SECOND in view.parts:
        raise NotAllowedNow
    return view


def _page(view: CaseView, form: SummaryForm, revision: int, *, stale: bool = False) -> str:
    now = saved(view)[0]
    return render_template("review/summary.html", case=view, form=form, revision=revision, now=now, stale=stale)

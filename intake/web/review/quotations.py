"""Quotations of a case: mark a passage, write its text for print, decide about what another wrote."""

from collections.abc import Mapping

from babel import Locale
from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from intake.domain.consent import Use
from intake.domain.documents import Kind
from intake.domain.quotations import LANGUAGES, BadMarks
from intake.domain.review import Action, after
from intake.services import quotations as service
from intake.services import review
from intake.services.errors import CodenameInText, ConsentMissing, NotAllowedNow
from intake.services.review import CaseView
from intake.web.access import audience
from intake.web.here import here
from intake.web.review import marking
from intake.web.review.blueprint import READERS, blueprint
from intake.web.review.noted import is_noted, remember
from intake.web.review.telling import language
from intake.web.staff import sent
from intake.web.staff.visit import me

FIELDS = ("passage", "text", "language")
MARKED = ("part", "near")


@blueprint.get("/case/<case_id>/quotations")
@audience(*READERS)
def quotations(case_id: str) -> str:
    """Show the case's quotations beside what the source told, and room to mark another."""
    return _page(case_id, {})


@blueprint.post("/case/<case_id>/quotations")
@audience(*READERS)
def mark_quotation(case_id: str) -> ResponseReturnValue:
    """Mark a passage, or only fill in words that were chosen on another page (`do` is `begin`).

    What was typed stays when it cannot be marked.
    """
    fields = sent.fields()
    if fields.get("do") == "begin":
        return _page(case_id, fields)
    try:
        texts = (fields.get(name, "") for name in ("text", "language"))
        service.mark(here(), me(), case_id, marking.chosen(fields), *texts)
    except BadMarks:
        words = _(
            "Tick sentences that follow each other, or write words that stand in what the source told. "
            "The text for print must stand beside them."
        )
        return _page(case_id, fields, words), 422
    except (ConsentMissing, CodenameInText, NotAllowedNow) as error:
        return _page(case_id, fields, _why(error)), 422
    flash(_("It is marked. Somebody else reads it now and decides."))
    return redirect(url_for("review.quotations", case_id=case_id), 303)


@blueprint.post("/case/<case_id>/quotations/<quotation_id>")
@audience(*READERS)
def decide_quotation(case_id: str, quotation_id: str) -> ResponseReturnValue:
    """Approve, refuse or take out, as the pressed button (`do`) says."""
    fields = sent.fields()
    deed, reason = fields.get("do", ""), fields.get("reason", "").strip()
    if deed == "refuse" and not reason:
        return _page(case_id, {}, _("Say in a few words why you refuse it, so that it can be mended.")), 422
    try:
        if deed == "take-out":
            service.take_out(here(), me(), case_id, quotation_id)
        else:
            approved = deed == "approve"
            service.decide(here(), me(), case_id, quotation_id, approved=approved, reason=reason)
    except BadMarks:
        return _page(case_id, {}, _("It is decided already, or you wrote it yourself.")), 409
    except (ConsentMissing, NotAllowedNow) as error:
        return _page(case_id, {}, _why(error)), 409
    flash(_("It is done."))
    return redirect(url_for("review.quotations", case_id=case_id), 303)


def quotations_panel(view: CaseView) -> Mapping[str, object] | None:
    """Return the case's quotations for those who may mark one, where the source lets itself be quoted or did."""
    marks = service.marks_of(view.sheets.get(Kind.MARKS))
    wanted = view.consents[Use.QUOTE] or marks.quotations
    return {"quotations": marks.quotations} if wanted and _may_mark(view) else None


def _why(error: Exception) -> str:
    if isinstance(error, ConsentMissing):
        return str(_("The source does not allow being quoted."))
    if isinstance(error, CodenameInText):
        return str(_("There is a codename in it. Take it out: nobody but the source may have it."))
    return str(_("The case is set aside or withdrawn."))


def _may_mark(view: CaseView) -> bool:
    return after(Action.NOTE, view.state, view.parts) is not None


def _page(case_id: str, typed: Mapping[str, str], problem: str = "") -> str:
    view = review.open_case(here(), me(), case_id, note=not is_noted(case_id))
    if not _may_mark(view):
        raise NotAllowedNow
    remember(case_id)
    marked = service.marks_of(view.sheets.get(Kind.MARKS)).quotations
    names = {person.id: person.username for person in me().membership.people()}
    return render_template(
        "review/quotations.html",
        case=view,
        quotations=[(one, marking.seen(view, one)) for one in marked],
        sentences=marking.ticks(view, typed),
        names=names,
        typed={name: typed.get(name, "") for name in (*FIELDS, *MARKED)},
        problem=problem,
        languages={one: Locale.parse(one).get_language_name(language()) for one in LANGUAGES},
    )

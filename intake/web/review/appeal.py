"""The urgent appeal of a case: filled in from what is known, completed, made ready to be sent, and followed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest, NotFound

from intake import clock
from intake.domain import appeal as rules
from intake.domain.appeal import Addressee, BadAppeal, Question
from intake.domain.consent import UnName, Use
from intake.domain.documents import Kind
from intake.domain.review import CODERS
from intake.services import appeal as service
from intake.services import review
from intake.services.errors import CodenameInText, ConsentMissing, NotAllowedNow, StaleSheet
from intake.services.review import CaseView
from intake.web.access import audience
from intake.web.here import here
from intake.web.review.appeal_fill import READ_THERE, fill
from intake.web.review.appeal_letter import Named, letter_of
from intake.web.review.blueprint import READERS, blueprint
from intake.web.staff import sent
from intake.web.staff.visit import me
from intake.web.wording.appeal import ADDRESSEES, GROUPS, NAMES, QUESTIONS


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the form: to whom, what is written, from which revision, and what was wrong with it."""

    to: frozenset[Addressee]
    texts: Mapping[str, str]
    after: int
    problem: str = ""


@blueprint.get("/case/<case_id>/appeal")
@audience(*READERS)
def appeal(case_id: str) -> str:
    """Show what is written; what nobody wrote yet is filled in from the case."""
    view = _opened(case_id)
    kept = service.appeal_of(view)
    to = kept.addressees or rules.suggested(view.testimony)
    return _page(view, Draft(to, {**fill(view), **kept.texts}, _revision(view)))


@blueprint.post("/case/<case_id>/appeal")
@audience(*READERS)
def save_appeal(case_id: str) -> ResponseReturnValue:
    """Keep what was written, or only show what the chosen addressees ask (`do` is `save` or `show`)."""
    fields = sent.fields()
    to = frozenset(one for one in Addressee if fields.get(f"to_{one}"))
    texts = {one.name: fields[one.name].strip() for one in rules.QUESTIONS if one.name in fields}
    after = fields.get("after", "")
    if not (after.isascii() and after.isdigit()):
        raise BadRequest
    draft = Draft(to, texts, int(after[:9]))
    if fields.get("do") != "save":
        view = _opened(case_id, note=False)
        problem = "" if to else _nobody()
        return _page(view, Draft(to, {**fill(view), **service.appeal_of(view).texts, **texts}, draft.after, problem))
    problem = _save(case_id, draft)
    if problem:
        return _page(_opened(case_id, note=False), Draft(to, texts, draft.after, problem)), 422
    flash(_("The appeal is kept. Look below at what is missing."))
    return redirect(url_for("review.appeal", case_id=case_id), 303)


@blueprint.get("/case/<case_id>/appeal/<to>")
@audience(*READERS)
def letter(case_id: str, to: str) -> str:
    """Show one letter as it leaves the house: to print, and as plain text to copy. It is on the record."""
    addressee = _addressee(to)
    view = _opened(case_id, note=False)
    if service.appeal_of(view).letter(addressee) is None:
        raise NotFound
    name = service.make_ready(here(), me(), case_id, addressee)
    ready = letter_of(service.appeal_of(view), addressee, Named(view, name))
    initials = view.standing.un_name is not UnName.FULL
    return render_template("review/appeal_letter.html", case=view, letter=ready, released=bool(name), initials=initials)


@blueprint.post("/case/<case_id>/appeal/<to>")
@audience(*READERS)
def follow_appeal(case_id: str, to: str) -> ResponseReturnValue:
    """Note that a letter was sent or answered (`do`), and on which day."""
    addressee, fields = _addressee(to), sent.fields()
    try:
        day = date.fromisoformat(fields.get("day", ""))
        if fields.get("do") == "sent":
            service.mark_sent(here(), me(), case_id, addressee, day)
        else:
            service.mark_answered(here(), me(), case_id, addressee, day, fields.get("note", "").strip())
    except ValueError:  # no day, or one that cannot be
        flash(_("Nothing was noted. Choose a day that is not in the future, nor before the letter was written."))
    except CodenameInText:
        flash(_("There is a codename in it. Take it out: nobody but the source may have it."))
    else:
        flash(_("It is noted."))
    return redirect(url_for("review.appeal", case_id=case_id, _anchor="letters"), 303)


def _opened(case_id: str, *, note: bool = True) -> CaseView:
    view = review.open_case(here(), me(), case_id, note=note)
    if not view.parts & CODERS:
        raise NotAllowedNow  # whoever codes a second time has not seen what others think of the case
    if not view.consents[Use.UN]:
        raise ConsentMissing(Use.UN)
    return view


def _nobody() -> str:
    return str(_("Choose at least one addressee."))


def _save(case_id: str, draft: Draft) -> str:
    """Save, and return what was wrong."""
    if not draft.to:
        return _nobody()
    try:
        service.save(here(), me(), case_id, draft.to, draft.texts, draft.after)
    except CodenameInText:
        return str(_("There is a codename in it. Take it out: nobody but the source may have it."))
    except BadAppeal:
        return str(_("One answer is too long. Keep each under 6,000 characters."))
    except StaleSheet:
        return str(_("Somebody saved this appeal meanwhile. Copy what you need from here, then open it again."))
    return ""


def _page(view: CaseView, draft: Draft) -> str:
    kept = service.appeal_of(view)
    asked = rules.asked(draft.to)
    groups: dict[str, list[Question]] = {}
    for question in asked:
        groups.setdefault(GROUPS[question.group], []).append(question)
    return render_template(
        "review/appeal.html",
        case=view,
        draft=draft,
        kept=kept,
        groups=groups,
        missing=rules.missing(draft.to, draft.texts),
        unagreed=rules.wants_agreement(view.testimony),
        unread=view.testimony.language not in READ_THERE,
        addressees=ADDRESSEES,
        words=QUESTIONS,
        named=NAMES[view.standing.un_name],
        today=clock.today().isoformat(),
    )


def _revision(view: CaseView) -> int:
    sheet = view.sheets.get(Kind.APPEAL)
    return sheet.revision if sheet else 0


def _addressee(name: str) -> Addressee:
    if name not in set(Addressee):
        raise NotFound
    return Addressee(name)

"""Named suspects: the register, one suspect, what a case tells of one. Names travel in forms, never in addresses."""

from dataclasses import replace

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from intake.domain.review import Action
from intake.domain.suspects import LISTS, LONGEST_LINE, LONGEST_TEXT, BadNaming, Naming
from intake.services import review
from intake.services import suspects as service
from intake.services.errors import CodenameInText, NotAllowedNow, NotFound
from intake.services.lists import lists_of
from intake.services.review import CaseView
from intake.services.suspects import Contribution
from intake.web.access import audience
from intake.web.here import here
from intake.web.review.blueprint import READERS, blueprint
from intake.web.review.noted import is_noted, remember
from intake.web.review.panels import possible
from intake.web.review.telling import language
from intake.web.staff import sent
from intake.web.staff.visit import me

NEW = "new"
"""The choice that somebody is none of those in the register."""


@blueprint.app_template_filter()
def entry_of(entry: str, field: str) -> str:
    """Return the words for a unit, rank or facility."""
    return lists_of(here()).say(LISTS[field], entry, language())


@blueprint.get("/suspects")
@audience(*READERS)
def suspects() -> str:
    """Show everybody of whom this member was told."""
    return _register("")


@blueprint.post("/suspects")
@audience(*READERS)
def find_suspects() -> str:
    """Show whose name may be the one that was typed, in whatever spelling."""
    return _register(sent.fields().get("name", ""))


def _register(typed: str) -> str:
    groups = service.register(here(), me(), typed)
    return render_template("review/suspects.html", groups=groups, typed=typed)


@blueprint.get("/suspects/<suspect_id>")
@audience(*READERS)
def suspect(suspect_id: str) -> str:
    """Show what each case tells of one suspect."""
    group = service.suspect(here(), me(), suspect_id)
    names = [one.naming.name for one in group.told]
    others = {one.suspect: one for name in names for one in service.register(here(), me(), name)}
    others.pop(suspect_id, None)
    tellable = {one.paper: _tellable(one) for one in group.told if one.opens}
    return render_template("review/suspect.html", group=group, others=list(others.values()), tellable=tellable)


@blueprint.post("/suspects/<suspect_id>")
@audience(*READERS)
def change_suspect(suspect_id: str) -> ResponseReturnValue:
    """Tell a member or tell them no more, part what is two people, join what is one, or remove it."""
    fields = sent.fields()
    deed, paper = fields.get("do", ""), fields.get("paper", "")
    told = service.contribution(here(), me(), paper)
    if deed == "tell":
        service.tell(here(), me(), paper, fields.get("member", ""))
        flash(_("They can read it now."))
    elif deed == "untell":
        service.untell(here(), me(), paper, fields.get("member", ""))
        flash(_("They cannot read it any more. What they saw before stays with them."))
    elif deed in {"join", "apart"}:
        joined = fields.get("suspect", "") if deed == "join" else ""
        suspect_id = service.change(here(), me(), paper, replace(told.naming, suspect=joined))
        flash(_("It stands with the other one now.") if joined else _("It is an entry of its own now."))
    elif deed == "remove":
        service.remove(here(), me(), paper)
        flash(_("What this case tells of them is removed from the register."))
        return redirect(url_for("review.case", case_id=told.case_id), 303)
    else:
        raise BadRequest
    return redirect(url_for("review.suspect", suspect_id=suspect_id), 303)


@blueprint.get("/case/<case_id>/suspects")
@audience(*READERS)
def name_suspect(case_id: str) -> ResponseReturnValue:
    """Show room for what the case tells of somebody."""
    return _form(_open(case_id), MultiDict())


@blueprint.get("/case/<case_id>/suspects/<paper>")
@audience(*READERS)
def rename_suspect(case_id: str, paper: str) -> ResponseReturnValue:
    """Show what the case tells of somebody, to be said anew."""
    told = _of_case(case_id, paper)
    filled = {name: getattr(told.naming, name) for name in FIELDS}
    return _form(_open(case_id), MultiDict(filled | {"suspect": told.naming.suspect}), paper=told)


@blueprint.post("/case/<case_id>/suspects")
@audience(*READERS)
def keep_suspect(case_id: str) -> ResponseReturnValue:
    """Keep it, once it is said whether it is somebody in the register already."""
    fields, view = sent.fields(), _open(case_id)
    naming, chosen = _naming(fields), fields.get("suspect", "")
    if trouble := _trouble(naming):
        return _form(view, fields, trouble=trouble)
    if not chosen and (known := service.register(here(), me(), naming.name)):
        return _form(view, fields, known=known)
    naming = replace(naming, suspect="" if chosen == NEW else chosen)
    try:
        found = service.add(here(), me(), case_id, naming, fields.getlist("member"))
    except CodenameInText:
        return _form(view, fields, trouble=_codename())
    except BadNaming as error:
        raise BadRequest from error
    flash(_("It is kept in the register, apart from the case."))
    return redirect(url_for("review.suspect", suspect_id=found), 303)


@blueprint.post("/case/<case_id>/suspects/<paper>")
@audience(*READERS)
def resay_suspect(case_id: str, paper: str) -> ResponseReturnValue:
    """Keep what was said anew, for all who were told before."""
    told, fields, view = _of_case(case_id, paper), sent.fields(), _open(case_id)
    naming = replace(_naming(fields), suspect=told.naming.suspect)
    if trouble := _trouble(naming):
        return _form(view, fields, trouble=trouble, paper=told)
    try:
        service.change(here(), me(), paper, naming)
    except CodenameInText:
        return _form(view, fields, trouble=_codename(), paper=told)
    except BadNaming as error:
        raise BadRequest from error
    flash(_("The change is kept."))
    return redirect(url_for("review.suspect", suspect_id=naming.suspect), 303)


FIELDS = ("name", "role", "unit", "rank", "facility", "description", "document")


def _codename() -> str:
    """Return what is said of a codename in a text."""
    return str(_("There is a codename in it. Take it out: nobody but the source may have it."))


def _naming(fields: MultiDict[str, str]) -> Naming:
    said = {name: fields.get(name, "").strip() for name in FIELDS}
    return Naming("", **said | {name: " ".join(said[name].split()) for name in ("name", "role")})


def _trouble(naming: Naming) -> str:
    if not naming.name:
        return str(_("Write the name as it was told, or what they were called."))
    if max(len(naming.name), len(naming.role)) > LONGEST_LINE or len(naming.description) > LONGEST_TEXT:
        return str(_("Something is too long. Please make it shorter."))
    return ""


def _open(case_id: str) -> CaseView:
    view = review.open_case(here(), me(), case_id, note=not is_noted(case_id))
    if Action.NOTE not in possible(view):
        raise NotAllowedNow
    remember(case_id)
    return view


def _of_case(case_id: str, paper: str) -> Contribution:
    told = service.contribution(here(), me(), paper)
    if told.case_id != case_id:
        raise NotFound
    return told


def _tellable(told: Contribution) -> list[tuple[str, str]]:
    return [
        (one.id, one.username) for one in service.may_be_told(here(), me(), told.case_id) if one not in told.members
    ]


def _form(
    view: CaseView,
    fields: MultiDict[str, str],
    *,
    trouble: str = "",
    known: object = (),
    paper: Contribution | None = None,
) -> ResponseReturnValue:
    page = render_template(
        "review/name-suspect.html",
        case=view,
        sent=fields,
        trouble=trouble,
        known=known,
        paper=paper,
        lists={field: lists_of(here()).entries(name) for field, name in LISTS.items()},
        tellable=service.may_be_told(here(), me(), view.case_id),
        most={"line": LONGEST_LINE, "text": LONGEST_TEXT},
        language=language(),
    )
    return page, 422 if trouble else 200

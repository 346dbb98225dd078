"""Same event, same person: the links of a case, two cases side by side, and what is said of them."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import BadRequest

from intake.domain.coding import Act, Person
from intake.domain.links import LETTERS, LONGEST_WHY, End, Link, Links
from intake.domain.review import Action
from intake.domain.suspects import LISTS
from intake.services import links as service
from intake.services import review
from intake.services.errors import CodenameInText, NotAllowedNow, WouldMerge
from intake.services.links import Pairing
from intake.services.lists import lists_of
from intake.services.review import CaseView
from intake.services.suggesting import Suggestion, suggestions
from intake.web.access import audience
from intake.web.here import here
from intake.web.review.blueprint import READERS, blueprint
from intake.web.review.comparing import coding_of, reason_in_words, rows
from intake.web.review.noted import is_noted, remember
from intake.web.review.panels import possible
from intake.web.review.telling import language
from intake.web.staff import sent
from intake.web.staff.visit import me


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is in the way of a link: words, and the parts that would become one."""

    words: str = ""
    merged: tuple[tuple[str, tuple[str, ...]], ...] = ()
    status: int = 200


@blueprint.get("/case/<case_id>/links")
@audience(*READERS)
def links(case_id: str) -> str:
    """Show with which cases this one is linked, and which were taken back or dismissed."""
    view = _open(case_id)
    sheet = service.of(view)
    others = {link.far(case_id).case for link in sheet.links} | {one.case for one in sheet.dismissed}
    return render_template(
        "review/links.html",
        case=view,
        sheet=sheet,
        linked=_by_case(sheet, case_id),
        reachable=service.reachable(here(), me(), others),
        suggested=[(one, _reasons(one)) for one in suggestions(here(), me(), view)],
        shared=_places(view),
        most=LONGEST_WHY,
    )


@blueprint.post("/case/<case_id>/links")
@audience(*READERS)
def change_links(case_id: str) -> ResponseReturnValue:
    """Do what the pressed button says: find a case to compare with, take a link back, dismiss a case or not."""
    deed, _colon, what = sent.fields().get("do", "find").partition(":")
    if deed == "find":
        return _find(case_id, sent.fields().get("other", ""))
    if deed not in DEEDS:
        raise BadRequest
    try:
        DEEDS[deed](case_id, what)
    except CodenameInText:
        flash(_("There is a codename in it. Take it out: nobody but the source may have it."))
    return redirect(url_for("review.links", case_id=case_id), 303)


@blueprint.get("/case/<case_id>/links/<other>")
@audience(*READERS)
def compare(case_id: str, other: str) -> ResponseReturnValue:
    """Show two cases side by side; what was told only when it is asked for (`told`)."""
    return _compared(case_id, other, told="told" in request.args)


@blueprint.post("/case/<case_id>/links/<other>")
@audience(*READERS)
def link(case_id: str, other: str) -> ResponseReturnValue:
    """Link what was chosen to be the same. What was typed comes back when it cannot be."""
    fields = sent.fields()
    why = " ".join(fields.get("why", "").split())[:LONGEST_WHY]
    pairings = [
        Pairing(same, End(case_id, name.removeprefix("part-")), End(other, value), why)
        for same, letter in LETTERS.items()
        for name, value in fields.items()
        if name.startswith(f"part-{letter}") and value
    ]
    if not pairings:
        return _compared(case_id, other, trouble=Trouble(_("Choose at least one thing that is the same."), status=422))
    try:
        count = service.link(here(), me(), pairings, anyway=bool(fields.get("anyway")))
    except WouldMerge as error:
        return _compared(case_id, other, trouble=Trouble(merged=error.parts, status=409))
    except CodenameInText:
        words = _("There is a codename in it. Take it out: nobody but the source may have it.")
        return _compared(case_id, other, trouble=Trouble(words, status=422))
    flash(ngettext("%(num)s link is kept in both cases.", "%(num)s links are kept in both cases.", count))
    return redirect(url_for("review.links", case_id=case_id), 303)


def _compared(case_id: str, other: str, *, told: bool = False, trouble: Trouble | None = None) -> ResponseReturnValue:
    near, far = _open(case_id), _open(other)
    problem = trouble or Trouble()
    page = render_template(
        "review/compare.html",
        case=near,
        near=near,
        far=far,
        rows=rows(near, far),
        parts={same: (_parts(near, letter), _parts(far, letter)) for same, letter in LETTERS.items()},
        linked=_by_case(service.of(near), case_id).get(other, []),
        told=told,
        trouble=problem,
        sent=sent.fields() if request.method == "POST" else {},
        most=LONGEST_WHY,
    )
    return page, problem.status


def _parts(view: CaseView, letter: str) -> list[object]:
    return [part for part in coding_of(view).parts() if part.id.startswith(letter)]


def _open(case_id: str) -> CaseView:
    """Open a case for somebody who may judge it: not for who is to code it a second time, unseen by others."""
    view = review.open_case(here(), me(), case_id, note=not is_noted(case_id))
    if Action.NOTE not in possible(view):
        raise NotAllowedNow
    remember(case_id)
    return view


def _by_case(sheet: Links, case_id: str) -> dict[str, list[Link]]:
    found: dict[str, list[Link]] = {}
    for one in sheet.links:
        if one.holds:
            found.setdefault(one.far(case_id).case, []).append(one)
    return {case: sorted(several, key=lambda one: (one.same, one.near(case_id))) for case, several in found.items()}


def _reasons(suggestion: Suggestion) -> list[str]:
    """Return what speaks for it in words, with what each rests on."""
    return [reason_in_words(reason, values) for reason, values in suggestion.likeness.reasons]


def _places(view: CaseView) -> list[tuple[str, str, str]]:
    """Return the facilities and units of a case: field of the list's filter, id, and words."""
    coding, lists = coding_of(view), lists_of(here())
    placed: list[Act | Person] = [*coding.acts, *coding.persons]
    facilities = [one.facility for one in placed if one.facility]
    units = [one.unit for one in coding.persons if one.unit]
    return [
        (field, entry, lists.say(LISTS[field], entry, language()))
        for field, entries in (("facility", facilities), ("unit", units))
        for entry in dict.fromkeys(entries)
    ]


def _find(case_id: str, typed: str) -> ResponseReturnValue:
    """Go to the case that was meant, by the beginning of its number; say so where there is none, or several."""
    found = service.beginning_with(here(), me(), typed) - {case_id}
    if len(found) == 1:
        return redirect(url_for("review.compare", case_id=case_id, other=found.pop()), 303)
    flash(
        _("Several of your cases begin like that. Type more of the number.")
        if found
        else _("None of your cases begins like that.")
    )
    return redirect(url_for("review.links", case_id=case_id), 303)


def _take_back(case_id: str, link_id: str) -> None:
    why = " ".join(sent.fields().get("why", "").split())[:LONGEST_WHY]
    service.take_back(here(), me(), case_id, link_id, why)
    flash(_("The link is taken back. That it was there stays written."))


def _dismiss(case_id: str, other: str) -> None:
    service.dismiss(here(), me(), case_id, other)
    flash(_("It is kept that they are not the same. They are not suggested again."))


def _again(case_id: str, other: str) -> None:
    service.dismiss(here(), me(), case_id, other, again=True)
    flash(_("They may be suggested again."))


DEEDS = {"take-back": _take_back, "dismiss": _dismiss, "again": _again}

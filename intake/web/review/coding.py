"""Coding a case: acts are added and changed beside the testimony, with scripts off too, and saved all at once.

The first coder, the blind second and the third person who decides work at the same page (`coders.py`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from intake.domain.code_search import find, ranked, searched
from intake.domain.coding import MAX_ACTS, BadCoding, Coding
from intake.domain.coding_changes import changes
from intake.domain.coding_edit import is_used, merged, take_out
from intake.domain.coding_rules import problems
from intake.domain.terms import Code
from intake.domain.vocabulary import Vocabulary
from intake.services import code as service
from intake.services import review
from intake.services.errors import NotAllowedNow, NotFound, ReasonMissing, StaleCoding
from intake.services.lists import lists_of
from intake.services.review import CaseView
from intake.web.access import audience
from intake.web.here import here
from intake.web.review.acts import Desk, added, begun, desk_of
from intake.web.review.blueprint import READERS, blueprint
from intake.web.review.coders import coder_of, hand_in, keep, may_hand_in, saved_of
from intake.web.review.editor import UNMEASURED, Editor
from intake.web.review.noted import is_noted, remember
from intake.web.staff import sent
from intake.web.staff.visit import me

SECTIONS = ("E", "V", "P", "I", "M")


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is in the way. `stale` when somebody else saved meanwhile; `found` are the codes that were asked for."""

    words: str = ""
    stale: bool = False
    typed: str = ""
    found: tuple[Code, ...] = ()


@blueprint.get("/case/<case_id>/coding")
@audience(*READERS)
def coding(case_id: str) -> str:
    """Show the newest coding, ready to be changed."""
    case = review.open_case(here(), me(), case_id)
    remember(case_id)
    saved = saved_of(case)
    return page(case, Desk(saved.coding, saved.revision) if saved else Desk(Coding()), is_saved=True)


@blueprint.post("/case/<case_id>/coding")
@audience(*READERS)
def change_coding(case_id: str) -> ResponseReturnValue:
    """Do what the pressed button says: a deed of `DEEDS` and after a colon what to do it with."""
    fields = sent.fields()
    desk = desk_of(fields)
    deed, _colon, what = fields.get("do", "go").partition(":")
    if desk.wrong and deed != "undo":
        words = _("Something that was typed is not understood. It is marked below; nothing else is lost.")
        return page(_read_on(case_id), desk, trouble=Trouble(words)), 422
    if deed in {"save", "finish"}:
        return save(_read_on(case_id), desk, hands_in=deed == "finish")
    if deed == "go":
        return _go(case_id, desk, fields.get("find", "").strip())
    case = _read_on(case_id)
    if deed == "merge":
        return page(case, desk.after(merged(desk.coding, _saved(case))))
    return page(case, _done(desk, deed, what))


@blueprint.get("/case/<case_id>/coding/history")
@audience(*READERS)
def coding_history(case_id: str) -> str:
    """Show every revision: who saved it when, and what it changed."""
    revisions = service.history(here(), me(), case_id, note=not is_noted(case_id))
    if not revisions:
        raise NotFound
    remember(case_id)
    before = [*(one.coding for one in revisions[1:]), Coding(events=(), persons=())]
    pairs = zip(revisions, before, strict=True)
    told = [(one, changes(old, one.coding)) for one, old in pairs]
    return render_template("review/history.html", case_id=case_id, told=told, vocabulary=Vocabulary.load())


def _read_on(case_id: str) -> CaseView:
    """Open the case again; while one goes on coding, the reading that is on the record goes on as well."""
    case = review.open_case(here(), me(), case_id, note=not is_noted(case_id))
    remember(case_id)
    return case


def _saved(case: CaseView) -> Coding:
    saved = saved_of(case)
    return saved.coding if saved else Coding()


def _go(case_id: str, desk: Desk, typed: str) -> ResponseReturnValue:
    """Add the act that was typed; show which it may be where that is not clear."""
    found = find(Vocabulary.load(), typed)
    if len(found) == 1:
        return page(_read_on(case_id), added(desk, found[0].id))
    return page(_read_on(case_id), desk, trouble=Trouble(typed=typed, found=found))


def _done(desk: Desk, deed: str, what: str) -> Desk:
    """Return the desk after a deed; nothing is stored yet. Raises `BadRequest` for one that no button does."""
    if deed not in DEEDS or not DEEDS[deed].fits(desk, what):
        raise BadRequest
    return DEEDS[deed].do(desk, what)


@dataclass(frozen=True, slots=True)
class Deed:
    """What a button does, and with what it can be pressed."""

    do: Callable[[Desk, str], Desk]
    fits: Callable[[Desk, str], bool]


def _is_part(desk: Desk, what: str) -> bool:
    return desk.coding.part(what) is not None


def _is_act(_desk: Desk, what: str) -> bool:
    return Vocabulary.load().has_code(what) and not Vocabulary.load().code(what).flag


def _may_go(desk: Desk, what: str) -> bool:
    last = what.startswith("E") and len(desk.coding.events) == 1
    return _is_part(desk, what) and not last and not is_used(desk.coding, what)


def _first(desk: Desk, what: str) -> Desk:
    acts = sorted(desk.coding.acts, key=lambda act: act.id != what)
    return desk.after(replace(desk.coding, acts=tuple(acts)), desk.open)


DEEDS: Mapping[str, Deed] = {
    "add": Deed(added, _is_act),
    "new": Deed(begun, lambda _desk, what: what in SECTIONS),
    "open": Deed(lambda desk, what: replace(desk, open=what), _is_part),
    "shut": Deed(lambda desk, _what: replace(desk, open=""), lambda _desk, what: not what),
    "remove": Deed(lambda desk, what: desk.after(take_out(desk.coding, what), desk.open), _may_go),
    "first": Deed(_first, lambda desk, what: _is_part(desk, what) and what.startswith("A")),
    "undo": Deed(lambda desk, _what: desk.back(), lambda _desk, what: not what),
}


@blueprint.post("/case/<case_id>/coding/finish")
@audience(*READERS)
def finish_coding(case_id: str) -> ResponseReturnValue:
    """Hand in what is saved."""
    flash(hand_in(_read_on(case_id)))
    return redirect(url_for("review.case", case_id=case_id), 303)


def save(case: CaseView, desk: Desk, *, hands_in: bool = False) -> ResponseReturnValue:
    """Save, or say what is in the way; whatever it is, the coding stays on the page."""
    try:
        words = keep(case, desk)
        words = hand_in(case) if hands_in else words
    except BadCoding:
        words = _("Some of it does not keep the rules of coding. It is marked below.")
        return page(case, desk, trouble=Trouble(words)), 422
    except ReasonMissing:
        words = _("Say in a few words why it is decided like this, under 1,000 characters.")
        return page(case, desk, trouble=Trouble(words)), 422
    except StaleCoding as error:
        desk = replace(desk, revision=error.current)
        return page(_read_on(case.case_id), desk, trouble=Trouble(stale=True)), 409
    except NotAllowedNow:
        words = _(
            "This coding is handed in, or the case is closed. If something has to change, reopen the case on its page, "
            "then save here; keep this tab open meanwhile."
        )
        return page(case, desk, trouble=Trouble(words)), 409
    flash(words)
    return redirect(url_for("review.case", case_id=case.case_id, _anchor="coding"), 303)


def page(case: CaseView, desk: Desk, *, is_saved: bool = False, trouble: Trouble | None = None) -> str:
    """Render the page with what lies on the desk."""
    vocabulary, lists = Vocabulary.load(), lists_of(here())
    parts = list(desk.coding.parts())
    return render_template(
        "review/coding.html",
        case=case,
        saved=saved_of(case),
        coder=coder_of(case),
        may_hand_in=may_hand_in(case),
        desk=desk,
        is_saved=is_saved,
        trouble=trouble or Trouble(),
        vocabulary=vocabulary,
        most=MAX_ACTS,
        groups=Editor(lists, case.pieces).groups(desk),
        problems=problems(desk.coding, vocabulary, lists),
        sections={letter: [part for part in parts if part.id[0] == letter] for letter in SECTIONS},
        removable={part.id for part in parts if _may_go(desk, part.id)},
        ranked=ranked(vocabulary),
        searched=searched,
        unmeasured=UNMEASURED,
    )

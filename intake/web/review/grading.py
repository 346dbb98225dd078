"""Grading a case: how reliable the information is, how sure each act, and who else says so."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from intake.domain.coding import Coding
from intake.domain.documents import Kind
from intake.domain.grading import MOST, TESTIMONY, Grading, as_coded, unsupported
from intake.domain.links import corroborating
from intake.domain.review import Action, after
from intake.domain.strict import BadShape
from intake.domain.vocabulary import Vocabulary
from intake.services import grade as service
from intake.services import links, review
from intake.services.errors import NotAllowedNow, StaleSheet
from intake.services.review import CaseView
from intake.web.access import audience
from intake.web.here import here
from intake.web.review.blueprint import READERS, blueprint
from intake.web.review.noted import is_noted, remember
from intake.web.staff import sent
from intake.web.staff.visit import me


@dataclass(frozen=True, slots=True)
class Graded:
    """Grades as they are saved or as the coding began them, and their revision."""

    grading: Grading
    revision: int


@blueprint.get("/case/<case_id>/grading")
@audience(*READERS)
def grading(case_id: str) -> str:
    """Show the grades, ready to be changed."""
    case = _open(case_id)
    return _page(case, graded(case))


@blueprint.post("/case/<case_id>/grading")
@audience(*READERS)
def change_grading(case_id: str) -> ResponseReturnValue:
    """Save the grades; what is wrong or stale stays on the page."""
    case, fields = _open(case_id), sent.fields()
    try:
        given = _read(fields, _coding(case))
    except BadShape as error:
        raise BadRequest from error
    except _NotANumber as error:
        words = _("A number of corroborators is a whole number up to %(most)s.", most=MOST)
        return _page(case, Graded(error.rest, _revision(fields)), words), 422
    try:
        service.grade(here(), me(), case_id, given, _coding(case), _revision(fields))
    except StaleSheet as error:
        words = _("Somebody else graded this case meanwhile. Look at the history below, then save again: yours counts.")
        return _page(case, Graded(given, error.current), words), 409
    flash(_("The grades are saved."))
    return redirect(url_for("review.case", case_id=case_id, _anchor="grading"), 303)


def graded(case: CaseView) -> Graded:
    """Return the grades of a case."""
    sheet = case.sheets.get(Kind.GRADING)
    if sheet is None:
        return Graded(as_coded(_coding(case)), 0)
    return Graded(Grading.parse(sheet.text, Vocabulary.load()), sheet.revision)


def grading_panel(view: CaseView) -> Mapping[str, object] | None:
    """Show it to those who may grade; sources and second coders never see a grade."""
    if after(Action.NOTE, view.state, view.parts) is None:
        return None
    return {"graded": graded(view), "testimony": TESTIMONY, "coding": _coding(view), "vocabulary": Vocabulary.load()}


def _open(case_id: str) -> CaseView:
    case = review.open_case(here(), me(), case_id, note=not is_noted(case_id))
    remember(case_id)
    if after(Action.NOTE, case.state, case.parts) is None:
        raise NotAllowedNow
    return case


def _coding(case: CaseView) -> Coding:
    return case.coding.coding if case.coding else Coding()


def _revision(fields: MultiDict[str, str]) -> int:
    text = fields.get("revision", "")
    return int(text) if text.isascii() and text.isdecimal() else -1


class _NotANumber(Exception):
    """Something that was typed is no number of corroborators; `rest` is the grading without it."""

    def __init__(self, rest: Grading) -> None:
        super().__init__()
        self.rest = rest


def _read(fields: MultiDict[str, str], coding: Coding) -> Grading:
    """Read the form. Raises `_NotANumber`, and `BadShape` for what no form of ours sends."""
    counted = {act.id: dict(_counted(fields, act.id)) for act in coding.acts}
    numbers = {act: {kind: int(text) for kind, text in one.items() if _is_number(text)} for act, one in counted.items()}
    information = (TESTIMONY, *(one.id for one in coding.information))
    found = Grading.read(
        {
            "reliability": dict(_chosen(fields, "reliability", information)),
            "status": dict(_chosen(fields, "status", [act.id for act in coding.acts])),
            "corroborators": {act: one for act, one in numbers.items() if one},
            "note": fields.get("note", "").strip(),
        },
        Vocabulary.load(),
    )
    if {act: len(one) for act, one in numbers.items()} != {act: len(one) for act, one in counted.items()}:
        raise _NotANumber(found)
    return found


def _counted(fields: MultiDict[str, str], act: str) -> Iterator[tuple[str, str]]:
    """Yield the kinds of corroborators that were counted for an act, and what was typed."""
    for kind in Vocabulary.load().attribute("evidence").ids():
        text = fields.get(f"{act}-{kind}", "").strip()
        if text not in {"", "0"}:
            yield kind, text


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and 0 < int(text[: len(str(MOST)) + 1]) <= MOST


def _chosen(fields: MultiDict[str, str], scale: str, parts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the grades that were given on a scale."""
    for part in parts:
        if value := fields.get(f"{scale}-{part}", ""):
            yield part, value


def _page(case: CaseView, shown: Graded, trouble: str = "") -> str:
    vocabulary = Vocabulary.load()
    past = service.history(here(), me(), case.case_id)
    return render_template(
        "review/grading.html",
        case=case,
        linked=corroborating(links.of(case), case.case_id),
        coding=_coding(case),
        shown=shown,
        trouble=trouble,
        testimony=TESTIMONY,
        vocabulary=vocabulary,
        unsupported=set(unsupported(shown.grading, _coding(case))),
        past=[(one, Grading.parse(one.text, vocabulary)) for one in past],
        most=MOST,
    )

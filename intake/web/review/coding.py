"""Coding a case: acts are added and removed on the page, with scripts off too, and saved all at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from intake.domain.coding import MAX_ACTS, Act, BadCoding
from intake.domain.vocabulary import Vocabulary
from intake.services import review as service
from intake.services.code import save_coding
from intake.services.errors import NotAllowedNow, StaleCoding
from intake.services.review import SavedCoding
from intake.web.access import audience
from intake.web.here import here
from intake.web.review.acts import ATTRIBUTES, CodingForm, coding_of, merged
from intake.web.review.blueprint import READERS, blueprint
from intake.web.staff import sent
from intake.web.staff.visit import me


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the page shows besides the acts. `wrong` are numbers of acts that cannot stay as they are."""

    case_id: str
    saved: bool = True
    problem: str = ""
    wrong: frozenset[int] = field(default_factory=frozenset)
    theirs: SavedCoding | None = None


@blueprint.get("/case/<case_id>/coding")
@audience(*READERS)
def coding(case_id: str) -> str:
    """Show the newest coding, ready to be changed."""
    newest = service.open_case(here(), me(), case_id).coding
    acts, revision = (newest.coding.acts, newest.revision) if newest else ((), 0)
    return _page(Sheet(case_id), acts, revision)


@blueprint.post("/case/<case_id>/coding")
@audience(*READERS)
def change_coding(case_id: str) -> ResponseReturnValue:
    """Do what the pressed button says: `add:<code>`, `remove:<number>`, `merge` or `save`."""
    form = CodingForm.of(sent.fields())
    acts, revision = form.to_acts(), form.revision.data or 0
    deed, _colon, what = sent.fields().get("do", "save").partition(":")
    if not all(Vocabulary.load().has_code(act.code) for act in acts):
        raise BadRequest
    if deed == "save":
        return _save(case_id, acts, revision)
    if deed == "merge":
        newest = service.open_case(here(), me(), case_id).coding
        return _page(Sheet(case_id, saved=False), merged(acts, newest.coding.acts if newest else ()), revision)
    return _page(Sheet(case_id, saved=False), _changed(acts, deed, what), revision)


def _changed(acts: list[Act], deed: str, what: str) -> list[Act]:
    """Return the acts after one was added or removed; nothing is stored yet."""
    if deed == "add" and Vocabulary.load().has_code(what):
        return [*acts, Act(what)][:MAX_ACTS]
    if deed == "remove" and what in {str(number) for number in range(len(acts))}:
        return [act for number, act in enumerate(acts) if number != int(what)]
    raise BadRequest


def _save(case_id: str, acts: list[Act], revision: int) -> ResponseReturnValue:
    """Save, or say what is in the way; whatever it is, the acts stay on the page."""
    try:
        save_coding(here(), me(), case_id, coding_of(acts, Vocabulary.load()), revision)
    except BadCoding as error:
        problem = _("Two acts are the same, or a value is not in the vocabulary. Look at what is marked.")
        return _page(Sheet(case_id, saved=False, problem=problem, wrong=_numbers(error)), acts, revision), 422
    except StaleCoding as error:
        theirs = service.open_case(here(), me(), case_id).coding
        return _page(Sheet(case_id, saved=False, theirs=theirs), acts, error.current), 409
    except NotAllowedNow:
        problem = _("The case is closed. Reopen it on its page, then save here; keep this tab open meanwhile.")
        return _page(Sheet(case_id, saved=False, problem=problem), acts, revision), 409
    flash(_("The coding is saved."))
    return redirect(url_for("review.case", case_id=case_id, _anchor="coding"), 303)


def _numbers(error: BadCoding) -> frozenset[int]:
    return frozenset(int(place.split(".")[1]) for place in error.fields if place.startswith("acts."))


def _page(sheet: Sheet, acts: Sequence[Act], revision: int) -> str:
    form = CodingForm.showing(acts, revision)
    return render_template(
        "review/coding.html", sheet=sheet, form=form, vocabulary=Vocabulary.load(), attributes=ATTRIBUTES, most=MAX_ACTS
    )

"""Coding a case: acts are added and removed beside the testimony, with scripts off too, and saved all at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from intake.domain.coding import MAX_ACTS, Act, BadCoding
from intake.domain.vocabulary import Vocabulary
from intake.services import review as service
from intake.services.code import save_coding
from intake.services.errors import NotAllowedNow, StaleCoding
from intake.services.review import CaseView
from intake.web.access import audience
from intake.web.here import here
from intake.web.review.acts import CodingForm, coding_of, merged
from intake.web.review.blueprint import READERS, blueprint
from intake.web.review.noted import is_noted, remember
from intake.web.staff import sent
from intake.web.staff.visit import me


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is in the way of saving. `wrong` are numbers of acts; `stale` when somebody else saved meanwhile."""

    words: str = ""
    wrong: frozenset[int] = frozenset()
    stale: bool = False


@blueprint.get("/case/<case_id>/coding")
@audience(*READERS)
def coding(case_id: str) -> str:
    """Show the newest coding, ready to be changed."""
    case = service.open_case(here(), me(), case_id)
    remember(case_id)
    revision = case.coding.revision if case.coding else 0
    return _page(case, _saved(case), revision, is_saved=True)


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
    case = _read_on(case_id)
    changed = merged(acts, _saved(case)) if deed == "merge" else _changed(acts, deed, what)
    return _page(case, changed, revision)


def _read_on(case_id: str) -> CaseView:
    """Open the case again; while one goes on coding, the reading that is on the record goes on as well."""
    case = service.open_case(here(), me(), case_id, note=not is_noted(case_id))
    remember(case_id)
    return case


def _saved(case: CaseView) -> Sequence[Act]:
    return case.coding.coding.acts if case.coding else ()


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
        words = _("Two acts are the same, or a value is not in the vocabulary. Look at what is marked.")
        return _page(_read_on(case_id), acts, revision, trouble=Trouble(words, _numbers(error))), 422
    except StaleCoding as error:
        return _page(_read_on(case_id), acts, error.current, trouble=Trouble(stale=True)), 409
    except NotAllowedNow:
        words = _("The case is closed. Reopen it on its page, then save here; keep this tab open meanwhile.")
        return _page(_read_on(case_id), acts, revision, trouble=Trouble(words)), 409
    flash(_("The coding is saved."))
    return redirect(url_for("review.case", case_id=case_id, _anchor="coding"), 303)


def _numbers(error: BadCoding) -> frozenset[int]:
    return frozenset(int(place.split(".")[1]) for place in error.fields if place.startswith("acts."))


def _page(
    case: CaseView, acts: Sequence[Act], revision: int, *, is_saved: bool = False, trouble: Trouble | None = None
) -> str:
    return render_template(
        "review/coding.html",
        case=case,
        form=CodingForm.showing(acts, revision),
        is_saved=is_saved,
        trouble=trouble or Trouble(),
        vocabulary=Vocabulary.load(),
        most=MAX_ACTS,
    )

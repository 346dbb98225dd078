"""Saying what a file or a testimony shows, for those who come after."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from intake.domain.content import TESTIMONY, Content
from intake.domain.documents import Kind
from intake.services import labels as service
from intake.services.review import CaseView
from intake.web.access import audience
from intake.web.here import here
from intake.web.review.blueprint import READERS, blueprint
from intake.web.staff import sent
from intake.web.staff.visit import me
from intake.web.staff.words import CONTENTS


@blueprint.post("/case/<case_id>/labels")
@audience(*READERS)
def put_labels(case_id: str) -> ResponseReturnValue:
    """Keep what was ticked (`shows`) for one part of the case (`part`: the testimony, or a file's id)."""
    part = sent.fields().get("part", "")
    shown = [one for one in sent.fields().getlist("shows") if one in set(Content)]
    service.put(here(), me(), case_id, part, shown)
    flash(_("Thank you. Whoever opens it next reads this first."))
    if part == TESTIMONY:
        return redirect(url_for("review.case", case_id=case_id, _anchor=TESTIMONY), 303)
    return redirect(url_for("review.document", case_id=case_id, document_id=part), 303)


@blueprint.app_template_global()
def contents() -> dict[str, str]:
    """Return every label in words, by its id."""
    return {one: str(words) for one, words in CONTENTS.items()}


@blueprint.app_template_global()
def labels_in(case: CaseView) -> dict[str, tuple[Content, ...]]:
    """Return what each labelled part of a case shows."""
    return dict(service.labels_of(case.sheets.get(Kind.LABELS)).of)

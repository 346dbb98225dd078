"""Two codings of one case side by side, act by act, and what a third person takes of each."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from intake.domain.adjudication import Row, Take, compose, rows
from intake.domain.coding import Coding
from intake.domain.double_coding import Second
from intake.domain.review import Action, after
from intake.domain.vocabulary import Vocabulary
from intake.services import code, review
from intake.services.errors import NotFound
from intake.services.review import CaseView
from intake.web.access import audience
from intake.web.here import here
from intake.web.review import coding
from intake.web.review.acts import Desk
from intake.web.review.blueprint import READERS, blueprint
from intake.web.review.coders import second_of
from intake.web.review.noted import is_noted, remember
from intake.web.staff import sent
from intake.web.staff.visit import me

PREFIX = "take-"


@dataclass(frozen=True, slots=True)
class Both:
    """A case with its two codings."""

    case: CaseView
    first: Coding
    second: Second
    revision: int

    @property
    def rows(self) -> tuple[Row, ...]:
        """The acts of both."""
        return rows(self.first, self.second.coding)

    @property
    def may_decide(self) -> bool:
        """Whether the reader is the third person, and it is their turn."""
        return after(Action.ADJUDICATE, self.case.state, self.case.parts) is not None


@blueprint.get("/case/<case_id>/adjudication")
@audience(*READERS)
def adjudication(case_id: str) -> str:
    """Show both codings: to decide between them, or to learn from them afterwards."""
    return _page(_both(case_id))


@blueprint.post("/case/<case_id>/adjudication")
@audience(*READERS)
def adjudicate(case_id: str) -> ResponseReturnValue:
    """Make one coding of what was taken: save it, or go on with it on the coding page (`do` is `edit`)."""
    fields, both = sent.fields(), _both(case_id)
    taken = {row.id: take for row in both.rows if (take := _taken(fields.get(f"{PREFIX}{row.id}", "")))}
    reason = fields.get("reason", "")
    if any(row.id not in taken for row in both.rows if not row.is_settled):
        return _page(both, taken, reason, _("Choose for each act which of the two counts.")), 422
    desk = Desk(compose(both.first, both.second.coding, taken), both.revision, reason=reason)
    if fields.get("do") == "edit":
        return coding.page(both.case, desk)
    if not reason.strip():
        return _page(both, taken, reason, _("Say in a few words why it is decided like this.")), 422
    return coding.save(both.case, desk)


def _both(case_id: str) -> Both:
    """Open a case that was coded twice. Raises `NotFound` for who may not see both, or where there are not two."""
    case = review.open_case(here(), me(), case_id, note=not is_noted(case_id))
    remember(case_id)
    second = second_of(case)
    if second is None or not second.handed_in or case.coding is None:
        raise NotFound
    codings = {one.revision: one.coding for one in code.history(here(), me(), case_id, note=False)}
    return Both(case, codings[second.first], second, case.coding.revision)


def _taken(value: str) -> Take | None:
    return Take(value) if value in set(Take) else None


def _page(both: Both, taken: Mapping[str, Take] | None = None, reason: str = "", trouble: str = "") -> str:
    return render_template(
        "review/adjudication.html",
        case=both.case,
        both=both,
        rows=both.rows,
        taken=taken or {},
        reason=reason,
        trouble=trouble,
        vocabulary=Vocabulary.load(),
        takes=_takes,
    )


def _takes(row: Row) -> tuple[tuple[str, str], ...]:
    """Return the choices for a row."""
    if row.first and row.second:
        return (
            (Take.FIRST, _("As the first has it")),
            (Take.SECOND, _("As the second has it")),
            (Take.BOTH, _("Both: they are two acts")),
        )
    has, lacks = (Take.FIRST, Take.SECOND) if row.first else (Take.SECOND, Take.FIRST)
    return ((has, _("It counts")), (lacks, _("Leave it out")))

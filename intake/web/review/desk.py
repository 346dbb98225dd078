"""The leads' desk: what waits for somebody, who has how much, what is overdue, and what to ask about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from intake import clock
from intake.domain import oversight as rules
from intake.domain.entities import Case
from intake.services import assignment, handing, oversight, shift
from intake.services.consents import CHILDREN
from intake.services.errors import CodenameInText, NotAllowedNow, NotSecond, NotVouched, TooMuch
from intake.services.oversight import Load, Waiting
from intake.services.people import Person
from intake.services.team import ASSIGNABLE
from intake.web.access import audience
from intake.web.here import here
from intake.web.review.blueprint import blueprint
from intake.web.staff import sent
from intake.web.staff.visit import me


@dataclass(frozen=True, slots=True)
class Offered:
    """A case that nobody has, and to whom it may be given."""

    waiting: Waiting
    people: tuple[Person, ...]

    @property
    def case(self) -> Case:
        """The case."""
        return self.waiting.case


@blueprint.get("/desk")
@audience("intake")
def desk() -> str:
    """Show the desk."""
    return _page()


@blueprint.post("/desk/assign")
@audience("intake")
def assign_from_desk() -> ResponseReturnValue:
    """Give a case to a member without opening it on a page."""
    fields = sent.fields()
    try:
        assignment.assign(here(), me(), fields.get("case", ""), fields.get("member", ""))
    except (NotAllowedNow, NotSecond, NotVouched):
        flash(_("That case cannot be given to this member now. Open it to see why."))
    else:
        flash(_("The case is assigned. It is on their list now."))
    return redirect(url_for("review.desk"), 303)


@blueprint.post("/desk/notes")
@audience("intake")
def write_shift_note() -> ResponseReturnValue:
    """Leave a note for those who come next. What was typed comes back when it cannot be kept."""
    text = sent.fields().get("note", "").strip()
    problem = _problem(text)
    if problem:
        return _page(text, problem), 422
    flash(_("Your note is left for the circle."))
    return redirect(url_for("review.desk", _anchor="shift"), 303)


@blueprint.post("/desk/notes/forget")
@audience("intake")
def forget_shift_note() -> ResponseReturnValue:
    """Take back a note of one's own."""
    shift.forget(here(), me(), sent.fields().get("note", ""))
    flash(_("Your note is gone."))
    return redirect(url_for("review.desk", _anchor="shift"), 303)


def _problem(text: str) -> str:
    """Keep a note, and return what was wrong with it."""
    if not text:
        return str(_("There are no words in it yet."))
    try:
        shift.write(here(), me(), text)
    except CodenameInText:
        return str(_("There is a codename in it. Take it out: nobody but the source may have it."))
    except TooMuch:
        return str(_("Please keep it under 4,000 characters."))
    return ""


def _page(typed: str = "", problem: str = "") -> str:
    found = oversight.look(here(), me())
    membership = me().membership
    names = {person.id: person.username for person in membership.former.values()}
    names |= {person.id: person.username for person in membership.people()}
    partly = found.seen_back_to > (clock.now() - timedelta(days=rules.DAYS)).date()
    return render_template(
        "review/desk.html",
        desk=found,
        offered=[_offered(one, found.loads) for one in found.waiting],
        names=names,
        partly=partly,
        handings=_to_decide(),
        rules=rules,
        typed=typed,
        problem=problem,
    )


def _to_decide() -> list[handing.Handing]:
    """Return the drafts of others that nobody decided about yet."""
    return [one for one in handing.handings(here(), me()) if not one.decision and one.writer.id != me().person.id]


def _offered(one: Waiting, loads: Sequence[Load]) -> Offered:
    """Return to whom a case may be given, who has least first: about somebody under 18, those trained for it."""
    minor = one.slip is not None and one.slip.minor
    people = (load.person for load in reversed(loads) if load.person.roles & ASSIGNABLE)
    return Offered(one, tuple(person for person in people if not minor or CHILDREN in person.roles))

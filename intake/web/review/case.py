"""One case, as its reader sees it."""

from flask import render_template

from intake.services import review as service
from intake.services.consents import CHILDREN
from intake.services.review import CaseView
from intake.web.access import audience
from intake.web.consent_texts import shown
from intake.web.consent_words import UN_NAME, UN_NAMES
from intake.web.forms import Box
from intake.web.here import here
from intake.web.review import panels
from intake.web.review.blueprint import READERS, blueprint
from intake.web.review.contact import may_be_reached
from intake.web.review.forms import DecisionForm
from intake.web.review.next_step import now
from intake.web.staff.visit import me


@blueprint.get("/case/<case_id>")
@audience(*READERS)
def case(case_id: str) -> str:
    """Show testimony, evidence, conversation and coding; no picture is loaded."""
    return show(service.open_case(here(), me(), case_id))


def show(view: CaseView, decision: DecisionForm | None = None) -> str:
    """Render a case; the children's team gets the form for what they decide with the child."""
    if decision is None and CHILDREN in me().person.roles:
        decision = DecisionForm.of(dict.fromkeys(map(str, view.standing.opened), Box.TICKED))
    return render_template(
        "review/case.html",
        case=view,
        may=panels.possible(view),
        now=now(view),
        told=panels.shown(view, side=False),
        work=panels.shown(view, side=True),
        reachable=may_be_reached(view),
        decision=decision,
        shown=shown(view.standing),
        un_question=UN_NAME,
        un_names=UN_NAMES,
    )

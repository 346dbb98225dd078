"""One case, as its reader sees it."""

from flask import render_template

from intake.domain.review import Action, after
from intake.domain.vocabulary import Vocabulary
from intake.services import review as service
from intake.services.review import CaseView
from intake.web.access import audience
from intake.web.here import here
from intake.web.review.blueprint import READERS, blueprint
from intake.web.review.contact import may_be_reached
from intake.web.staff.visit import me


@blueprint.get("/case/<case_id>")
@audience(*READERS)
def case(case_id: str) -> str:
    """Show testimony, evidence, conversation and coding; no picture is loaded."""
    view = service.open_case(here(), me(), case_id)
    return render_template(
        "review/case.html",
        case=view,
        may=possible(view),
        reachable=may_be_reached(view),
        vocabulary=Vocabulary.load(),
        minutes=minutes(view),
    )


def possible(view: CaseView) -> set[str]:
    """Return what the reader may do with the case now."""
    return {str(action) for action in Action if after(action, view.state, view.parts) is not None}


def minutes(view: CaseView) -> int:
    """Return how long reading takes, at 200 words a minute."""
    return max(1, round(len(view.testimony.narrative.split()) / 200))

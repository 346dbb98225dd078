"""The page for those whose turn has not come: everything is kept, and a button goes on."""

from flask import render_template
from flask.typing import ResponseReturnValue

from intake.domain.entities import DraftState
from intake.web.access import audience
from intake.web.source import testify
from intake.web.source.arrival import receive
from intake.web.source.blueprints import blueprint
from intake.web.source.drafting import Drafting
from intake.web.source.lane import LaneFull
from intake.web.source.sending import sent_before


@blueprint.errorhandler(LaneFull)
def wait(full: LaneFull) -> ResponseReturnValue:
    """Say that the words are kept, and offer to go on."""
    return render_template("source/waiting.html", draft_id=full.handle.draft_id, place=full.place), 503


@blueprint.post("/waiting")
@audience("source")
def go_on() -> ResponseReturnValue:
    """Send what was put aside."""
    drafting = Drafting()
    arrival = receive(drafting)
    if arrival.trouble:
        return testify.again(drafting, arrival, arrival.trouble)
    if drafting.view.phase is not DraftState.OPEN:
        return sent_before(drafting)
    return testify.seal(drafting, arrival)

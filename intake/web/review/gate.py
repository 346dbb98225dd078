"""A case that tells of what a member would rather not read says so first, and opens after one more click.

It stands before every page of a case, in one place, so that no page can be reached around it.
"""

from flask import redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from intake.services import labels
from intake.services.errors import Refused
from intake.web.access import audience
from intake.web.here import here
from intake.web.review.blueprint import READERS, blueprint
from intake.web.staff import idle, sent
from intake.web.staff.visit import me
from intake.web.staff.words import CONTENTS

OPENED = "anyway"
MOST = 16


@blueprint.before_request
def gate() -> ResponseReturnValue | None:
    """Show the warning in the place of the page. A case that cannot be opened is for its page to answer."""
    case_id = (request.view_args or {}).get("case_id")
    if request.method != "GET" or case_id is None or case_id in session.get(OPENED, []):
        return None
    try:
        unwanted = labels.unwanted(here(), me(), case_id)
    except Refused:
        return None
    wanted = request.full_path.rstrip("?")
    if not unwanted:
        return None
    return render_template("review/gate.html", case_id=case_id, unwanted=unwanted, wanted=wanted, contents=CONTENTS)


@blueprint.post("/case/<case_id>/anyway")
@audience(*READERS)
def open_anyway(case_id: str) -> ResponseReturnValue:
    """Remember for this session that the member wants to open the case, and go on to its page."""
    session[OPENED] = [case_id, *session.get(OPENED, [])][:MOST]
    return redirect(idle.own_path(sent.fields().get("next", "")), 303)

"""The case page's panel on who the source is: what this reader asked the custodians for."""

from intake.domain.review import Action, after
from intake.services import asking
from intake.services.review import CaseView
from intake.web.here import here
from intake.web.staff.visit import me
from intake.web.wording.custody import PURPOSES


def identity_panel(case: CaseView) -> dict[str, object] | None:
    """Return the requests and answers of this reader; None for who may not ask and never did."""
    own = asking.own(here(), me(), case.case_id)
    may_ask = after(Action.ASK_IDENTITY, case.state, case.parts) is not None
    if not may_ask and not own.waiting and not own.answered:
        return None
    return {"own": own, "may_ask": may_ask, "purposes": PURPOSES}

"""The panel of a case's urgent appeal."""

from collections.abc import Mapping

from intake.domain.review import CODERS
from intake.services.appeal import appeal_of
from intake.services.review import CaseView
from intake.web.wording.appeal import ADDRESSEES


def appeal_panel(view: CaseView) -> Mapping[str, object] | None:
    """Return the letters, for those who may write one; there is nothing to say where nobody is in danger."""
    letters = appeal_of(view).letters
    wanted = view.urgent or letters or view.testimony.said("still_held") == "yes"
    return {"letters": letters, "addressees": ADDRESSEES} if wanted and view.parts & CODERS else None

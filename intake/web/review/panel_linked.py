"""What the case page says of other cases and of named suspects. Who is to code it unseen by others gets neither."""

from collections import Counter
from collections.abc import Mapping

from intake.domain.review import Action, after
from intake.services import links as linking
from intake.services import suspects as register
from intake.services.review import CaseView
from intake.web.here import here
from intake.web.staff.visit import me


def links_panel(view: CaseView) -> Mapping[str, object] | None:
    """Return the linked cases, and by how many links."""
    if not _judges(view):
        return None
    held = [one for one in linking.of(view).links if one.holds]
    return {"linked": Counter(one.far(view.case_id).case for one in held)}


def suspects_panel(view: CaseView) -> Mapping[str, object] | None:
    """Return whom the case names, as far as the reader was told."""
    return {"named": register.named_in(here(), me(), view.case_id)} if _judges(view) else None


def _judges(view: CaseView) -> bool:
    return after(Action.NOTE, view.state, view.parts) is not None

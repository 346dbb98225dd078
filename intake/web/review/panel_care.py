"""Who would rather not have this case, as far as those who assign it are told, and who reads it together."""

from collections.abc import Mapping

from intake.domain.content import told_of
from intake.domain.documents import Kind
from intake.domain.review import Part
from intake.services import choices
from intake.services.labels import labels_of
from intake.services.review import CaseView
from intake.web.here import here
from intake.web.staff.visit import me


def care_panel(view: CaseView) -> Mapping[str, object] | None:
    """Return the names to show: yes or no for this one case, and never the reason."""
    pair = me().membership.current.get(view.tasks.pair or "")
    names = prefer_not(view) if Part.INTAKE in view.parts else []
    return {"prefer_not": names, "pair": pair.username if pair else ""} if names or pair else None


def prefer_not(view: CaseView) -> list[str]:
    """Return the members who have the case or could get it, and would rather not read of what it tells."""
    told = told_of(view.testimony, view.coding.coding if view.coding else None, labels_of(view.sheets.get(Kind.LABELS)))
    avoided = choices.avoided(here(), me())
    people = (*view.assigned, *view.assignable)
    return sorted(one.username for one in people if told & avoided.get(one.id, frozenset()))

"""What the page of a case is built of: one panel each, in the order in which they stand.

A panel is a heading, a template (`review/panel_<name>.html`, which finds `case`, `may` and its own `data`) and a
function that says what the template needs, or None where the panel is not for this reader or this case.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from intake.domain.review import Action, after
from intake.domain.tasks import Task
from intake.services.conversation import waiting
from intake.services.review import CaseView
from intake.web.review import handing, summary
from intake.web.review.grading import grading_panel
from intake.web.review.panel_appeal import appeal_panel
from intake.web.review.panel_care import care_panel
from intake.web.review.panel_coding import coding_panel
from intake.web.review.panel_identity import identity_panel
from intake.web.review.panel_linked import links_panel, suspects_panel
from intake.web.review.quotations import quotations_panel
from intake.web.review.referrals import referrals_panel
from intake.web.staff.visit import me

Data = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel; `side` panels stand beside the testimony."""

    name: str
    heading: str
    data_of: Callable[[CaseView], Data | None]
    side: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A panel with what its template needs."""

    name: str
    heading: str
    data: Data

    @property
    def template(self) -> str:
        """The template's name."""
        return f"review/panel_{self.name}.html"


def possible(view: CaseView) -> set[str]:
    """Return what the reader may do with the case now."""
    return {str(action) for action in Action if after(action, view.state, view.parts) is not None}


def always(_view: CaseView) -> Data:
    """Show it to every reader; it needs the case only."""
    return {}


def _testimony(view: CaseView) -> Data:
    """Return how long reading takes, at 200 words a minute."""
    return {"minutes": max(1, round(len(view.testimony.narrative.split()) / 200))}


def _conversation(view: CaseView) -> Data:
    return {"waiting": waiting(view)}


def _people(view: CaseView) -> Data:
    """Return who has which task, and who holds the case without one."""
    membership, held = me().membership, {view.tasks.holder(task) for task in Task}
    tasks = {task: membership.current.get(view.tasks.holder(task) or "") for task in Task}
    return {
        "tasks": {str(task): person for task, person in tasks.items() if person is not None},
        "others": [one for one in view.assigned if one.id not in held],
        "recused": [membership.known(member_id) for member_id in view.tasks.recused],
    }


PANELS: Sequence[Panel] = (
    Panel("testimony", _("Testimony"), _testimony),
    Panel("evidence", _("Evidence"), always),
    Panel("conversation", _("Conversation"), _conversation),
    Panel("summary", _("Title and summary"), summary.panel, side=True),
    Panel("coding", _("Coding"), coding_panel, side=True),
    Panel("grading", _("Grading"), grading_panel, side=True),
    Panel("people", _("Who works on it"), _people, side=True),
    Panel("care", _("Care"), care_panel, side=True),
    Panel("identity", _("Who the source is"), identity_panel, side=True),
    Panel("appeal", _("Urgent appeal"), appeal_panel, side=True),
    Panel("quotations", _("Quotations"), quotations_panel, side=True),
    Panel("handing", _("Handing over"), handing.panel, side=True),
    Panel("referrals", _("Referrals"), referrals_panel, side=True),
    Panel("links", _("Same event, same person"), links_panel, side=True),
    Panel("suspects", _("Named suspects"), suspects_panel, side=True),
)


def shown(view: CaseView, *, side: bool) -> list[Shown]:
    """Return the panels of one column for this reader."""
    return [
        Shown(panel.name, panel.heading, data)
        for panel in PANELS
        if panel.side is side and (data := panel.data_of(view)) is not None
    ]

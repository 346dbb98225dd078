"""The queue: the intake circle sees what waits, a reviewer what is assigned to them."""

from collections.abc import Iterable
from itertools import groupby

from flask import render_template
from flask_babel import gettext as _

from intake.domain.review import State
from intake.services.queue import QueueItem
from intake.services.queue import queue as service
from intake.web.access import audience
from intake.web.here import here
from intake.web.review.blueprint import READERS, blueprint
from intake.web.staff.paging import asked_page
from intake.web.staff.visit import me

CIRCLE = ("intake", "children")


@blueprint.get("/queue")
@audience(*READERS)
def queue() -> str:
    """Show one page of the cases that the member holds a card of."""
    keyring = me()
    page = service(here(), keyring, page=asked_page())
    circle = any(keyring.has(role) for role in CIRCLE)
    return render_template("review/queue.html", page=page, groups=grouped(page.items), circle=circle)


def grouped(items: Iterable[QueueItem]) -> list[tuple[str, str, list[QueueItem]]]:
    """Return the items as they are sorted, under headings: (kind, heading, items)."""
    return [(kind, heading(kind), list(some)) for kind, some in groupby(items, kind_of)]


def kind_of(item: QueueItem) -> str:
    """Tell under which heading an item stands."""
    return "urgent" if item.urgent and item.state is not State.CLOSED else str(item.state)


def heading(kind: str) -> str:
    """Return the words of a heading."""
    words: dict[str, str] = {
        "urgent": _("Someone may be in danger"),
        State.NEW: _("New"),
        State.TRIAGED: _("Looked at, not coded yet"),
        State.CODING: _("Being coded"),
        State.SECOND_CODING: _("Coded a second time"),
        State.ADJUDICATION: _("A third person decides"),
        State.ON_HOLD: _("On hold"),
        State.VERIFIED: _("Verified"),
        State.CLOSED: _("Closed"),
    }
    return words[kind]

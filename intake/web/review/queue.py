"""The queue: the intake circle sees what waits, a reviewer what is assigned to them; both find cases in it."""

from collections.abc import Iterable
from itertools import groupby

from flask import render_template, request
from flask_babel import gettext as _

from intake.domain.finding import RESTING, Filter
from intake.domain.review import State
from intake.services import saved_filters
from intake.services.lists import lists_of
from intake.services.queue import QueueItem
from intake.services.queue import queue as service
from intake.web.access import audience
from intake.web.here import here
from intake.web.review.blueprint import READERS, blueprint
from intake.web.review.finding import BOXES, LABELS, offered, told
from intake.web.review.words import WORDS
from intake.web.staff.paging import asked_page
from intake.web.staff.visit import me

CIRCLE = ("intake", "children")


@blueprint.get("/queue")
@audience(*READERS)
def queue() -> str:
    """Show one page of the cases that the member holds a card of and looks for."""
    keyring, asked = me(), Filter.read(request.args)
    page = service(here(), keyring, asked, page=asked_page())
    offer = offered(keyring, lists_of(here()))
    return render_template(
        "review/queue.html",
        page=page,
        groups=[("", "", page.items)] if asked.sort and page.items else grouped(page.items),
        circle=any(keyring.has(role) for role in CIRCLE),
        asked=asked,
        told=told(asked, offer),
        offer=offer,
        labels=LABELS,
        boxes=BOXES,
        saved=saved_filters.mine(here(), keyring),
    )


def grouped(items: Iterable[QueueItem]) -> list[tuple[str, str, list[QueueItem]]]:
    """Return the items as they are sorted, under headings: (kind, heading, items)."""
    return [(kind, heading(kind), list(some)) for kind, some in groupby(items, kind_of)]


def kind_of(item: QueueItem) -> str:
    """Tell under which heading an item stands."""
    return "urgent" if presses(item) else str(item.state)


@blueprint.app_template_filter()
def presses(item: QueueItem) -> bool:
    """Tell whether an item is urgent and something still waits to be done."""
    return item.urgent and item.state not in RESTING


def heading(kind: str) -> str:
    """Return the words of a heading."""
    words: dict[str, str] = {
        "urgent": _("Someone may be in danger"),
        State.TRIAGED: _("Looked at, not coded yet"),
    }
    return words.get(kind) or str(WORDS["state"][kind])

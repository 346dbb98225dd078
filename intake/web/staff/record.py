"""The record of what staff did, for the circle that can open it."""

from dataclasses import dataclass
from itertools import groupby

from flask import render_template

from intake.services import record as service
from intake.services.record import Deed
from intake.web.access import audience
from intake.web.here import here
from intake.web.staff.blueprint import blueprint
from intake.web.staff.paging import asked_page
from intake.web.staff.visit import me
from intake.web.staff.words import DEEDS
from intake.web.wording.custody import PURPOSES


@dataclass(frozen=True, slots=True)
class Line:
    """A deed, the member whom it concerns besides the one who acted, and how many cases it concerns."""

    action: str
    subject: str
    member: str
    other: str
    time: str
    count: int = 1
    purpose: str = ""


@blueprint.get("/record")
@audience("intake")
def record() -> str:
    """Show one page of deeds, newest first, under their days."""
    with here().database.reading() as uow:
        pages = max(1, -(-uow.records.count() // service.PAGE))
        page = min(asked_page(), pages)
        deeds = service.entries(uow, me(), page=page)
    days = [(day, list(some)) for day, some in groupby(map(_line, deeds), lambda line: line.time[:10])]
    return render_template("staff/record.html", days=days, words=DEEDS, purposes=PURPOSES, page=page, pages=pages)


def _line(deed: Deed) -> Line:
    concerned = deed.detail.get("to") or deed.detail.get("from")
    other = _name(concerned) if concerned else ""
    count, purpose = int(deed.detail.get("count", "1")), deed.detail.get("purpose", "")
    return Line(deed.action, deed.subject, deed.member, other, deed.time, count, purpose)


def _name(member_id: str) -> str:
    membership = me().membership
    person = membership.current.get(member_id) or membership.former.get(member_id)
    return person.username if person else ""

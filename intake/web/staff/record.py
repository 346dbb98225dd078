"""The record of what staff did, for the circle that can open it."""

from flask import render_template

from intake.services import record as service
from intake.web.access import audience
from intake.web.here import here
from intake.web.staff.blueprint import blueprint
from intake.web.staff.paging import asked_page
from intake.web.staff.visit import me
from intake.web.staff.words import DEEDS


@blueprint.get("/record")
@audience("intake")
def record() -> str:
    """Show one page of deeds, newest first."""
    with here().database.reading() as uow:
        pages = max(1, -(-uow.records.count() // service.PAGE))
        page = min(asked_page(), pages)
        deeds = service.entries(uow, me(), page=page)
    names = {person.id: person.username for person in me().membership.people()}
    return render_template("staff/record.html", deeds=deeds, words=DEEDS, names=names, page=page, pages=pages)

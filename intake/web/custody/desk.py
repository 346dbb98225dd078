"""The custodians' first page: what waits, and what was decided."""

from flask import render_template

from intake import clock
from intake.services import custody as service
from intake.web.access import audience
from intake.web.custody.blueprint import blueprint
from intake.web.here import here
from intake.web.staff.visit import me
from intake.web.wording.custody import PURPOSES, WANTS


@blueprint.get("/custody")
@audience("custodian")
def custody() -> str:
    """List the requests that wait, and the answers that have not ended."""
    desk = service.desk(here(), me())
    return render_template("custody/home.html", desk=desk, purposes=PURPOSES, wants=WANTS, today=clock.today())

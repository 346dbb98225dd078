"""The list of releases, asking for one, and one as a page."""

from flask import make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from intake.services import release as service
from intake.services.errors import NotAllowedNow, NotDue
from intake.services.release import ReleaseView
from intake.services.release_states import ReleaseState
from intake.services.timetable import earlier, timetables
from intake.web.access import audience
from intake.web.audit import job
from intake.web.audit.blueprint import RELEASE, STATES, blueprint
from intake.web.audit.plan_words import PLAN_STATES, STAGES
from intake.web.audit.reports import report
from intake.web.here import here
from intake.web.staff import sent
from intake.web.staff.visit import me

LOOK_AGAIN = 5
"""Seconds after which a page of a release that is being drawn loads again."""


@blueprint.get("/statistics")
@audience("auditor")
def statistics() -> ResponseReturnValue:
    """Lead to the releases: there are no other statistics."""
    return redirect(url_for("audit.releases"), 303)


@blueprint.get("/releases")
@audience("auditor")
def releases() -> str:
    """Show all plans with what became of their periods, and the releases from before there were plans."""
    listed = {"releases": earlier(here(), me()), "plans": timetables(here(), me())}
    return render_template("audit/releases.html", **listed, states=STATES, stages=STAGES, plan_states=PLAN_STATES)


@blueprint.post("/releases")
@audience("auditor")
def prepare() -> ResponseReturnValue:
    """Ask for the numbers of a period, or of all together, and start the job."""
    try:
        release_id = service.ask(here(), me(), str(sent.fields().get("subject", "")))
    except NotDue:
        return redirect(url_for("audit.releases"), 303)
    job.start(here(), me(), release_id)
    return redirect(url_for("audit.release", release_id=release_id), 303)


@blueprint.get(RELEASE)
@audience("auditor")
def release(release_id: str) -> ResponseReturnValue:
    """Show a release: as a report once it is drawn, until then that it is being prepared."""
    view = service.get(here(), me(), release_id)
    if view.draw is None:
        return _waiting(view)
    return report(view, view.draw)


@blueprint.post(f"{RELEASE}/draw")
@audience("auditor")
def draw(release_id: str) -> ResponseReturnValue:
    """Start the job again, for a release whose job stopped. A drawn one stays as it is."""
    try:
        service.retry(here(), me(), release_id)
        job.start(here(), me(), release_id)
    except NotAllowedNow:
        pass  # it was drawn meanwhile: the page shows it
    return redirect(url_for("audit.release", release_id=release_id), 303)


def _waiting(view: ReleaseView) -> ResponseReturnValue:
    """Answer with a page that comes again by itself while a job runs, also with scripts off."""
    response = make_response(render_template("audit/waiting.html", release=view, states=STATES))
    if view.state is ReleaseState.PENDING:
        response.headers["Refresh"] = str(LOOK_AGAIN)
    return response

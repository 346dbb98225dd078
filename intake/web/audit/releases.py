"""The list of releases, asking for one, and one as a page."""

from dataclasses import dataclass

from flask import make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from intake.domain import exports
from intake.domain.publication import Cell, DrawnTable
from intake.domain.statistics import TableId
from intake.domain.vocabulary import Vocabulary
from intake.services import quotations
from intake.services import release as service
from intake.services.errors import NotAllowedNow
from intake.services.release import ReleaseState, ReleaseView
from intake.services.timetable import timetables
from intake.web.access import audience
from intake.web.audit import job
from intake.web.audit.blueprint import HEADINGS, MECHANISMS, RELEASE, STATES, TITLES, blueprint
from intake.web.audit.plan_words import PLAN_STATES, STAGES
from intake.web.here import here
from intake.web.staff.visit import me

LOOK_AGAIN = 5
"""Seconds after which a page of a release that is being drawn loads again."""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of a table under one heading; `title` is empty where there is none."""

    title: str
    rows: list[tuple[str, Cell]]


@blueprint.get("/statistics")
@audience("auditor")
def statistics() -> ResponseReturnValue:
    """Lead to the releases: there are no other statistics."""
    return redirect(url_for("audit.releases"), 303)


@blueprint.get("/releases")
@audience("auditor")
def releases() -> str:
    """Show all plans with what became of their periods, and all releases, newest first."""
    listed = {"releases": service.releases(here(), me()), "plans": timetables(here(), me())}
    return render_template("audit/releases.html", **listed, states=STATES, stages=STAGES, plan_states=PLAN_STATES)


@blueprint.post("/releases")
@audience("auditor")
def prepare() -> ResponseReturnValue:
    """Ask for a release and start its job."""
    release_id = service.plan(here(), me())
    job.start(here(), me(), release_id)
    return redirect(url_for("audit.release", release_id=release_id), 303)


@blueprint.get(RELEASE)
@audience("auditor")
def release(release_id: str) -> ResponseReturnValue:
    """Show a release: its tables once it is drawn, until then that it is being prepared."""
    view = service.get(here(), me(), release_id)
    if view.draw is None:
        return _waiting(view)
    vocabulary = Vocabulary.load(view.draw.vocabulary)
    tables = [(table, grouped(table, vocabulary), widest(table)) for table in view.draw.tables]
    words = {"titles": TITLES, "headings": HEADINGS, "mechanisms": MECHANISMS}
    quoted = quotations.given(here(), me())
    return render_template(
        "audit/release.html", release=view, draw=view.draw, tables=tables, quotations=quoted, **words
    )


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


def grouped(table: DrawnTable, vocabulary: Vocabulary) -> list[Group]:
    """Return a table's rows with their labels, abuse codes under their report category."""
    language = str(get_locale())
    rows = [(exports.label(table.id, cell.id, vocabulary, language), cell) for cell in table.cells()]
    if table.id is not TableId.CODES:
        return [Group("", rows)]
    return [
        Group(category.label(language), [row for row in rows if vocabulary.code(row[1].id).category == category.id])
        for category in vocabulary.categories()
    ]


def widest(table: DrawnTable) -> int:
    """Return where the bars of a table end."""
    return max((cell.high or 0 for cell in table.cells()), default=0) or table.threshold


def _waiting(view: ReleaseView) -> ResponseReturnValue:
    """Answer with a page that comes again by itself while a job runs, also with scripts off."""
    response = make_response(render_template("audit/waiting.html", release=view, states=STATES))
    if view.state is ReleaseState.PENDING:
        response.headers["Refresh"] = str(LOOK_AGAIN)
    return response

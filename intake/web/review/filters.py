"""A member's saved filters: kept, renamed, deleted; and a list taken along as a table."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from intake import clock
from intake.domain.finding import Filter
from intake.services import list_export, saved_filters
from intake.services.errors import NotAllowedNow
from intake.services.lists import lists_of
from intake.services.saved_filters import LONGEST_NAME
from intake.web.access import audience
from intake.web.here import here
from intake.web.review.blueprint import READERS, blueprint
from intake.web.review.finding import offered, told
from intake.web.review.list_file import as_csv
from intake.web.staff import sent
from intake.web.staff.visit import me


@blueprint.get("/queue/filters")
@audience(*READERS)
def filters() -> str:
    """Show the member's saved filters."""
    offer = offered(me(), lists_of(here()))
    saved = [(one, told(one.asked, offer)) for one in saved_filters.mine(here(), me())]
    return render_template("review/filters.html", saved=saved, longest=LONGEST_NAME)


@blueprint.post("/queue/filters")
@audience(*READERS)
def change_filters() -> ResponseReturnValue:
    """Keep what was asked for under a name, rename a filter or delete it (`do`)."""
    fields = sent.fields()
    deed, name, filter_id = fields.get("do", ""), fields.get("name", ""), fields.get("filter", "")
    if deed not in {"keep", "rename", "forget"}:
        raise BadRequest
    asked = Filter.read(fields)
    try:
        if deed == "keep":
            saved_filters.keep(here(), me(), name, asked)
        elif deed == "rename":
            saved_filters.rename(here(), me(), filter_id, name)
        else:
            saved_filters.forget(here(), me(), filter_id)
    except NotAllowedNow:
        flash(_("It needs a name that no other list of yours has. You can keep 30 of them."))
    if deed == "keep":
        return redirect(url_for("review.queue", **asked.said()), 303)  # type: ignore[arg-type]
    return redirect(url_for("review.filters"), 303)


@blueprint.post("/queue/list")
@audience(*READERS)
def take_list() -> ResponseReturnValue:
    """Send the cases that are looked for as a table."""
    asked = Filter.read(sent.fields())
    made = list_export.export(here(), me(), asked)
    response = Response(as_csv(made, lists_of(here())), content_type="text/csv; charset=utf-8")
    name = f"cases-{clock.today().isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

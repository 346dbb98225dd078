"""One request: what it asks, what the source says to it, and the custodian's decision."""

from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from intake import clock
from intake.domain.custody import NEEDS
from intake.domain.identity import Identity
from intake.services import custody as service
from intake.services.errors import AlreadyDecided, CodenameInText, NothingGiven
from intake.web.access import audience
from intake.web.consent_texts import spoken
from intake.web.consent_words import UN_NAME, UN_NAMES
from intake.web.custody.blueprint import blueprint
from intake.web.custody.forms import RefuseForm
from intake.web.here import here
from intake.web.shown import day
from intake.web.staff import sent
from intake.web.staff.visit import me
from intake.web.wording.contact import CHANNELS
from intake.web.wording.custody import PURPOSES, WANTS


@blueprint.get("/custody/<request_id>")
@audience("custodian")
def weigh(request_id: str) -> str:
    """Show a request and what bears on it; name and contact stay closed."""
    return _page(request_id, RefuseForm.of())


@blueprint.post("/custody/<request_id>/look")
@audience("custodian")
def look(request_id: str) -> str:
    """Show the part that was asked for, because a custodian wants to see it first. It is on the record."""
    return _page(request_id, RefuseForm.of(), service.look(here(), me(), request_id))


@blueprint.post("/custody/<request_id>/release")
@audience("custodian")
def release(request_id: str) -> ResponseReturnValue:
    """Seal it to the one who asked."""
    try:
        until = service.release(here(), me(), request_id)
    except NothingGiven:
        flash(_("The source gave nothing of what is asked for. Refuse the request, and say so."))
        return redirect(url_for("custody.weigh", request_id=request_id), 303)
    flash(_("It is released, and destroyed again on %(day)s.", day=day(until)))
    return redirect(url_for("custody.custody"), 303)


@blueprint.post("/custody/<request_id>/refuse")
@audience("custodian")
def refuse(request_id: str) -> ResponseReturnValue:
    """Say no, and why."""
    form = RefuseForm.of(sent.fields())
    if not form.validate():
        return _page(request_id, form), 422
    try:
        service.refuse(here(), me(), request_id, str(form.reason.data))
    except CodenameInText:
        form.reason.errors = [_("There is a codename in it. Take it out: nobody but the source may have it.")]
        return _page(request_id, form), 422
    flash(_("The request is refused. Who asked reads your reason."))
    return redirect(url_for("custody.custody"), 303)


@blueprint.errorhandler(AlreadyDecided)
def decided(error: AlreadyDecided) -> ResponseReturnValue:
    """Tell the second custodian that another one was first."""
    if error.released:
        flash(_("%(name)s has released this already. Nothing was done twice.", name=error.by))
    else:
        flash(_("%(name)s has refused this already. Nothing was released.", name=error.by))
    return redirect(url_for("custody.custody"), 303)


def _page(request_id: str, form: RefuseForm, given: Identity | None = None) -> str:
    weighed = service.weigh(here(), me(), request_id)
    until = clock.today() + timedelta(days=here().settings.custody_days)
    return render_template(
        "custody/request.html",
        weighed=weighed,
        said=[spoken(weighed.standing, use) for use in NEEDS[weighed.asked.request.purpose]],
        purposes=PURPOSES,
        wants=WANTS,
        un_question=UN_NAME,
        un_names=UN_NAMES,
        channels=CHANNELS,
        form=form,
        given=given,
        until=until,
    )

"""Asking the custodians for a name or a contact, and reading what they released."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from intake.domain.consent import Use
from intake.domain.custody import Offer, Purpose, Want, offer, wants
from intake.domain.custody_papers import Request
from intake.services import asking, review
from intake.services.errors import CodenameInText
from intake.services.review import CaseView
from intake.web.access import audience
from intake.web.consent_texts import spoken
from intake.web.consent_words import UN_NAME, UN_NAMES
from intake.web.here import here
from intake.web.review.blueprint import READERS, blueprint
from intake.web.review.forms import AskForm
from intake.web.staff import sent
from intake.web.staff.visit import me
from intake.web.wording.contact import CHANNELS
from intake.web.wording.custody import PURPOSES, WANTS


@blueprint.get("/case/<case_id>/identity")
@audience(*READERS)
def ask(case_id: str) -> str:
    """Show for what a name or a contact may be asked now, and what is missing for the rest."""
    case = review.open_case(here(), me(), case_id, note=False)
    return _page(case, AskForm.for_purposes(_open(case)))


@blueprint.post("/case/<case_id>/identity")
@audience(*READERS)
def send_request(case_id: str) -> ResponseReturnValue:
    """Seal the request to the custodians. What was typed comes back when it cannot be."""
    case = review.open_case(here(), me(), case_id, note=False)
    form = AskForm.for_purposes(_open(case), sent.fields())
    if not form.validate():
        return _page(case, form), 422
    request = Request(Purpose(form.purpose.data), Want(form.want.data), str(form.reason.data))
    if request.want not in wants(request.purpose):
        form.want.errors = [_("For this purpose, ask for: %(what)s", what=WANTS[wants(request.purpose)[0]])]
        return _page(case, form), 422
    try:
        asking.ask(here(), me(), case_id, request)
    except CodenameInText:
        form.reason.errors = [_("There is a codename in it. Take it out: nobody but the source may have it.")]
        return _page(case, form), 422
    flash(_("The custodians have your request. You find their answer on this page."))
    return redirect(url_for("review.case", case_id=case_id, _anchor="identity"), 303)


@blueprint.post("/case/<case_id>/identity/<request_id>/take-back")
@audience(*READERS)
def take_back_request(case_id: str, request_id: str) -> ResponseReturnValue:
    """Take a request back that nobody decided yet."""
    sent.fields()
    asking.take_back(here(), me(), case_id, request_id)
    flash(_("The request is taken back."))
    return redirect(url_for("review.case", case_id=case_id, _anchor="identity"), 303)


@blueprint.post("/case/<case_id>/identity/<request_id>")
@audience(*READERS)
def read_release(case_id: str, request_id: str) -> str:
    """Show what was released; each reading is on the record."""
    sent.fields()
    release = asking.read(here(), me(), case_id, request_id)
    return render_template(
        "review/release.html",
        case_id=case_id,
        release=release,
        given=release.identity,
        want=release.answer.want,
        purposes=PURPOSES,
        channels=CHANNELS,
        un_question=UN_NAME,
        un_names=UN_NAMES,
    )


def _open(case: CaseView) -> list[Purpose]:
    return [one.purpose for one in _offers(case) if one.open]


def _offers(case: CaseView) -> list[Offer]:
    return [offer(purpose, case.consents, urgent=case.urgent) for purpose in Purpose]


def _page(case: CaseView, form: AskForm) -> str:
    closed = [one for one in _offers(case) if not one.open]
    lacking = {one.purpose: [spoken(case.standing, use) for use in one.missing] for one in closed}
    may_ask = case.consents[Use.RECONTACT]
    return render_template(
        "review/ask.html", case=case, form=form, closed=closed, lacking=lacking, purposes=PURPOSES, may_ask=may_ask
    )

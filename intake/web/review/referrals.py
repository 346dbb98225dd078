"""Referrals of a case: the panel, and what is noted there by one press."""

from collections.abc import Mapping
from datetime import date

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from intake import clock
from intake.domain.contacts import Support
from intake.domain.referrals import MOST, USUAL, BadReferrals, Step
from intake.domain.review import CODERS
from intake.services import referrals as service
from intake.services.errors import CodenameInText
from intake.services.referrals import Next, Offer
from intake.services.review import CaseView
from intake.web.access import audience
from intake.web.contacts import KINDS
from intake.web.here import here
from intake.web.review.blueprint import READERS, blueprint
from intake.web.staff import sent
from intake.web.staff.visit import me
from intake.web.wording.referrals import PRESSES, STEPS

LISTED = "listed:"


def referrals_panel(view: CaseView) -> Mapping[str, object] | None:
    """Return the referrals, and whom this instance names; a second coder has no part in them."""
    if not view.parts & CODERS:
        return None
    referrals = service.referrals_of(view)
    return {
        "referrals": referrals.listed,
        "full": len(referrals.listed) >= MOST,
        "today": clock.today(),
        "usual": (clock.today() + USUAL).isoformat(),
        "steps": STEPS,
        "presses": PRESSES,
        "kinds": KINDS,
        "helpers": here().settings.contacts.support,
    }


@blueprint.post("/case/<case_id>/referrals")
@audience(*READERS)
def refer(case_id: str) -> ResponseReturnValue:
    """Note an offer, or the next step of a referral: `do` is `offer`, or the step."""
    fields = sent.fields()
    try:
        if fields.get("do") == "offer":
            service.offer(here(), me(), case_id, _offer(fields))
        else:
            service.take(here(), me(), case_id, _next(fields))
    except CodenameInText:
        flash(_("There is a codename in it. Take it out: nobody but the source may have it."))
    except BadReferrals:
        flash(_("Nothing was noted. Say who helps, in one line, and look at what stands there already."))
    else:
        flash(_("It is noted."))
    return redirect(url_for("review.case", case_id=case_id, _anchor="referrals"), 303)


def _offer(fields: MultiDict[str, str]) -> Offer:
    """Read an offer: somebody of the instance's list, or whom the reader names."""
    chosen = fields.get("helper", "")
    helpers = here().settings.contacts.support
    if chosen.startswith(LISTED):
        names = {f"{LISTED}{number}": helper for number, helper in enumerate(helpers)}
        if chosen not in names:
            raise BadRequest
        return Offer(names[chosen].kind, names[chosen].name, _day(fields), fields.get("note", "").strip())
    if chosen not in set(Support):
        raise BadRequest
    return Offer(Support(chosen), fields.get("whom", ""), _day(fields), fields.get("note", "").strip())


def _next(fields: MultiDict[str, str]) -> Next:
    step = fields.get("do", "")
    if step not in set(Step):
        raise BadRequest
    return Next(fields.get("name", ""), Step(step), _day(fields), fields.get("note", "").strip())


def _day(fields: MultiDict[str, str]) -> date | None:
    """Read on which day somebody asks again; nothing said, or no day to come, means the usual one."""
    try:
        day = date.fromisoformat(fields.get("ask_by", ""))
    except ValueError:
        return None
    return day if day > clock.today() else None

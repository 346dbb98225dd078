"""Reaching a source in danger who asked for it: behind one deliberate click, which stands on the record."""

from flask import render_template

from intake.domain.review import Part
from intake.services import identity
from intake.services.review import CaseView
from intake.web.access import audience
from intake.web.here import here
from intake.web.review.blueprint import blueprint
from intake.web.staff import sent
from intake.web.staff.visit import me
from intake.web.wording.contact import CHANNELS


@blueprint.post("/case/<case_id>/contact")
@audience("intake", "children")
def contact(case_id: str) -> str:
    """Show name and contact, what keeps the source safe first."""
    sent.fields()
    given = identity.open_at_once(here(), me(), case_id)
    return render_template("review/contact.html", case_id=case_id, given=given, channels=CHANNELS)


def may_be_reached(case: CaseView) -> bool:
    """Tell whether the case page offers it: to the circle only, and only where the source asked."""
    return case.urgent and Part.INTAKE in case.parts and identity.is_for_circle(here(), me(), case.case_id)

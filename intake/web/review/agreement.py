"""Where coders agree: per code, over the cases that the reader holds, by period."""

from flask import render_template, request
from flask_babel import lazy_gettext as _

from intake.domain.vocabulary import Vocabulary
from intake.services import agreement as service
from intake.web.access import audience
from intake.web.here import here
from intake.web.review.blueprint import READERS, blueprint
from intake.web.staff.visit import me

WORDS = {
    "publish": _("may be published"),
    "tentative": _("tentative"),
    "unreliable": _("not reliable"),
    "too-few": _("too few cases to say"),
}


@blueprint.get("/agreement")
@audience(*READERS)
def agreement() -> str:
    """Show how far two coders agree; no case is opened for it, and nothing of a case is told but how far apart."""
    from intake.domain.agreement_report import quarter, report  # noqa: PLC0415 - NumPy: only who asks may load it

    doubled = service.doubled(here(), me())
    periods = sorted({quarter(one.verified) for one in doubled}, reverse=True)
    asked = request.args.get("period", "")
    period = asked if asked in periods else ""
    shown = [(one.case_id, one.compared) for one in doubled if period in {"", quarter(one.verified)}]
    return render_template(
        "review/agreement.html",
        report=report(shown, Vocabulary.load()),
        periods=periods,
        period=period,
        vocabulary=Vocabulary.load(),
        words=WORDS,
    )

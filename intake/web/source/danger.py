"""The two-minute path: someone is missing or in danger now. It sets the one mark that the server can read."""

from collections.abc import Mapping

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.domain.conversation import QUESTIONS, Step
from intake.domain.entities import DraftState
from intake.services import drafts
from intake.services.halves import DraftHandle
from intake.web.access import audience
from intake.web.compression import compressed
from intake.web.forms import Box, Form
from intake.web.here import here
from intake.web.source import sending, visit
from intake.web.source.arrival import Arrival, receive
from intake.web.source.asking import form_fields, groups_of
from intake.web.source.blueprints import blueprint
from intake.web.source.contact import ContactForm
from intake.web.source.drafting import Drafting
from intake.web.source.fields import DANGER_CONSENTS, URGENT
from intake.web.source.forms import CONSENT_HINTS, WordsForm
from intake.web.source.troubles import Trouble
from intake.web.wording.steps import HEADINGS

ASKED = QUESTIONS[Step.DANGER]
DangerForm: type[Form] = type(
    "DangerForm", (Form,), {**form_fields(ASKED), **{name: getattr(WordsForm, name) for name in DANGER_CONSENTS}}
)


Forms = tuple[Form, ContactForm]


@blueprint.get("/danger")
@audience("source")
@compressed
def danger() -> ResponseReturnValue:
    """Ask only what helps to find somebody."""
    named = request.args.get("draft")
    handle = visit.named_draft(named) if named else visit.new_draft()
    view = drafts.load(here(), handle)
    if view.phase is not DraftState.OPEN:
        return redirect(url_for("source.sealed", draft=handle.draft_id))
    return page(handle, view.fields)


@blueprint.post("/danger")
@audience("source")
def call() -> ResponseReturnValue:
    """Send it at once, marked as urgent."""
    drafting = Drafting(Step.DANGER)
    arrival = receive(drafting)
    if arrival.trouble:
        return again(drafting, arrival, arrival.trouble)
    if drafting.view.phase is not DraftState.OPEN:
        return sending.sent_before(drafting)
    arrival.fields[URGENT] = Box.TICKED
    told = drafting.together(arrival.fields)
    form, contact = DangerForm.of(told), ContactForm.of(told)
    if not all([form.validate(), contact.validate()]):
        return again(drafting, arrival, None, (form, contact))
    trouble = sending.send(drafting, arrival, g.language)
    return again(drafting, arrival, trouble) if trouble else sending.sent(drafting.found())


def again(
    drafting: Drafting, arrival: Arrival, trouble: Trouble | None, wrong: Forms | None = None
) -> ResponseReturnValue:
    """Show the page again with everything on it, and what is wrong."""
    drafting.hold(arrival.fields)
    return page(drafting.found(), drafting.together(arrival.fields), trouble, wrong)


def page(
    handle: DraftHandle, fields: Mapping[str, str], trouble: Trouble | None = None, wrong: Forms | None = None
) -> ResponseReturnValue:
    """Render the page; status 422 when something in its forms is `wrong`."""
    shown, contact = wrong or (DangerForm.of(fields), ContactForm.of(fields))
    rendered = render_template(
        "source/danger.html",
        heading=HEADINGS[Step.DANGER],
        form=shown,
        contact=contact,
        groups=groups_of(ASKED, shown),
        consents=[(shown[name], CONSENT_HINTS[name]) for name in DANGER_CONSENTS],
        draft_id=handle.draft_id,
        trouble=trouble.words if trouble else None,
    )
    return rendered, trouble.status if trouble else 422 if wrong else 200

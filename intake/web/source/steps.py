"""The steps after the first page: each asks a little, everything may stay empty, and what is typed is kept."""

from collections.abc import Mapping

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from intake.domain import occurrences
from intake.domain.conversation import Step, asked, is_answered, neighbours, path
from intake.domain.entities import DraftState
from intake.domain.identity import Identity
from intake.services import drafts
from intake.services.errors import CodenameInText
from intake.services.halves import DraftHandle
from intake.web.access import audience
from intake.web.compression import compressed
from intake.web.here import here
from intake.web.source import testify, troubles, visit
from intake.web.source.arrival import receive
from intake.web.source.asking import asking
from intake.web.source.blueprints import blueprint
from intake.web.source.contact import ContactForm
from intake.web.source.drafting import Drafting
from intake.web.source.progress import progress, step_url
from intake.web.source.sending import sent_before
from intake.web.source.troubles import Trouble
from intake.web.wording.steps import HEADINGS

ELSEWHERE = frozenset({Step.DANGER, Step.WORDS, Step.FILES})
MOVES = {"back": 0, "next": 1}


@blueprint.get("/testify/<name>")
@audience("source")
@compressed
def step(name: str) -> ResponseReturnValue:
    """Show a step of the draft that the address names."""
    place, handle = _step(name), visit.named_draft(request.args.get("draft", ""))
    view = drafts.load(here(), handle)
    if place in ELSEWHERE or view.phase is not DraftState.OPEN:
        return redirect(step_url(place if place in ELSEWHERE else Step.WORDS, handle))
    return page(place, handle, view.fields)


@blueprint.post("/testify/<name>")
@audience("source")
def answer(name: str) -> ResponseReturnValue:
    """Keep what was answered, then send everything or go where the button leads."""
    place = _step(name)
    if place in ELSEWHERE:
        raise NotFound
    drafting = Drafting(place)
    arrival = receive(drafting)
    if arrival.trouble:
        drafting.hold(arrival.fields)
        return page(place, drafting.found(), drafting.together(arrival.fields), arrival.trouble)
    if drafting.view.phase is not DraftState.OPEN:
        return sent_before(drafting)
    try:
        drafting.put_aside(arrival.fields)
    except CodenameInText as error:
        return page(place, drafting.found(), drafting.together(arrival.fields), troubles.of_refusal(error))
    contact = ContactForm.of(drafting.view.fields)
    if place is Step.CONTACT and arrival.fields.keys() & {"next", "seal"} and not contact.validate():
        return page(place, drafting.found(), drafting.view.fields, contact=contact)
    if "seal" in arrival.fields:
        return testify.seal(drafting, arrival)
    return redirect(_onward(place, drafting, arrival.fields), 303)


def page(
    place: Step,
    handle: DraftHandle,
    fields: Mapping[str, str],
    trouble: Trouble | None = None,
    *,
    contact: ContactForm | None = None,
) -> ResponseReturnValue:
    """Render a step with what was answered before; status 422 when what stands in `contact` is wrong."""
    rendered = render_template(
        "source/step.html",
        heading=HEADINGS[place],
        groups=asking(place, fields, more="more" in request.args),
        parts=_parts(handle, fields) if place is Step.READY else (),
        contact=contact or (ContactForm.of(fields) if place is Step.CONTACT else None),
        progress=progress(place, fields, handle),
        trouble=trouble.words if trouble else None,
    )
    return rendered, trouble.status if trouble else 422 if contact else 200


def _step(name: str) -> Step:
    try:
        return Step(name)
    except ValueError as error:
        raise NotFound from error


def _onward(place: Step, drafting: Drafting, sent: Mapping[str, str]) -> str:
    handle, fields = drafting.found(), drafting.view.fields
    if "again" in sent:
        return step_url(place, handle, more="1", anchor=occurrences.field_name("time", occurrences.count(fields) + 1))
    move = next((where for name, where in MOVES.items() if name in sent), 1)
    return step_url(neighbours(place, fields)[move], handle)


def _parts(handle: DraftHandle, fields: Mapping[str, str]) -> list[tuple[str, str, bool]]:
    """Return title, address, and whether anything was said, for each part that can be looked at again."""
    received = bool(drafts.load(here(), handle).received)
    filled = {
        Step.WORDS: bool(fields.get("narrative")),
        Step.FILES: received,
        Step.CONTACT: not Identity.from_fields(fields).is_empty,
        Step.WHEN: any(fields.get(name) for name in occurrences.FIELDS),
    }
    return [
        (
            HEADINGS[one].title,
            step_url(one, handle),
            filled.get(one, bool(asked(one, fields)) and is_answered(one, fields)),
        )
        for one in path(fields)
        if one is not Step.READY
    ]

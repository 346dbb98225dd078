"""Handing over: drafting a bundle, seeing exactly what would leave, deciding, and sending it out."""

import re
from collections.abc import Iterator, Mapping
from itertools import chain

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from intake.domain.bundle import LONGEST_NAME, LONGEST_PURPOSE
from intake.domain.handing import LONGEST_REASON, Draft, What
from intake.domain.letter import Letter
from intake.domain.review import Action, after
from intake.services import handing as service
from intake.services import links, review
from intake.services.appeal import appeal_of
from intake.services.bundle import Bundle
from intake.services.errors import (
    ChangedSince,
    ConsentMissing,
    NobodyElse,
    NoKey,
    NotAllowedNow,
    NotFound,
    OwnDraft,
    ReleaseOver,
    Withdrawn,
)
from intake.services.letters import approvers, check_name
from intake.services.sealed_parcel import NoSuchKey, read_key
from intake.web.access import audience
from intake.web.here import here
from intake.web.review.blueprint import READERS, blueprint
from intake.web.review.noted import is_noted, remember
from intake.web.staff import sent
from intake.web.staff.visit import me
from intake.web.wording.appeal import ADDRESSEES
from intake.web.wording.handing import LEFT_OUT

CASE_ID = re.compile(r"[0-9a-f]{32}")
HANDING = "/handing/<string(length=32):handing_id>"
SHOWN_CHARACTERS = 200_000
FIELDS = ("recipient", "purpose", "cases", "key", "graded")


@blueprint.get("/handing")
@audience(*READERS)
def handings() -> str:
    """Show every draft that this member can see."""
    return render_template("review/handings.html", handings=service.handings(here(), me()))


@blueprint.get("/case/<case_id>/handing")
@audience(*READERS)
def case_handing(case_id: str) -> str:
    """Show what was drafted of a case, and room to draft a bundle."""
    return form_page(case_id, {})


@blueprint.post("/case/<case_id>/handing")
@audience(*READERS)
def draft_bundle(case_id: str) -> ResponseReturnValue:
    """Draft a bundle of this case and the others that were named. What was typed stays when it cannot be done."""
    fields = sent.fields()
    wanted = _wanted(case_id, fields)
    problem = _problem(fields) or _propose(wanted)
    if problem:
        return form_page(case_id, fields, problem), 422
    flash(_("The draft is made. Another member of the circle looks at it now: nothing leaves before they agree."))
    return redirect(url_for("review.handings"), 303)


@blueprint.get(HANDING)
@audience(*READERS)
def handing(handing_id: str) -> ResponseReturnValue:
    """Show a draft: for whom, what for, and exactly what would leave. It is on the record."""
    return _page(handing_id)


@blueprint.post(HANDING)
@audience(*READERS)
def decide_handing(handing_id: str) -> ResponseReturnValue:
    """Approve, refuse or take back, as the pressed button (`do`) says."""
    fields = sent.fields()
    deed, reason = fields.get("do", ""), fields.get("reason", "").strip()
    if deed == "take-back":
        service.take_back(here(), me(), handing_id)
        flash(_("The draft is gone."))
        return redirect(url_for("review.handings"), 303)
    if deed not in {"approve", "refuse"} or len(reason) > LONGEST_REASON or (deed == "refuse" and not reason):
        return _page(handing_id, _("Say in a few words why you refuse it, so that it can be mended.")), 422
    try:
        service.decide(here(), me(), handing_id, approved=deed == "approve", reason=reason)
    except (ChangedSince, OwnDraft, NotAllowedNow, NoKey) as error:
        return _page(handing_id, _why(error)), 409
    flash(_("You approved it. It can leave now.") if deed == "approve" else _("You refused it. Your reason is kept."))
    return redirect(url_for("review.handing", handing_id=handing_id), 303)


@blueprint.get(f"{HANDING}/bundle")
@audience(*READERS)
def send_bundle(handing_id: str) -> Response:
    """Send an approved bundle, made while it is sent."""
    one, drawn = service.approved(here(), me(), handing_id)
    if drawn is None:
        raise NotFound
    ending = "holas" if one.draft.key else "zip"
    response = Response(_begun(service.bytes_of(here(), one, drawn)), direct_passthrough=True)
    response.content_type = "application/octet-stream"
    response.headers["Content-Disposition"] = f'attachment; filename="bundle-{one.draft.day}.{ending}"'
    return response


def _wanted(case_id: str, fields: Mapping[str, str]) -> Draft:
    others = [case_id for found in _named(fields) for case_id in found]
    return Draft(
        What.BUNDLE,
        tuple(dict.fromkeys([case_id, *others])),
        " ".join(fields.get("recipient", "").split()),
        " ".join(fields.get("purpose", "").split()),
        "".join(fields.get("key", "").split()),
        graded=fields.get("graded") == "1",
    )


def _named(fields: Mapping[str, str]) -> list[set[str]]:
    """Return what each line of the field names: by the address of a case, or by the beginning of its number."""
    lines = [line for line in fields.get("cases", "").splitlines() if line.strip()]
    return [set(CASE_ID.findall(line)) or links.beginning_with(here(), me(), line) for line in lines]


def _problem(fields: Mapping[str, str]) -> str:
    """Return what is wrong with what was typed, before anything is drawn up."""
    for name, most in (("recipient", LONGEST_NAME), ("purpose", LONGEST_PURPOSE)):
        if not 0 < len(" ".join(fields.get(name, "").split())) <= most:
            return str(_("Say for whom it is and what for, in a few words each."))
    if any(len(found) != 1 for found in _named(fields)):
        return str(_("One line names none of your cases, or several. Write more of its number, or paste its address."))
    if fields.get("key", "").strip():
        try:
            read_key(fields["key"])
        except NoSuchKey:
            return str(_("That is no recipient's key. Paste all of it, from “holas-recipient:” on."))
    return ""


def _propose(wanted: Draft) -> str:
    """Make the draft and return what was in the way."""
    try:
        service.propose(here(), me(), wanted)
    except (NotFound, Withdrawn):
        return str(_("One of the cases is not there any more, or its source withdrew it."))
    except NobodyElse:
        return str(
            _(
                "Nobody else of the intake circle could agree to it. Whoever agrees must be able to open every case in "
                "it, and be neither its second coder nor the one who decides between two codings. Make a bundle of "
                "each case, or change who has which task."
            )
        )
    except (ConsentMissing, NoKey, NotAllowedNow) as error:
        return _why(error)
    return ""


def _why(error: Exception) -> str:
    """Return what is in the way, in words."""
    if isinstance(error, ConsentMissing):
        return str(_("One of the sources does not allow it to be given to a prosecutor. Nothing was drafted."))
    if isinstance(error, ChangedSince):
        return str(_("Something in the case changed since the draft. Refuse it, and let it be drafted again."))
    if isinstance(error, ReleaseOver):
        return str(_("The name in it may not be used any more: its release is over. Ask the custodians again."))
    if isinstance(error, OwnDraft):
        return str(_("You drafted this yourself. Somebody else of the circle decides about it."))
    if isinstance(error, NoKey):
        return str(_("This takes a member of the intake circle who holds every case in it, and a signing key."))
    return str(_("A case in it is set aside, on hold or withdrawn, or this was decided already."))


def form_page(case_id: str, typed: Mapping[str, str], problem: str = "") -> str:
    """Render what was drafted of a case, and the two forms: of a bundle, and of a letter from the case's appeal."""
    view = review.open_case(here(), me(), case_id, note=not is_noted(case_id))
    remember(case_id)
    return render_template(
        "review/case_handing.html",
        case=view,
        may_draft=_may_draft(view),
        handings=service.handings(here(), me(), case_id),
        typed={name: typed.get(name, "") for name in FIELDS},
        problem=problem,
        can_draw=me().has("intake"),
        letters=appeal_of(view).letters,
        approvers=approvers(me(), minor=view.standing.minor),
        addressees=ADDRESSEES,
    )


def _page(handing_id: str, problem: str = "") -> str:
    """Render a draft. One that changed meanwhile shows no content, only that it did."""
    drawn: Bundle | None = None
    try:
        one, drawn = service.look(here(), me(), handing_id)
        if one.draft.what is What.LETTER and one.writer.id == me().person.id:
            check_name(here(), me(), handing_id)
    except (ReleaseOver, ChangedSince, ConsentMissing, NotAllowedNow, Withdrawn, NoKey) as error:
        one, problem = service.find(here(), me(), handing_id), problem or _why(error)
    is_letter = one.draft.what is What.LETTER
    return render_template(
        "review/handing.html",
        one=one,
        drawn=drawn,
        texts=_texts(drawn) if drawn else {},
        folder_of=_folder_of,
        left_out=[LEFT_OUT[what] for what in drawn.manifest.withheld] if drawn else [],
        letter=Letter.parse(one.draft.letter) if is_letter and not problem else None,
        problem=problem,
        mine=one.writer.id == me().person.id,
        decides=any(me().has(role) for role in ("intake", "children")),
    )


def _texts(drawn: Bundle) -> dict[str, str]:
    return {path: data.decode()[:SHOWN_CHARACTERS] for path, data in drawn.drawn.items()}


def _folder_of(path: str) -> str:
    """Return the folder of its case, and nothing for what is about the whole bundle."""
    folder, slash, _rest = path.partition("/")
    return folder + slash if slash else ""


def _begun(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Make the first piece now: what cannot be made gives a page that says so."""
    return chain([next(pieces, b"")], pieces)


def panel(view: review.CaseView) -> Mapping[str, object] | None:
    """Show the way to handing over to who may draft."""
    return {} if _may_draft(view) else None


def _may_draft(view: review.CaseView) -> bool:
    return after(Action.DRAFT_EXPORT, view.state, view.parts) is not None

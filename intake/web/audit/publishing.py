"""Publishing a release: one auditor drafts it, another one reads exactly that and decides."""

from collections.abc import Collection, Mapping

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from intake.domain.draw import Draw
from intake.domain.draw_first import FIRST
from intake.domain.figures import LANGUAGES
from intake.domain.proposal import LONGEST_FOREWORD
from intake.services import figures, publishing
from intake.services.errors import ChangedSince, CodenameInText, NoKey, NotAllowedNow, NotFound, OwnDraft, TooMuch
from intake.services.release_states import ReleaseState
from intake.web.access import audience
from intake.web.audit.blueprint import RELEASE, blueprint
from intake.web.audit.register import by_place
from intake.web.here import here
from intake.web.staff import sent
from intake.web.staff.visit import me


@blueprint.app_template_test()
def publishable(draw: Draw) -> bool:
    """Tell whether a draw can be published: those from before there were declared tables stay as they are."""
    return draw.table_version != FIRST


@blueprint.get(f"{RELEASE}/publish")
@audience("auditor")
def publication(release_id: str) -> ResponseReturnValue:
    """Show room for a draft; the draft that waits; or what was published."""
    state = publishing.state_of(here(), me(), release_id)
    if state is ReleaseState.DRAWN:
        return _draft(release_id, {}, None)
    if state is ReleaseState.PROPOSED:
        waiting = publishing.proposed(here(), me(), release_id)
        proposal, own = waiting.proposal, waiting.writer.id == me().person.id
        said = {"waiting": waiting, "own": own, "forewords": proposal.forewords, "groups": by_place(proposal.figures)}
        return render_template("audit/proposed.html", release_id=release_id, language=_language(), **said)
    if state is ReleaseState.PUBLISHED:
        report = publishing.published(here(), me(), release_id)
        said = {"report": report, "forewords": report.forewords, "groups": by_place(report.figures)}
        return render_template("audit/published.html", release_id=release_id, language=_language(), **said)
    raise NotFound


@blueprint.post(f"{RELEASE}/propose")
@audience("auditor")
def propose(release_id: str) -> ResponseReturnValue:
    """Draft the publication. What was typed and ticked comes back when it cannot be."""
    fields = sent.fields()
    chosen, typed = fields.getlist("figure"), {one: fields.get(f"foreword_{one}", "").strip() for one in LANGUAGES}
    try:
        publishing.propose(here(), me(), release_id, chosen, {one: text for one, text in typed.items() if text})
    except CodenameInText:
        codename = _("There is a codename in it. Take it out: nobody but the source may have it.")
        return _draft(release_id, typed, chosen, codename)
    except TooMuch:
        return _draft(release_id, typed, chosen, _("Something is too long. Please make it shorter."))
    except NotAllowedNow:
        flash(_("It is further on than you saw, or was drawn before there were declared tables."))
    else:
        flash(_("Drafted. Another auditor can approve it now."))
    return redirect(url_for("audit.publication", release_id=release_id), 303)


@blueprint.post(f"{RELEASE}/approve")
@audience("auditor")
def approve_release(release_id: str) -> ResponseReturnValue:
    """Publish what was drafted, if it is what was seen."""
    try:
        publishing.publish(here(), me(), release_id, sent.fields().get("digest", ""))
        flash(_("Published, and signed in the name of the instance. Nothing of it changes any more."))
    except OwnDraft:
        flash(_("You drafted it, so another auditor must approve it."))
    except ChangedSince:
        flash(_("The draft, or a figure in it, changed meanwhile. Take it back and draft it anew."))
    except NotAllowedNow:
        flash(_("It does not wait for approval any more."))
    except NoKey:
        flash(_("You hold no key to sign with. Ask the admin to run “holas keys instance”."))
    return redirect(url_for("audit.publication", release_id=release_id), 303)


@blueprint.post(f"{RELEASE}/take-back")
@audience("auditor")
def take_back_release(release_id: str) -> ResponseReturnValue:
    """Take the draft back, to be written anew or never."""
    publishing.take_back(here(), me(), release_id)
    flash(_("Taken back. Nothing was published."))
    return redirect(url_for("audit.publication", release_id=release_id), 303)


def _draft(
    release_id: str, typed: Mapping[str, str], chosen: Collection[str] | None, trouble: str = ""
) -> ResponseReturnValue:
    """Answer with room for a draft; every figure is ticked until somebody chose."""
    entries = figures.figures(here(), me())
    printable = [one.figure for one in entries if one.counts]
    ticked = {figure.id for figure in printable} if chosen is None else set(chosen)
    page = render_template(
        "audit/publish.html",
        release_id=release_id,
        groups=by_place(printable),
        ticked=ticked,
        typed=typed,
        trouble=trouble,
        most=LONGEST_FOREWORD,
        waiting=sum(not one.counts for one in entries),
        language=_language(),
    )
    return page, 422 if trouble else 200


def _language() -> str:
    return str(get_locale() or "en")

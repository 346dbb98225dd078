"""The codename: shown in the session that sent, until the source has kept it."""

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from werkzeug.exceptions import NotFound

from intake.domain.entities import DraftState
from intake.services import drafts, submit
from intake.services.halves import DraftHandle
from intake.web.access import audience
from intake.web.compression import compressed
from intake.web.here import here
from intake.web.source import visit
from intake.web.source.blueprints import blueprint
from intake.web.source.plain import read_plain

# Every list opens the same mailbox. Belarusian has no checked list; Russian words are typed on the same keyboard.
WORD_LISTS: Mapping[str, str] = {"en": "English", "ru": "Русский", "es": "Español"}
SAME_KEYBOARD: Mapping[str, str] = {"be": "ru"}


@blueprint.get("/sealed")
@audience("source")
def sealed() -> ResponseReturnValue:
    """Show the codename of the draft that the address names, or of the one sent last."""
    for handle in _asked_for():
        words = _word_list()
        codename = submit.shown_codename(here(), handle, words)
        if codename is not None:
            return _page(handle, codename, words)
        phase = drafts.load(here(), handle).phase
        if phase is not DraftState.OPEN:
            return render_template("source/kept.html", kept=phase is DraftState.DONE)
    raise NotFound


@blueprint.post("/sealed")
@audience("source")
def confirm() -> ResponseReturnValue:
    """Take the codename out of the session: the source has it."""
    handle = visit.named_draft(read_plain().get("draft", ""))
    submit.confirm(here(), handle)
    return redirect(url_for("source.kept", draft=handle.draft_id), 303)


@blueprint.get("/kept")
@audience("source")
@compressed
def kept() -> ResponseReturnValue:
    """Say what happens now. A codename that is still to be kept is shown on its own page, which is never compressed."""
    handle = visit.named_draft(request.args.get("draft", ""))
    if drafts.load(here(), handle).phase is not DraftState.DONE:
        return redirect(url_for("source.sealed", draft=handle.draft_id))
    return render_template("source/kept.html", kept=True)


def _asked_for() -> list[DraftHandle]:
    named = request.args.get("draft")
    return [visit.named_draft(named)] if named else visit.handles()


def _word_list() -> str:
    """Return the language of the words: the one asked for, or the page's, or the one with the same keyboard."""
    asked, page = request.args.get("words", ""), str(get_locale())
    return asked if asked in WORD_LISTS else SAME_KEYBOARD.get(page, page if page in WORD_LISTS else "en")


def _page(handle: DraftHandle, codename: str, words: str) -> str:
    return render_template(
        "source/sealed.html",
        codename=codename,
        words=words,
        word_lists=WORD_LISTS,
        draft_id=handle.draft_id,
        minutes=int(here().settings.codename_lifetime.total_seconds() // 60),
        again="again" in request.args,
        urgent=submit.is_urgent(here(), handle),
    )

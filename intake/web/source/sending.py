"""Sending: the one way in which a draft becomes a case, from any page of the form."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from intake.domain.entities import DraftState
from intake.services import submit
from intake.services.errors import DraftFinished, Refused
from intake.services.halves import DraftHandle
from intake.services.texts import check_text
from intake.web.here import here
from intake.web.source import lane, troubles
from intake.web.source.arrival import Arrival
from intake.web.source.drafting import Drafting
from intake.web.source.troubles import Trouble


def send(drafting: Drafting, arrival: Arrival, language: str) -> Trouble | None:
    """Seal everything that was told so far; return what prevents it. Whatever happens, the text is put aside.

    Raises `LaneFull` when many others are sending: its page offers to go on.
    """
    handle = drafting.found()
    if files_are_gone(drafting, arrival):
        return troubles.FILES_GONE
    told = {**drafting.together(arrival.fields), "language": language}
    try:
        check_text(*told.values())  # nobody should wait in the line only to be told this
        with lane.turn(handle, arrival.fields):
            submit.seal(here(), handle, told)
    except DraftFinished:
        raise
    except Refused as error:
        return troubles.of_refusal(error)
    except Exception:
        drafting.put_aside(arrival.fields)
        raise
    return None


def sent(handle: DraftHandle) -> ResponseReturnValue:
    """Lead to the codename."""
    return redirect(url_for("source.sealed", draft=handle.draft_id), 303)


def sent_before(drafting: Drafting) -> ResponseReturnValue:
    """Answer a form that comes a second time: the codename again while it may be shown, else a page that says so."""
    if drafting.view.phase is DraftState.DONE:
        return render_template("source/finished.html"), 409
    return redirect(url_for("source.sealed", draft=drafting.found().draft_id, again=1), 303)


def files_are_gone(drafting: Drafting, arrival: Arrival) -> bool:
    """Tell whether the form listed files that expired since; sending without them must be the source's choice."""
    listed = arrival.fields.get("files_before", "")
    wanted = int(listed) if listed.isascii() and listed.isdigit() else 0
    return len(drafting.view.received) < wanted

"""The page of a drawn release as a report, in the language of whoever will read it."""

import math
from collections.abc import Mapping, Sequence

from babel import Locale
from flask import render_template, request
from flask_babel import force_locale, get_locale

from intake.domain.declared import declared
from intake.domain.draw import Draw
from intake.domain.figures import LANGUAGES, Figure
from intake.services import publishing, quotations
from intake.services.release import ReleaseView
from intake.services.release_states import ReleaseState
from intake.web.audit.blueprint import FILES, MECHANISMS, PACKAGE, STATES
from intake.web.audit.report_page import page_of, where
from intake.web.here import here
from intake.web.staff.visit import me


def report(view: ReleaseView, draw: Draw) -> str:
    """Return the page of a drawn release: with what is published beside the numbers, or waits to be."""
    figures, forewords = _beside(view)
    language = _language()
    with force_locale(language):
        return render_template(
            "audit/release.html",
            draw=draw,
            page=page_of(draw, declared(draw), figures, language),
            release=view,
            foreword=_foreword(forewords, language),
            quotations=quotations.given(here(), me()),
            languages=[(one, Locale(one).get_display_name(one)) for one in LANGUAGES],
            times=round(math.exp(draw.epsilon), 1),
            mechanisms=MECHANISMS,
            files={**FILES, **(PACKAGE if view.package else {})},
            states=STATES,
            where=where,
        )


def _language() -> str:
    """Return the language that was asked for, else that of the other pages."""
    wanted = request.args.get("language", "")
    return wanted if wanted in LANGUAGES else str(get_locale())


def _beside(view: ReleaseView) -> tuple[Sequence[Figure], Mapping[str, str]]:
    if view.state is ReleaseState.PUBLISHED:
        published = publishing.published(here(), me(), view.id)
        return published.figures, published.forewords
    if view.state is ReleaseState.PROPOSED:
        waiting = publishing.proposed(here(), me(), view.id).proposal
        return waiting.figures, waiting.forewords
    return (), {}


def _foreword(forewords: Mapping[str, str], language: str) -> tuple[str, str] | None:
    """Return the foreword and its language: the reader's where there is one, else the first."""
    spoken = next((one for one in (language, *LANGUAGES) if one in forewords), None)
    return (spoken, forewords[spoken]) if spoken else None

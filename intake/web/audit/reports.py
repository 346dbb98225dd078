"""The page of a drawn release as a report, in the language of whoever will read it."""

import math

from babel import Locale
from flask import render_template, request
from flask_babel import force_locale, get_locale

from intake.domain.declared import declared
from intake.domain.draw import Draw
from intake.domain.figures import LANGUAGES
from intake.services import handing_out, quotations
from intake.services.release import ReleaseView
from intake.web.audit.blueprint import FILES, MECHANISMS, PACKAGE, STATES
from intake.web.audit.report_page import page_of, where
from intake.web.here import here
from intake.web.staff.visit import me


def report(view: ReleaseView, draw: Draw) -> str:
    """Return the page of a drawn release: with what is published beside the numbers, or waits to be."""
    found, spoken = handing_out.report(here(), me(), view), language()
    with force_locale(spoken):
        return render_template(
            "audit/release.html",
            draw=draw,
            page=page_of(draw, declared(draw), found.figures, spoken),
            release=view,
            foreword=found.foreword(spoken),
            quotations=quotations.given(here(), me()),
            languages=[(one, Locale(one).get_display_name(one)) for one in LANGUAGES],
            times=round(math.exp(draw.epsilon), 1),
            mechanisms=MECHANISMS,
            files={**FILES, **(PACKAGE if view.package else {})},
            states=STATES,
            where=where,
        )


def language() -> str:
    """Return the language that was asked for, else that of the other pages."""
    wanted = request.args.get("language", str(get_locale()))
    return wanted if wanted in LANGUAGES else LANGUAGES[0]

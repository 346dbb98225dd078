"""Care for those who read: what they would rather not meet, text only, and when to be asked to pause."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from intake.domain.choices import MOST_MINUTES, MOST_OPENINGS, Choices, within
from intake.domain.content import Content
from intake.services import choices, looks
from intake.web.access import audience
from intake.web.here import here
from intake.web.staff import sent
from intake.web.staff.blueprint import blueprint
from intake.web.staff.visit import me
from intake.web.staff.words import CONTENTS

READERS = ("intake", "children", "reviewer")
DIGITS = 4


@blueprint.get("/account/care")
@audience(*READERS)
def care() -> str:
    """Show what the member chose, and what they opened today."""
    return render_template(
        "staff/care.html",
        chosen=choices.read(here(), me()),
        today=looks.today(here(), me()),
        contents=CONTENTS,
        most={"openings": MOST_OPENINGS, "minutes": MOST_MINUTES},
    )


@blueprint.app_template_global()
def pause_is_due() -> bool:
    """Whether the member wanted to be asked to stop by now."""
    return looks.today(here(), me()).asks_for_pause(choices.read(here(), me()))


@blueprint.post("/account/care")
@audience(*READERS)
def change_care() -> ResponseReturnValue:
    """Keep the choices; what is no number stays as it was."""
    fields, before = sent.fields(), choices.read(here(), me())
    avoided = fields.getlist("avoids")
    choices.save(
        here(),
        me(),
        Choices(
            language=before.language,
            avoids=tuple(one for one in Content if one in avoided),
            text_only=fields.get("text_only") == "1",
            openings=_number(fields.get("openings", ""), before.openings, MOST_OPENINGS),
            minutes=_number(fields.get("minutes", ""), before.minutes, MOST_MINUTES),
        ),
    )
    flash(_("Your choices are kept."))
    return redirect(url_for("staff.care"), 303)


def _number(untrusted: str, before: int, most: int) -> int:
    text = untrusted.strip()
    return within(int(text), most) if text.isascii() and text.isdecimal() and len(text) <= DIGITS else before

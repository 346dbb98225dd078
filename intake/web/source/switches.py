"""What may be done with a testimony: each use is left as it is, turned on or turned off. What is on is not shown."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import lazy_gettext as _

from intake.domain.consent import CONSENT_FIELDS, UN_NAME_FIELD, UnName, Use, un_name_given
from intake.services import switches as service
from intake.services.errors import NoSuchCodename, Refused, SignedOut
from intake.services.mailbox import Visit
from intake.web.access import audience
from intake.web.consent_words import CONSENTS, MINOR, UN_NAME, UN_NAMES
from intake.web.here import here
from intake.web.source import troubles
from intake.web.source.arrival import Fields
from intake.web.source.blueprints import blueprint
from intake.web.source.mailbox import enter
from intake.web.source.plain import read_plain
from intake.web.source.troubles import Trouble

LEAVE = "leave"
TURNED = {"on": True, "off": False}
CHOICES = ((LEAVE, _("Leave it as it is")), ("on", _("On")), ("off", _("Off")))
NAMES = ((LEAVE, _("Leave it as it is")), *UN_NAMES.items())


@blueprint.get("/consents")
@audience("source")
def consents() -> ResponseReturnValue:
    """Show every use with three choices; the same page for everyone."""
    try:
        entered = enter()
    except (NoSuchCodename, SignedOut):
        return redirect(url_for("source.mailbox_page"), 303)
    return redirect(url_for("source.mailbox_page"), 303) if entered.withdrawn_until else _page()


@blueprint.post("/consents")
@audience("source")
def change_consents() -> ResponseReturnValue:
    """State what is to change. The answer depends on what was chosen, never on what was on before."""
    fields = read_plain()
    try:
        entered = enter()
    except (NoSuchCodename, SignedOut):
        return redirect(url_for("source.mailbox_page"), 303)
    changes, un_name = chosen(fields), un_name_given(fields)
    if not changes and un_name is UnName.UNSAID:
        return redirect(url_for("source.mailbox_page", done="unchanged"), 303)
    trouble = _state(entered, changes, un_name)
    return _page(trouble) if trouble else redirect(url_for("source.mailbox_page", done="consents"), 303)


def chosen(fields: Fields) -> dict[Use, bool]:
    """Return what is to be turned on or off; a choice that was made up, or comes twice, changes nothing."""
    given = {use: fields.getlist(name) for name, use in CONSENT_FIELDS.items()}
    return {use: TURNED[values[0]] for use, values in given.items() if len(values) == 1 and values[0] in TURNED}


def _state(entered: Visit, changes: dict[Use, bool], un_name: UnName) -> Trouble | None:
    try:
        service.change(here(), entered, changes, un_name=un_name, language=str(get_locale()))
    except Refused as error:
        return troubles.of_refusal(error)
    return None


def _page(trouble: Trouble | None = None) -> ResponseReturnValue:
    page = render_template(
        "source/switches.html",
        uses={name: CONSENTS[use] for name, use in CONSENT_FIELDS.items()},
        choices=CHOICES,
        un_field=UN_NAME_FIELD,
        un_question=UN_NAME,
        un_names=NAMES,
        minor=MINOR,
        trouble=trouble.words if trouble else None,
    )
    return page, trouble.status if trouble else 200

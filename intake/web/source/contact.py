"""Who a source is and how to reach them: a part of the form, and a page of the mailbox that never shows it again."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from typing_extensions import override
from wtforms import SelectChoice, SelectField, StringField  # type: ignore[attr-defined]  # new in 3.3

from intake.domain.identity import LONGEST, Identity
from intake.services import identity
from intake.services.errors import NoSuchCodename, Refused, SignedOut
from intake.web.access import audience
from intake.web.errors import Words
from intake.web.forms import Box, Form
from intake.web.here import here
from intake.web.source import troubles
from intake.web.source.arrival import Fields, Nowhere, receive
from intake.web.source.blueprints import blueprint
from intake.web.source.mailbox import enter
from intake.web.source.troubles import Trouble
from intake.web.wording.contact import CHANNELS, HINTS

NOTHING = Trouble(
    422,
    Words(
        _("There is nothing to keep yet"), _("Please write a name or an address, or choose “Forget how to reach me”.")
    ),
)


def _line(label: str, name: str) -> StringField:
    return StringField(label, render_kw={"maxlength": LONGEST[name]})


class ContactForm(Form):
    """Everything may stay empty. Shown by `source/_contact.html`, which also says who can open it."""

    contact_name = _line(_("A name"), "name")
    contact_channel = SelectField(
        _("How may we reach you?"),
        default="",
        choices=[SelectChoice("", _("Not at all")), *(SelectChoice(str(one), CHANNELS[one]) for one in CHANNELS)],
    )
    contact_address = _line(_("The number or address"), "address")
    contact_shared = Box(_("Others can see or use this phone or address"))
    contact_hours = _line(_("When is it safe for you?"), "hours")
    contact_word = _line(_("A word by which you know that it is us"), "word")
    contact_now = Box(_("Show this at once to those who take my testimony"))

    @property
    def hints(self) -> dict[str, str]:
        """A sentence or two beside each field."""
        return dict(HINTS)

    @override
    def validate(self, extra_validators: object = None) -> bool:
        """Want a way and an address together, so that nobody waits for a call that cannot come."""
        super().validate()
        if self.contact_channel.data and not str(self.contact_address.data or "").strip():
            self.contact_address.errors = [_("Please write the number or address, or choose “Not at all”.")]
        if str(self.contact_address.data or "").strip() and not self.contact_channel.data:
            self.contact_channel.errors = [_("Please choose how we may use it, or leave the number or address empty.")]
        return not self.errors


@blueprint.get("/contact")
@audience("source")
def contact() -> ResponseReturnValue:
    """Show an empty form, whatever was given before."""
    try:
        entered = enter()
    except (NoSuchCodename, SignedOut):
        return redirect(url_for("source.mailbox_page"))
    return redirect(url_for("source.mailbox_page")) if entered.withdrawn_until else page(ContactForm.of())


@blueprint.post("/contact")
@audience("source")
def give_contact() -> ResponseReturnValue:
    """Put what was filled in, or nothing, in the place of what was given before."""
    arrival = receive(Nowhere())
    form = ContactForm.of(arrival.fields)
    if arrival.trouble:
        return page(form, arrival.trouble)
    forgets = "forget" in arrival.fields
    if not forgets and (not form.validate() or _given(arrival.fields).is_empty):
        return page(form, None if form.errors else NOTHING)
    try:
        identity.replace(here(), enter(), Identity() if forgets else _given(arrival.fields))
    except Refused as error:
        return page(form, troubles.of_refusal(error), closed=isinstance(error, SignedOut | NoSuchCodename))
    return redirect(url_for("source.mailbox_page", done="forgotten" if forgets else "contact"), 303)


def page(form: ContactForm, trouble: Trouble | None = None, *, closed: bool = False) -> ResponseReturnValue:
    """Render the page; `closed` when the mailbox has to be opened again before what stands here can be sent."""
    rendered = render_template(
        "source/contact.html", contact=form, trouble=trouble.words if trouble else None, closed=closed
    )
    return rendered, trouble.status if trouble else 422 if form.errors else 200


def _given(fields: Fields) -> Identity:
    return Identity.from_fields(fields)

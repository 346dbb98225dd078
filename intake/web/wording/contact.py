"""How a source may be reached: the words of the form, and of the page on which the intake circle reads the answers."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from intake.domain.identity import Channel

CHANNELS: Mapping[Channel, str] = {
    Channel.PHONE: _("By phone"),
    Channel.SIGNAL: _("By Signal"),
    Channel.TELEGRAM: _("By Telegram"),
    Channel.EMAIL: _("By e-mail"),
    Channel.SOMEONE: _("Through someone I trust"),
    Channel.OTHER: _("In another way"),
}

HINTS: Mapping[str, str] = {
    "contact_name": _("Your own, a first name, or any name you would like to be called by."),
    "contact_channel": _("Without a choice here nobody contacts you, whatever stands below."),
    "contact_address": _(
        "Only one that is yours alone, or of someone who knows about this. "
        "Nothing at home or at work that others answer."
    ),
    "contact_shared": _("Then we leave no message there, and say why we call only once we are sure that it is you."),
    "contact_hours": _("Days and hours, where you are. For example: Sundays after seven in the evening."),
    "contact_word": _("We say it first. Whoever does not know it does not come from us: say nothing and end the call."),
    "contact_now": _(
        "For when someone is in danger now: those who take your testimony can then reach you without asking anyone. "
        "It is marked as urgent. On our server, that mark can be seen; what you wrote here cannot."
    ),
}

"""What names and contacts are asked for, in words: for who asks, and for the custodians who decide."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from intake.domain.custody import Purpose, Want

PURPOSES: Mapping[Purpose, str] = {
    Purpose.DANGER: _("To reach them, because someone is in danger"),
    Purpose.RECONTACT: _("To ask them more, in the way they chose"),
    Purpose.REFERRAL: _("To help them find a doctor, a lawyer or a shelter"),
    Purpose.UN: _("For a communication to the United Nations"),
    Purpose.PROSECUTOR: _("For a prosecutor or a court"),
    Purpose.PARTNERS: _("For another human rights organisation"),
    Purpose.NAMED: _("To publish their name"),
    Purpose.MEDIA: _("To give their name to journalists"),
}
WANTS: Mapping[Want, str] = {
    Want.CONTACT: _("How to reach them, without the name"),
    Want.NAME: _("The name only"),
    Want.BOTH: _("The name, and how to reach them"),
}

"""What a bundle's manifest says is not in it, in the reader's language."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from intake.services.bundle import GRADES, WITHHELD

NAMES, NOTES = WITHHELD
LEFT_OUT: Mapping[str, str] = {
    NAMES: _("names and contacts of sources"),
    NOTES: _("notes that reviewers keep"),
    GRADES: _("reliability of the information and status of the violation"),
}

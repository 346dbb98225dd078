"""How far referrals come, in words."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from intake.domain.referrals import Step

STEPS: Mapping[Step, str] = {
    Step.OFFERED: _("offered"),
    Step.ACCEPTED: _("accepted"),
    Step.DONE: _("done"),
    Step.DECLINED: _("declined"),
}
PRESSES: Mapping[Step, str] = {
    Step.ACCEPTED: _("They accepted"),
    Step.DONE: _("It is done"),
    Step.DECLINED: _("They declined, or it came to nothing"),
}

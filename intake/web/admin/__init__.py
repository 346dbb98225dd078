"""The admin's page: how the instance stands, without a key to anything in it."""

from flask import Blueprint, render_template

import intake
from intake.services.membership import ROLES
from intake.web.access import audience
from intake.web.here import here
from intake.web.staff.visit import me

VOUCHERS = 2
blueprint = Blueprint("admin", __name__)


@blueprint.get("/admin")
@audience("admin")
def admin() -> str:
    """Show who holds which role, what is set, and which commands do the rest."""
    membership = me().membership
    holders = {role: len(membership.people(role)) for role in ROLES}
    lonely = [role for role, count in holders.items() if count < VOUCHERS]
    return render_template(
        "admin/home.html",
        holders=holders,
        lonely=lonely,
        settings=here().settings,
        version=intake.__version__,
    )

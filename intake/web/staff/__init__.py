"""What every member of staff uses, whatever their role: signing in and out, home, members, the record."""

from intake.web.staff import account, care, home, members, record, sign_in, whens
from intake.web.staff.blueprint import blueprint
from intake.web.staff.frame import install
from intake.web.staff.tongue import language
from intake.web.staff.visit import caller

__all__ = [
    "account",
    "blueprint",
    "caller",
    "care",
    "home",
    "install",
    "language",
    "members",
    "record",
    "sign_in",
    "whens",
]

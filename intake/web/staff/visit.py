"""Who is here: the two halves of a staff session, one in the cookie, one in the database.

Nothing is kept in this process between requests: each one opens the member's keys again, and forgets them.
"""

import base64
import binascii

from flask import Response, g, request, session

from intake.services import sign_in
from intake.services.errors import SignedOut
from intake.services.keyring import Keyring
from intake.services.membership import ROLES
from intake.services.sign_in import StaffTicket
from intake.web.access import MEMBER
from intake.web.headers import is_tls
from intake.web.here import here
from intake.web.staff.tongue import forget_all_else

ID = "i"
HALF = "h"
DEVICE_DAYS = 180


def enter(ticket: StaffTicket) -> None:
    """Put the cookie's half into a fresh session; whatever an earlier visitor left in it is gone."""
    forget_all_else()
    session[ID] = ticket.session_id
    session[HALF] = base64.b64encode(ticket.secret).decode()


def leave() -> None:
    """Erase both halves."""
    sign_in.sign_out(here(), str(session.get(ID, "")))
    forget_all_else()


def me() -> Keyring:
    """Return what the signed-in member can open, for this request. Raises `SignedOut`."""
    if "keyring" not in g:
        g.keyring = sign_in.resume(here(), *_halves())
    keyring: Keyring = g.keyring
    return keyring


def caller() -> frozenset[str]:
    """Return the audiences that the sender belongs to; for a role with keys it is the key that tells."""
    keyring = me()
    return frozenset({MEMBER, *(role for role in ROLES if keyring.has(role))})


def knows_device(username: str) -> bool:
    """Whether this member has signed in here before."""
    return sign_in.knows_device(here(), username, request.cookies.get(_device_cookie(), ""))


def mark_device(response: Response, username: str) -> None:
    """Remember that this member signs in here, so that strangers who guess elsewhere cannot keep them out."""
    tls = is_tls(here().settings.staff_url)
    response.set_cookie(
        _device_cookie(),
        sign_in.device_mark(here(), username),
        max_age=DEVICE_DAYS * 24 * 3600,
        secure=tls,
        httponly=True,
        samesite="Strict",
    )


def _device_cookie() -> str:
    return "__Host-device" if is_tls(here().settings.staff_url) else "device"


def _halves() -> tuple[str, bytes]:
    try:
        return str(session[ID]), base64.b64decode(session[HALF], validate=True)
    except (KeyError, TypeError, binascii.Error) as error:
        raise SignedOut from error

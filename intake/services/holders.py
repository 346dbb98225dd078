"""Which of a member's keys opens what is granted to a holder (`role:intake:1`, `member:<id>`)."""

from collections.abc import Collection

import crypto
from crypto import PrivateKey
from intake.services import places
from intake.services.errors import NoKey
from intake.services.grants import CATALOGUE, member_holder, role_holder
from intake.services.keyring import Keyring
from intake.services.people import KEYED_ROLES

CIRCLES = ("intake", "children")
MEMBER = member_holder("")
"""How a holder that is one member begins."""


def role_of(holder: str) -> str:
    """Return the role that a holder names, empty for a member or a catalogue."""
    kind, _, rest = holder.partition(":")
    return rest.partition(":")[0] if kind == "role" else ""


def private_for(keyring: Keyring, holder: str) -> PrivateKey | None:
    """Return the private key that this member has for a holder, or None."""
    if holder == member_holder(keyring.person.id):
        return keyring.identity.private
    kind, _, rest = holder.partition(":")
    role, _, epoch = rest.partition(":")
    if kind != "role" or not epoch.isdecimal():
        return None
    try:
        return keyring.role_private(role, int(epoch))
    except NoKey:
        return None


def key_of(keyring: Keyring, holder: str) -> PrivateKey:
    """Return the private key that this member has for a holder. Raises `NoMatchingKey`."""
    private = private_for(keyring, holder)
    if private is None:
        message = "sealed for another holder"
        raise crypto.NoMatchingKey(message)
    return private


def holders_of(keyring: Keyring) -> list[str]:
    """Return every holder that this member can open cases and cards as."""
    return _holders(keyring, CIRCLES)


def every_holder_of(keyring: Keyring) -> list[str]:
    """Return every holder that this member can open anything as."""
    return _holders(keyring, KEYED_ROLES)


def _holders(keyring: Keyring, roles: Collection[str]) -> list[str]:
    mine = [member_holder(keyring.person.id)]
    for role in roles:
        if keyring.has(role):
            mine += [role_holder(role, public.epoch) for public in keyring.membership.role_keys(role)]
    return [holder for holder in mine if private_for(keyring, holder) is not None]


def statistics_key(private: PrivateKey, holder: str) -> bytes:
    """Return the symmetric key under which a holder keeps what it counted, 32 bytes."""
    return crypto.derive_key(private.seed, places.statistics_key(holder))


def catalogue_key(private: PrivateKey, holder: str) -> bytes:
    """Return the symmetric key under which a holder keeps what was sealed to it, 32 bytes."""
    return crypto.derive_key(private.seed, places.catalogue_key(CATALOGUE + holder))

"""Signing in: a passphrase unlocks the member's seed; the seed then lies under two halves, a row and a cookie.

Guessing is bounded by slots, not by accounts: a user name hashes to one of 65,536 slots, whether somebody has that
name or not, so that known and unknown names get the same work, the same answers and the same waits. A device that
signed in before counts in a slot of its own: strangers who guess can keep nobody out on a device that is known.
"""

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

import crypto
from crypto import Identity
from intake.clock import now
from intake.domain.entities import Member, SignInTries, StaffSession
from intake.services import places
from intake.services.errors import BadSignIn, NotVouched, SignedOut, TooManyTries
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring, open_keyring
from intake.services.membership import load_membership
from intake.services.ports import UnitOfWork

FREE_TRIES = 5
"""Wrong passphrases in a row before waiting begins."""
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(days=1)
STEP = timedelta(minutes=1)
"""The idle expiry moves in steps, so that reading pages does not write on each of them."""


@dataclass(frozen=True, slots=True)
class StaffTicket:
    """What the session cookie carries: the row's id and the other half of the seed's key, 32 bytes."""

    session_id: str
    secret: bytes = field(repr=False)


def normal(username: str) -> str:
    """Return the form in which user names are kept and compared."""
    return unicodedata.normalize("NFKC", username).strip().casefold()


def sign_in(instance: Instance, username: str, passphrase: str, *, known_device: bool) -> StaffTicket:
    """Unlock a member's seed and open a session. Raises `BadSignIn` or `TooManyTries` (with the wait)."""
    name = normal(username)
    bucket = _bucket(name, known_device=known_device)
    transact(instance.database, lambda uow: _spend_try(uow, bucket))
    decoy = _decoy()
    with instance.database.reading() as uow:
        found = uow.members.find(username=name)
    member = found[0] if found else decoy
    try:
        identity = Identity(crypto.unlock(member.locked_seed, passphrase, places.member_seed(member.id)))
    except crypto.CryptoError as error:
        raise BadSignIn from error
    return transact(instance.database, lambda uow: _open_session(uow, instance, member, identity, bucket))


def resume(instance: Instance, session_id: str, secret: bytes) -> Keyring:
    """Return what the session's member can open, and move the idle expiry. Raises `SignedOut`."""
    moment = now()
    with instance.database.reading() as uow:
        session = uow.staff_sessions.get(session_id)
        if session is None or session.expires_at <= moment:
            raise SignedOut
        keyring = _reopen(uow, instance, session, secret)
    until = moment + instance.settings.staff_idle
    if until - session.expires_at >= STEP:
        transact(instance.database, lambda uow: uow.staff_sessions.change(session_id, expires_at=until))
    return keyring


def sign_out(instance: Instance, session_id: str) -> None:
    """Erase the session's half; the cookie alone opens nothing."""
    transact(instance.database, lambda uow: uow.staff_sessions.delete(id=session_id))


def device_mark(instance: Instance, username: str) -> str:
    """Return what a device keeps in a cookie once this member has signed in on it. It opens nothing."""
    return crypto.derive_key(instance.settings.secret, crypto.bind("known-device", normal(username))).hex()


def knows_device(instance: Instance, username: str, untrusted_mark: str) -> bool:
    """Whether this member signed in before on the device that sends this mark."""
    return hmac.compare_digest(untrusted_mark.encode(), device_mark(instance, username).encode())


def tidy(uow: UnitOfWork) -> None:
    """Erase expired sessions and forgotten tries; the nightly job calls it."""
    moment = now()
    for session in uow.staff_sessions.find():
        if session.expires_at <= moment:
            uow.staff_sessions.delete(id=session.id)
    for tries in uow.sign_in_tries.find():
        if _forgotten(tries, moment):
            uow.sign_in_tries.delete(bucket=tries.bucket)


def _bucket(name: str, *, known_device: bool) -> str:
    slot = hashlib.sha256(crypto.bind("sign-in-slot", name)).hexdigest()[:4]
    return f"known-{slot}" if known_device else f"new-{slot}"


def _spend_try(uow: UnitOfWork, bucket: str) -> None:
    """Count the try as wrong before it is made: tries side by side cannot get past the bound."""
    moment = now()
    tries = uow.sign_in_tries.get(bucket)
    if tries is not None and tries.blocked_until > moment:
        raise TooManyTries(tries.blocked_until - moment)
    failures = 1 if tries is None or _forgotten(tries, moment) else tries.failures + 1
    uow.sign_in_tries.delete(bucket=bucket)
    uow.sign_in_tries.add(SignInTries(bucket, failures, moment + _wait(failures)))


def _wait(failures: int) -> timedelta:
    if failures < FREE_TRIES:
        return timedelta(0)
    doubled: timedelta = FIRST_WAIT * 2 ** min(failures - FREE_TRIES, 10)
    return min(doubled, LONGEST_WAIT)


def _forgotten(tries: SignInTries, moment: datetime) -> bool:
    return tries.blocked_until + FORGOTTEN_AFTER <= moment


@cache
def _decoy() -> Member:
    """Nobody, under a passphrase that nobody knows."""
    decoy_id = crypto.token(16).hex()
    return Member(
        decoy_id, "", crypto.lock(crypto.token(32), crypto.generate_passphrase(), places.member_seed(decoy_id))
    )


def _open_session(uow: UnitOfWork, instance: Instance, member: Member, identity: Identity, bucket: str) -> StaffTicket:
    try:
        open_keyring(uow, load_membership(uow, instance.settings), member.id, identity)
    except NotVouched as error:
        raise BadSignIn from error
    uow.sign_in_tries.delete(bucket=bucket)
    ticket = StaffTicket(crypto.token(16).hex(), crypto.token(32))
    place = places.staff_session(ticket.session_id)
    sealed = crypto.encrypt(crypto.derive_key(ticket.secret, place), identity.seed, place)
    uow.staff_sessions.add(StaffSession(ticket.session_id, member.id, sealed, now() + instance.settings.staff_idle))
    return ticket


def _reopen(uow: UnitOfWork, instance: Instance, session: StaffSession, secret: bytes) -> Keyring:
    place = places.staff_session(session.id)
    try:
        seed = crypto.decrypt(crypto.derive_key(secret, place), session.sealed_seed, place)
        return open_keyring(uow, load_membership(uow, instance.settings), session.member_id, Identity(seed))
    except (crypto.CryptoError, NotVouched) as error:
        raise SignedOut from error

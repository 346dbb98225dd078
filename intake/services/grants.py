"""Grants: a case's key sealed to a holder, under the instance's outer key.

Forms of what lies under the outer key: HPKE to the holder, a re-wrap under the holder's catalogue key (holder
`catalogue:...`), and, while a withdrawal waits, one more HPKE layer to the source's mailbox key round either.
"""

from dataclasses import replace

import crypto
from crypto import PrivateKey, PublicKey
from intake.domain.entities import Grant, GrantKind
from intake.services import places
from intake.services.grant_keys import GrantKeys

CATALOGUE = "catalogue:"


def role_holder(role: str, epoch: int) -> str:
    """Name a role's epoch as a holder."""
    return f"role:{role}:{epoch}"


def member_holder(member_id: str) -> str:
    """Name a member as a holder."""
    return f"member:{member_id}"


def seal_grant(  # what, to whom and for which case
    keys: GrantKeys, case_id: str, kind: GrantKind, holder: str, to: PublicKey, secret: bytes
) -> Grant:
    """Grant `secret` to the holder of the public key `to`."""
    sealed = crypto.seal(to, secret, places.grant(case_id, kind, holder))
    return _cover(keys, Grant(case_id, kind, holder, sealed, ""))


def open_grant(keys: GrantKeys, grant: Grant, private: PrivateKey) -> bytes:
    """Return what was granted. Raises `CryptoError`."""
    return crypto.unseal(private, _uncover(keys, grant), places.grant(grant.case_id, grant.kind, grant.holder))


def open_case_grant(keys: GrantKeys, grant: Grant, private: PrivateKey, public_key: bytes) -> PrivateKey:
    """Return the case private key, accepted only if it regenerates the case public key."""
    case_key = PrivateKey(open_grant(keys, grant, private))
    if case_key.public.raw != public_key:
        message = "a grant that does not regenerate the case public key"
        raise crypto.Tampered(message)
    return case_key


def rewrap(keys: GrantKeys, grant: Grant, catalogue_key: bytes, content: bytes) -> Grant:
    """Return the grant as its holder keeps it: under the symmetric catalogue key, opened in microseconds."""
    holder = CATALOGUE + grant.holder
    sealed = crypto.encrypt(catalogue_key, content, places.grant(grant.case_id, grant.kind, holder))
    return _cover(keys, Grant(grant.case_id, grant.kind, holder, sealed, ""))


def open_rewrapped(keys: GrantKeys, grant: Grant, catalogue_key: bytes) -> bytes:
    """Return what `rewrap` was given."""
    place = places.grant(grant.case_id, grant.kind, grant.holder)
    return crypto.decrypt(catalogue_key, _uncover(keys, grant), place)


def suspend(keys: GrantKeys, grant: Grant, mailbox: PublicKey) -> Grant:
    """Return the grant as a withdrawal leaves it: only the codename can lift the layer."""
    place = places.grant_withdrawn(grant.case_id, grant.kind, grant.holder)
    sealed = crypto.seal(mailbox, _uncover(keys, grant), place)
    return _cover(keys, replace(grant, sealed=sealed, withdrawn=True))


def restore(keys: GrantKeys, grant: Grant, mailbox: PrivateKey) -> Grant:
    """Undo `suspend`."""
    place = places.grant_withdrawn(grant.case_id, grant.kind, grant.holder)
    sealed = crypto.unseal(mailbox, _uncover(keys, grant), place)
    return _cover(keys, replace(grant, sealed=sealed, withdrawn=False))


def recover(keys: GrantKeys, grant: Grant) -> Grant:
    """Return the grant under the current outer key, for the daily change."""
    return _cover(keys, replace(grant, sealed=_uncover(keys, grant)))


def _cover(keys: GrantKeys, grant: Grant) -> Grant:
    name, key = keys.current()
    place = places.grant_outer(grant.case_id, grant.kind, grant.holder)
    return replace(grant, sealed=crypto.encrypt(key, grant.sealed, place), outer_key=name)


def _uncover(keys: GrantKeys, grant: Grant) -> bytes:
    place = places.grant_outer(grant.case_id, grant.kind, grant.holder)
    return crypto.decrypt(keys.key(grant.outer_key), grant.sealed, place)

"""Grants: a case's key sealed to a holder, under the instance's outer key.

Forms of what lies under the outer key: HPKE to the holder, a re-wrap under the holder's catalogue key (holder
`catalogue:...`), and, while a withdrawal waits, one more HPKE layer to the source's mailbox key round either.
"""

from dataclasses import replace
from typing import TypeVar

import crypto
from crypto import PrivateKey, PublicKey
from intake.domain.entities import Grant, GrantKind, Paper
from intake.services import places
from intake.services.grant_keys import GrantKeys

CATALOGUE = "catalogue:"
Covered = TypeVar("Covered", Grant, Paper)
"""What lies under the instance's outer key."""


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
    return cover(keys, Grant(case_id, kind, holder, sealed, ""))


def open_grant(keys: GrantKeys, grant: Grant, private: PrivateKey) -> bytes:
    """Return what was granted. Raises `CryptoError`."""
    return crypto.unseal(private, uncover(keys, grant), places.grant(grant.case_id, grant.kind, grant.holder))


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
    return cover(keys, Grant(grant.case_id, grant.kind, holder, sealed, ""))


def kind_of(row: Grant | Paper) -> str:
    """Return the kind by which a row is bound to its place; each paper is a kind of its own."""
    return f"paper:{row.id}" if isinstance(row, Paper) else str(row.kind)


def suspend(keys: GrantKeys, row: Covered, mailbox: PublicKey) -> Covered:
    """Return a row as a withdrawal leaves it: only the codename can lift the layer."""
    place = places.grant_withdrawn(row.case_id, kind_of(row), row.holder)
    sealed = crypto.seal(mailbox, uncover(keys, row), place)
    return cover(keys, replace(row, sealed=sealed, withdrawn=True))


def restore(keys: GrantKeys, row: Covered, mailbox: PrivateKey) -> Covered:
    """Undo `suspend`."""
    place = places.grant_withdrawn(row.case_id, kind_of(row), row.holder)
    sealed = crypto.unseal(mailbox, uncover(keys, row), place)
    return cover(keys, replace(row, sealed=sealed, withdrawn=False))


def recover(keys: GrantKeys, row: Covered) -> Covered:
    """Return a row under the current outer key, for the daily change."""
    return cover(keys, replace(row, sealed=uncover(keys, row)))


def cover(keys: GrantKeys, row: Covered) -> Covered:
    """Put the current outer key on a row."""
    name, key = keys.current()
    place = places.grant_outer(row.case_id, kind_of(row), row.holder)
    return replace(row, sealed=crypto.encrypt(key, row.sealed, place), outer_key=name)


def uncover(keys: GrantKeys, row: Grant | Paper) -> bytes:
    """Return what lies under the outer key."""
    place = places.grant_outer(row.case_id, kind_of(row), row.holder)
    return crypto.decrypt(keys.key(row.outer_key), row.sealed, place)

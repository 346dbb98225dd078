"""Who a source is, sealed: one fixed size under a key of its own, granted to the custodians and never to the case.

Every case has one, an empty one where nothing was given. The key is a grant like others, so withdrawal, destruction
and the daily change of the outer key hold for it. An urgent case carries one more grant, to the circle that takes it:
the key where the source asked to be reached at once, zeros of the same length where not.
"""

from dataclasses import dataclass

import crypto
from crypto import PublicKey, SourceKeys
from intake.domain.entities import CaseKeys, Grant, GrantKind, SealedIdentity
from intake.domain.identity import Identity
from intake.domain.strict import BadShape
from intake.services import places
from intake.services.grant_keys import GrantKeys
from intake.services.grants import member_holder, role_holder, seal_grant
from intake.services.people import Membership, Person

CUSTODIANS = "custodian"
SIZE = 4096
KEY_SIZE = 32
NOTHING = bytes(KEY_SIZE)
COUNT_SIZE = 8


@dataclass(frozen=True, slots=True)
class Given:
    """An identity as its source gave it: the `number`-th time, with the key that blinds it on the record."""

    number: int
    tags: bytes
    identity: Identity


@dataclass(frozen=True, slots=True)
class Openers:
    """Whom the chain vouches for, and who takes the case if it is urgent: a circle, or those who lead in its place."""

    membership: Membership
    circle: str | None
    leads: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """What is stored of an identity."""

    row: SealedIdentity
    grants: tuple[Grant, ...]


def seal(  # what, whose, for whom
    keys: GrantKeys, openers: Openers, source: SourceKeys, case_id: str, identity: Identity, *, number: int = 1
) -> Rows:
    """Seal what a source gave, for the `number`-th time."""
    key, place = crypto.generate_key(), places.identity(case_id)
    tags = crypto.derive_key(source.root, places.identity_tags(case_id))
    content = number.to_bytes(COUNT_SIZE) + tags + identity.to_json()
    sealed = crypto.encrypt(key, crypto.pad(crypto.sign(source.signing, content, place), SIZE), place)
    count = crypto.encrypt(source.state_key, number.to_bytes(COUNT_SIZE), places.identity_count(case_id))
    at_once = key if identity.asks_at_once else NOTHING
    granted = [(_role(openers.membership, CUSTODIANS), key)]
    if openers.circle is not None:
        granted.append((_role(openers.membership, openers.circle), at_once))
    granted += [((member_holder(one.id), one.kem), at_once) for one in openers.leads]
    return Rows(
        SealedIdentity(case_id, count, sealed),
        tuple(
            seal_grant(keys, case_id, GrantKind.IDENTITY, holder, public, secret)
            for (holder, public), secret in granted
        ),
    )


def count(row: SealedIdentity | None, source: SourceKeys) -> int:
    """Return how often the source gave it: only the codename opens this. Raises `CryptoError`."""
    if row is None:
        return 0
    return int.from_bytes(crypto.decrypt(source.state_key, row.count, places.identity_count(row.case_id)))


def read(row: SealedIdentity, key: bytes, case: CaseKeys) -> Given:
    """Open an identity. Raises `CryptoError` when it lies elsewhere or the case's source did not write it."""
    place = places.identity(row.case_id)
    signed = crypto.check_signed(crypto.unpad(crypto.decrypt(key, row.sealed, place)), place)
    if signed.signer != case.source_key or places.case_id(case.source_key, case.mailbox_key) != row.case_id:
        message = "an identity that the case's source did not give"
        raise crypto.Tampered(message)
    number, rest = signed.body[:COUNT_SIZE], signed.body[COUNT_SIZE:]
    try:
        return Given(int.from_bytes(number), rest[:KEY_SIZE], Identity.from_json(rest[KEY_SIZE:]))
    except BadShape as error:
        message = "an identity that says nothing valid"
        raise crypto.Tampered(message) from error


def _role(membership: Membership, role: str) -> tuple[str, PublicKey]:
    """Return a role as a holder, with its key."""
    public = membership.role_key(role)
    return role_holder(role, public.epoch), public.key

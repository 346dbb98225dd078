"""What a signed-in member can open: their own keys, and the keys of their roles."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import crypto
from crypto import Identity, PrivateKey
from intake.domain.entities import RoleKey
from intake.services import places
from intake.services.errors import NoKey, NotVouched
from intake.services.people import KEYED_ROLES, Membership, Person
from intake.services.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Keyring:
    """A member, the membership at this moment, and every private key of theirs. Lives for one request."""

    person: Person
    identity: Identity = field(repr=False)
    membership: Membership = field(repr=False)
    role_keys: Mapping[tuple[str, int], PrivateKey] = field(repr=False)

    def has(self, role: str) -> bool:
        """Whether the member is in this role and, where the role has keys, holds one."""
        if role in KEYED_ROLES:
            return any(held == role for held, _ in self.role_keys)
        return role in self.person.roles

    def role_private(self, role: str, epoch: int) -> PrivateKey:
        """Return the role's key of this epoch. Raises `NoKey`."""
        if (role, epoch) not in self.role_keys:
            raise NoKey
        return self.role_keys[role, epoch]


def open_keyring(uow: UnitOfWork, membership: Membership, member_id: str, identity: Identity) -> Keyring:
    """Open a member's role keys with their identity.

    Raises `NotVouched` when the chain does not vouch for exactly this identity. A role key that does not open, or
    is not the one that the chain states, is left out: whoever can write the database plants no key here.
    """
    person = membership.person(member_id)
    if person.kem != identity.private.public or person.signing != identity.signing.public:
        raise NotVouched
    vouched = {(key.role, key.epoch): key.key for role in person.roles for key in membership.role_keys(role)}
    opened = {}
    for row in uow.role_keys.find(member_id=member_id):
        private = _open(row, identity)
        if private is not None and vouched.get((row.role, row.epoch)) == private.public:
            opened[row.role, row.epoch] = private
    return Keyring(person, identity, membership, opened)


def _open(row: RoleKey, identity: Identity) -> PrivateKey | None:
    try:
        place = places.role_key(row.role, row.epoch, row.member_id)
        return PrivateKey(crypto.unseal(identity.private, row.sealed, place))
    except crypto.CryptoError:
        return None

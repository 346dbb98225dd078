"""Who the membership chain vouches for: people, their roles, and the public key of each role's epochs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from crypto import PublicKey
from intake.services.errors import NotVouched

ROLES = ("intake", "children", "reviewer", "custodian", "auditor", "interviewer", "admin")
KEYED_ROLES = ("intake", "children", "custodian", "auditor")
"""Roles with a key pair of their own; the others open what is granted to the member, or nothing."""


@dataclass(frozen=True, slots=True)
class Person:
    """A member as the chain states it. `signing` is the Ed25519 public key, 32 bytes."""

    id: str
    username: str
    kem: PublicKey
    signing: bytes
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class RolePublic:
    """The public key of one epoch of a role."""

    role: str
    epoch: int
    key: PublicKey


@dataclass(frozen=True, slots=True)
class InstanceKey:
    """A key that signs what leaves the instance, as the root certified it.

    `public` is Ed25519 (32 bytes), `certificate` the root's signature over it, `sealed` the private half for each
    holder (`role:intake:1`): it lies in the chain itself, so no other can be put in its place.
    """

    epoch: int
    public: bytes
    certificate: bytes
    sealed: Mapping[str, bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Membership:
    """What a verified chain says. `former` are removed members, `keys` every epoch of each role in order."""

    current: Mapping[str, Person]
    former: Mapping[str, Person]
    keys: Mapping[str, tuple[RolePublic, ...]]
    instance_keys: tuple[InstanceKey, ...] = ()

    def person(self, member_id: str) -> Person:
        """Return a current member. Raises `NotVouched`."""
        if member_id not in self.current:
            raise NotVouched
        return self.current[member_id]

    def named(self, username: str) -> Person:
        """Return the current member of this user name. Raises `NotVouched`."""
        return self._one(person for person in self.current.values() if person.username == username)

    def people(self, role: str | None = None) -> list[Person]:
        """Return current members by user name, those of one role if it is given."""
        chosen = [person for person in self.current.values() if role is None or role in person.roles]
        return sorted(chosen, key=lambda person: person.username)

    def speaker(self, signing_key: bytes, *, role: str | None = None) -> Person:
        """Return the current member who signs with this key, and holds `role`. Raises `NotVouched`."""
        return self._one(person for person in self.people(role) if person.signing == signing_key)

    def ever(self, signing_key: bytes) -> Person:
        """Return the member, current or former, who signs with this key. Raises `NotVouched`."""
        everyone = [*self.current.values(), *self.former.values()]
        return self._one(person for person in everyone if person.signing == signing_key)

    def known(self, member_id: str) -> Person:
        """Return the member, current or former, of this id. Raises `NotVouched`."""
        person = self.current.get(member_id) or self.former.get(member_id)
        if person is None:
            raise NotVouched
        return person

    def role_key(self, role: str) -> RolePublic:
        """Return the current epoch of a role. Raises `NotVouched` when there is none."""
        if not self.keys.get(role):
            raise NotVouched
        return self.keys[role][-1]

    def role_keys(self, role: str) -> list[RolePublic]:
        """Return all epochs of a role, oldest first; none for a role without keys."""
        return list(self.keys.get(role, ()))

    @staticmethod
    def _one(people: Iterable[Person]) -> Person:
        for person in people:
            return person
        raise NotVouched

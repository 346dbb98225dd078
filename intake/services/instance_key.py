"""The key that signs what leaves the instance: certified by the root, sealed to the roles that hand something over.

A statement of the membership chain names it. Its private half lies in that statement, sealed to the intake circle and
to the auditors, so a seized server cannot sign. Its certificate stands alone: who knows the root's public half can
check a signature without the chain, and learns nobody's name from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import crypto
from crypto import SigningKey
from intake.config import Settings
from intake.domain import strict
from intake.domain.entities import Statement
from intake.services import chain, places
from intake.services.errors import NoKey
from intake.services.grants import role_holder
from intake.services.holders import private_for
from intake.services.keyring import Keyring
from intake.services.people import InstanceKey, RolePublic
from intake.services.ports import UnitOfWork

SIGNING_ROLES = ("intake", "auditor")
FORMAT = "holas-signature/1"


@dataclass(frozen=True, slots=True)
class InstanceSignature:
    """The instance's signature over some bytes, with all that checking it takes but the root's public half."""

    instance: str
    epoch: int
    key: bytes
    certificate: bytes
    signature: bytes

    def to_json(self) -> bytes:
        """Return the canonical JSON."""
        named = {name: getattr(self, name).hex() for name in ("key", "certificate", "signature")}
        return strict.write_json({"format": FORMAT, "instance": self.instance, "epoch": self.epoch, **named})

    @classmethod
    def from_json(cls, data: bytes) -> Self:
        """Parse strictly. Raises `BadShape`."""
        said = strict.shape(strict.read_json(data, "signature"), "signature", ("format", *cls.__dataclass_fields__))
        strict.one_of(said["format"], "signature.format", (FORMAT,))
        named = {name: _hex(said[name], f"signature.{name}") for name in ("key", "certificate", "signature")}
        found = cls(strict.text(said["instance"], "instance"), strict.whole(said["epoch"], "epoch"), **named)
        if found.to_json() != data:
            place = "signature"
            raise strict.BadShape(place, "is not in its canonical form")
        return found

    def check(self, body: bytes, root: bytes) -> None:
        """Raise `CryptoError` unless the root certified this key and the key signed this body."""
        crypto.check_detached(root, self.certificate, self.key, places.instance_key(self.instance, self.epoch))
        crypto.check_detached(self.key, self.signature, body, places.handed_over(self.instance))


def statement(epoch: int, roles: Mapping[str, RolePublic], instance_id: str, root: SigningKey) -> dict[str, Any]:
    """Return what the chain says of a fresh instance key; its private half is nowhere else."""
    key, place = SigningKey.generate(), places.instance_key(instance_id, epoch)
    holders = {role_holder(role, roles[role].epoch): roles[role].key for role in SIGNING_ROLES}
    return {
        "kind": "instance_key",
        "epoch": epoch,
        "key": key.public.hex(),
        "certificate": crypto.detached(root, key.public, place).hex(),
        "sealed": {holder: crypto.seal(public, key.seed, place).hex() for holder, public in holders.items()},
    }


def renew(uow: UnitOfWork, settings: Settings, root: SigningKey) -> InstanceKey:
    """Add an instance key to the chain, for an instance that has none yet or whose holders changed. Returns it."""
    held = tuple(uow.statements.find())
    known = chain.verify_chain(held, settings.instance_id, settings.root_key)
    roles = {role: known.role_key(role) for role in SIGNING_ROLES}
    fields = statement(len(known.instance_keys) + 1, roles, settings.instance_id, root)
    new: Statement = chain.follow(held, fields, settings.instance_id, [root])
    after = chain.verify_chain((*held, new), settings.instance_id, settings.root_key)
    uow.statements.add(new)
    return after.instance_keys[-1]


def sign(settings: Settings, keyring: Keyring, body: bytes) -> InstanceSignature:
    """Sign in the name of the instance. Raises `NoKey` where there is no key, or the member does not hold it."""
    if not keyring.membership.instance_keys:
        raise NoKey
    newest = keyring.membership.instance_keys[-1]
    signature = crypto.detached(_open(settings, keyring, newest), body, places.handed_over(settings.instance_id))
    return InstanceSignature(settings.instance_id, newest.epoch, newest.public, newest.certificate, signature)


def _open(settings: Settings, keyring: Keyring, newest: InstanceKey) -> SigningKey:
    place = places.instance_key(settings.instance_id, newest.epoch)
    for holder, sealed in newest.sealed.items():
        private = private_for(keyring, holder)
        if private is not None:
            key = SigningKey(crypto.unseal(private, sealed, place))
            if key.public == newest.public:
                return key
    raise NoKey


def _hex(value: object, place: str) -> bytes:
    try:
        return bytes.fromhex(strict.text(value, place))
    except ValueError as error:
        raise strict.BadShape(place, "must be hexadecimal") from error

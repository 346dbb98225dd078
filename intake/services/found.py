"""Founding an instance, and admitting members to it: seeds, passphrases, role keys and the statements that vouch."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import crypto
from crypto import Identity, PrivateKey, SigningKey
from intake.domain.entities import Member, RoleKey
from intake.services import chain, instance_key, places
from intake.services.errors import BrokenChain, NoKey, NotVouched
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.people import KEYED_ROLES
from intake.services.ports import Database, UnitOfWork
from intake.services.sign_in import normal

LONGEST_NAME = 64
RoleSeeds = Mapping[tuple[str, int], PrivateKey]


@dataclass(frozen=True, slots=True)
class Founder:
    """Somebody who is there from the start."""

    username: str
    roles: Iterable[str]


@dataclass(frozen=True, slots=True)
class NewMember:
    """A new account; its passphrase is shown once and kept nowhere."""

    username: str
    roles: tuple[str, ...]
    passphrase: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A member before the chain vouches for them."""

    id: str
    username: str
    roles: tuple[str, ...]
    identity: Identity = field(repr=False)
    passphrase: str = field(repr=False)

    def stated(self) -> dict[str, Any]:
        """Return how the chain states the member."""
        return {
            "id": self.id,
            "username": self.username,
            "kem": self.identity.private.public.raw.hex(),
            "signing": self.identity.signing.public.hex(),
            "roles": list(self.roles),
        }

    def rows(self, seeds: RoleSeeds) -> tuple[Member, list[RoleKey]]:
        """Return the account, its seed locked with the passphrase, and the keys of its roles sealed to it."""
        locked = crypto.lock(self.identity.seed, self.passphrase, places.member_seed(self.id))
        held = [self._sealed(place, private) for place, private in seeds.items() if place[0] in self.roles]
        return Member(self.id, self.username, locked), held

    def _sealed(self, held: tuple[str, int], private: PrivateKey) -> RoleKey:
        place = places.role_key(*held, self.id)
        return RoleKey(*held, self.id, crypto.seal(self.identity.private.public, private.seed, place))

    def handed_over(self) -> NewMember:
        """Return what the member is told."""
        return NewMember(self.username, self.roles, self.passphrase)


def found(database: Database, founders: Sequence[Founder], instance_id: str, root: SigningKey) -> list[NewMember]:
    """Write the first statements, the founders' accounts and the first key of each role, in one transaction.

    Raises ValueError when a role with keys has no holder (what is sealed to it would be lost) or a name is unusable,
    `BrokenChain` when the statement would not hold, `Conflict` when the instance is founded already.
    """
    drafts = [_draft(founder.username, founder.roles) for founder in founders]
    if not set(KEYED_ROLES) <= {role for draft in drafts for role in draft.roles}:
        message = f"each of these roles needs a founder: {', '.join(KEYED_ROLES)}"
        raise ValueError(message)
    seeds: RoleSeeds = {(role, 1): PrivateKey.generate() for role in KEYED_ROLES}
    keys = [{"role": role, "epoch": epoch, "key": key.public.raw.hex()} for (role, epoch), key in seeds.items()]
    fields = {"kind": "found", "members": [draft.stated() for draft in drafts], "role_keys": keys}
    first = chain.write(0, fields, instance_id, [root])
    roles = chain.verify_chain((first,), instance_id, root.public).keys
    newest = {role: held[-1] for role, held in roles.items()}
    second = chain.follow([first], instance_key.statement(1, newest, instance_id, root), instance_id, [root])
    rows = [draft.rows(seeds) for draft in drafts]
    with database.writing() as uow:
        uow.statements.add(first)
        uow.statements.add(second)
        for member, held in rows:
            _add(uow, member, held)
        uow.commit()
    return [draft.handed_over() for draft in drafts]


def admit(
    instance: Instance,
    sponsors: Sequence[Keyring],
    username: str,
    roles: Iterable[str],
    *,
    root: SigningKey | None = None,
) -> NewMember:
    """Take in a member whom two holders of each of these roles vouch for (the root where there are no two).

    The sponsors seal every epoch of the role keys that they hold to the new member. Raises `NotVouched` when these
    sponsors may not, `NoKey` when none of them holds a role's key, ValueError for an unusable name.
    """
    draft = _draft(username, roles)
    seeds = {place: key for sponsor in sponsors for place, key in sponsor.role_keys.items()}
    if not set(draft.roles) & set(KEYED_ROLES) <= {role for role, _ in seeds}:
        raise NoKey
    member, held_keys = draft.rows(seeds)
    signers = [sponsor.identity.signing for sponsor in sponsors] + ([root] if root else [])

    def work(uow: UnitOfWork) -> None:
        held = tuple(uow.statements.find())
        said = {"kind": "admit", "member": draft.stated()}
        new = chain.follow(held, said, instance.settings.instance_id, signers)
        try:
            chain.verify_chain((*held, new), instance.settings.instance_id, instance.settings.root_key)
        except BrokenChain as error:
            raise NotVouched from error
        uow.statements.add(new)
        _add(uow, member, held_keys)

    transact(instance.database, work)
    return draft.handed_over()


def _draft(username: str, roles: Iterable[str]) -> _Draft:
    name = normal(username)
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        message = f"a user name has 1 to {LONGEST_NAME} printable characters"
        raise ValueError(message)
    member_id = crypto.token(16).hex()
    return _Draft(member_id, name, tuple(sorted(set(roles))), Identity.generate(), crypto.generate_passphrase())


def _add(uow: UnitOfWork, member: Member, keys: Iterable[RoleKey]) -> None:
    uow.members.add(member)
    for key in keys:
        uow.role_keys.add(key)

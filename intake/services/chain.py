"""The membership chain: signed statements that say who holds which role and which key a role has. Pure; no I/O.

Statement 0 (`found`) names the instance, its founders and the first key of each role with keys, and is signed by the
offline root key alone. Each later statement names the SHA-256 of the whole statement before it, signatures included,
and changes one thing: `admit` a new member into roles, `grant_role`, `revoke_role`, `remove` a member, start an
`epoch` (a new key) of a role, or name an `instance_key`, which signs what leaves the instance.

Who must sign, for every role that a statement touches: two different current holders of that role, not counting the
member whom the statement is about. Only where fewer than two such holders exist, the root's signature is accepted
instead. An instance key is the root's alone to name. Nobody else may sign, nobody twice, and a signature holds for one
instance and one number only.

A member removed once never comes back under the same id or the same keys.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import crypto
from crypto import PublicKey, SigningKey
from intake.domain.entities import Statement
from intake.services import places
from intake.services.errors import BrokenChain
from intake.services.people import KEYED_ROLES, ROLES, InstanceKey, Membership, Person, RolePublic

VOICES = 2
"""Holders of a role who must sign what touches it."""

Fields = Mapping[str, Any]
Change = Callable[..., tuple[str, frozenset[str]]]
"""Applies a statement; returns whom it is about and the roles it touches."""


def canonical(value: object) -> bytes:
    """Return the only accepted encoding of a JSON value: sorted keys, no spaces, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def write(number: int, fields: Fields, instance_id: str, signers: Sequence[SigningKey]) -> Statement:
    """Return a signed statement; whether the signers may say it is for `verify_chain`."""
    body = canonical({**fields, "number": number, "instance": instance_id})
    place = places.statement(instance_id, number)
    signatures = [{"signer": key.public.hex(), "signature": crypto.detached(key, body, place).hex()} for key in signers]
    return Statement(number, body, canonical(signatures))


def follow(chain: Sequence[Statement], fields: Fields, instance_id: str, signers: Sequence[SigningKey]) -> Statement:
    """Return the statement that comes after `chain`, linked to its end."""
    link = places.statement_link(chain[-1].body, chain[-1].signatures).hex()
    return write(len(chain), {**fields, "previous": link}, instance_id, signers)


@lru_cache(maxsize=8)
def verify_chain(chain: tuple[Statement, ...], instance_id: str, root: bytes) -> Membership:
    """Return what the chain vouches for, statement by statement from number 0. `root` is an Ed25519 public key.

    Raises `BrokenChain` for anything that does not hold. The last few results are kept, by the whole chain's bytes.
    """
    state = _State(instance_id, root)
    try:
        for number, statement in enumerate(chain):
            state.take(number, statement)
    except (ValueError, TypeError, KeyError, RecursionError, crypto.CryptoError) as error:
        reason = "a statement says what no statement says"
        raise BrokenChain(reason) from error
    if not chain:
        reason = "there is no first statement"
        raise BrokenChain(reason)
    keys = {role: tuple(held) for role, held in state.keys.items()}
    return Membership(dict(state.people), dict(state.former), keys, tuple(state.instance_keys))


def _require(condition: bool, reason: str) -> None:  # noqa: FBT001 - an assertion
    if not condition:
        raise BrokenChain(reason)


def _parse(data: bytes) -> Any:  # noqa: ANN401 - checked field by field where it is used
    value = json.loads(data)
    _require(canonical(value) == data, "a statement is not in its canonical form")
    return value


@dataclass(slots=True)
class _State:
    """What has been said so far."""

    instance_id: str
    root: bytes
    people: dict[str, Person] = field(default_factory=dict)
    former: dict[str, Person] = field(default_factory=dict)
    keys: dict[str, list[RolePublic]] = field(default_factory=dict)
    instance_keys: list[InstanceKey] = field(default_factory=list)
    link: str = ""

    def take(self, number: int, statement: Statement) -> None:
        """Check one statement and apply it."""
        said = _parse(statement.body)
        _require(statement.number == number == said.pop("number"), "a statement is missing or out of order")
        _require(said.pop("instance") == self.instance_id, "a statement belongs to another instance")
        signers = self._signers(statement)
        kind = said.pop("kind")
        if number == 0:
            _require(kind == "found" and signers == {self.root}, "the first statement is not the root's")
            self._found(**said)
        else:
            _require(said.pop("previous") == self.link, "a statement does not follow the one before it")
            self._change(kind, said, signers)
        self.link = places.statement_link(statement.body, statement.signatures).hex()

    def _signers(self, statement: Statement) -> set[bytes]:
        place = places.statement(self.instance_id, statement.number)
        signers: set[bytes] = set()
        for entry in _parse(statement.signatures):
            signer, signature = bytes.fromhex(entry["signer"]), bytes.fromhex(entry["signature"])
            _require(set(entry) == {"signer", "signature"} and signer not in signers, "somebody signs twice")
            crypto.check_detached(signer, signature, statement.body, place)
            signers.add(signer)
        known = {person.signing for person in self.people.values()} | {self.root}
        _require(signers <= known, "somebody signs who may not")
        return signers

    def _found(self, members: list[Fields], role_keys: list[Fields]) -> None:
        for member in members:
            self._add(**member)
        for entry in role_keys:
            self._epoch(**entry)
        _require(set(self.keys) == set(KEYED_ROLES), "a role's first key is missing")

    def _change(self, kind: str, said: dict[str, Any], signers: set[bytes]) -> None:
        changes: dict[str, Change] = {
            "admit": self._admit,
            "grant_role": self._grant_role,
            "revoke_role": self._revoke_role,
            "remove": self._remove,
            "epoch": self._new_epoch,
            "instance_key": self._instance_key,
        }
        _require(kind in changes, "a statement of an unknown kind")
        _require(kind != "instance_key" or signers == {self.root}, "an instance key is not named by the root")
        subject, roles = changes[kind](**said)
        for role in roles:
            self._heard(role, subject, signers)

    def _heard(self, role: str, subject: str, signers: set[bytes]) -> None:
        """Hold the rule of the module's docstring for one role.

        The change is made already, which alters nothing here: its subject is left out.
        """
        holders = (person for person in self.people.values() if role in person.roles)
        able = {person.signing for person in holders if person.id != subject}
        by_root = len(able) < VOICES and self.root in signers
        _require(by_root or len(able & signers) >= VOICES, "two holders of a role must sign what touches it")

    def _admit(self, member: Fields) -> tuple[str, frozenset[str]]:
        person = self._add(**member)
        return person.id, person.roles

    def _grant_role(self, member: str, role: str) -> tuple[str, frozenset[str]]:
        person = self.people[member]
        _require(role in ROLES and role not in person.roles, "a role is granted twice or unknown")
        self.people[member] = replace(person, roles=person.roles | {role})
        return member, frozenset({role})

    def _revoke_role(self, member: str, role: str) -> tuple[str, frozenset[str]]:
        person = self.people[member]
        # A member without a role would be a member whom nobody has to vouch for: `remove` is the word for that.
        _require(role in person.roles and len(person.roles) > 1, "a role is taken that is not held, or is the last")
        self.people[member] = replace(person, roles=person.roles - {role})
        return member, frozenset({role})

    def _remove(self, member: str) -> tuple[str, frozenset[str]]:
        person = self.people.pop(member)
        self.former[member] = person
        return member, person.roles

    def _new_epoch(self, role: str, epoch: int, key: str) -> tuple[str, frozenset[str]]:
        self._epoch(role, epoch, key)
        return "", frozenset({role})

    def _epoch(self, role: str, epoch: int, key: str) -> None:
        held = self.keys.setdefault(role, [])
        _require(role in KEYED_ROLES and epoch == len(held) + 1, "a role's epochs are out of order")
        held.append(RolePublic(role, epoch, PublicKey(bytes.fromhex(key))))

    def _instance_key(
        self, epoch: int, key: str, certificate: str, sealed: dict[str, str]
    ) -> tuple[str, frozenset[str]]:
        public, signed = bytes.fromhex(key), bytes.fromhex(certificate)
        _require(epoch == len(self.instance_keys) + 1, "the instance's keys are out of order")
        _require(public != self.root, "the root is no instance key")
        crypto.check_detached(self.root, signed, public, places.instance_key(self.instance_id, epoch))
        given = {holder: bytes.fromhex(secret) for holder, secret in sealed.items()}
        self.instance_keys.append(InstanceKey(epoch, public, signed, given))
        return "", frozenset()

    def _add(self, id: str, username: str, kem: str, signing: str, roles: list[str]) -> Person:  # noqa: A002 - as stated
        person = Person(id, username, PublicKey(bytes.fromhex(kem)), bytes.fromhex(signing), frozenset(roles))
        _require(bool(id) and bool(username) and isinstance(username, str), "a member has no name")
        _require(person.signing != self.root, "the root is no member")
        _require(bool(roles) and set(roles) <= set(ROLES) and roles == sorted(set(roles)), "roles are not as known")
        for other in [*self.people.values(), *self.former.values()]:
            same = other.id == id or other.kem == person.kem or other.signing == person.signing
            _require(not same, "a member or a key is stated twice")
        taken = {other.username for other in self.people.values()}
        _require(username not in taken, "a user name is stated twice")
        self.people[id] = person
        return person

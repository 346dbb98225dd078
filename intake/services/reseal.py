"""The rows that a case's key reaches, sealed anew to another key and to those who go on with the case.

Only what seals keys changes: a document's header and body stay, so that a case of many gigabytes takes seconds.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

import crypto
from crypto import PrivateKey, PublicKey
from intake.domain.entities import Box, Card, Case, CaseKeys, Consent, Document, Grant, GrantKind
from intake.services import documents, entries, grants, places
from intake.services.consents import CASE_HOLDER
from intake.services.errors import NotFound
from intake.services.grant_keys import GrantKeys
from intake.services.grants import CATALOGUE, member_holder, role_holder
from intake.services.holders import CIRCLES, MEMBER, role_of
from intake.services.people import Person, RolePublic
from intake.services.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Heirs:
    """Who opens the case from now on: `members`, and the whole `circle`; where that is None, `leads` act for it."""

    circle: RolePublic | None
    members: tuple[Person, ...]
    leads: tuple[Person, ...] = ()

    @property
    def holders(self) -> dict[str, PublicKey]:
        """The key of everyone who opens the case."""
        found = {member_holder(one.id): one.kem for one in (*self.members, *self.leads)}
        if self.circle is not None:
            found[role_holder(self.circle.role, self.circle.epoch)] = self.circle.key
        return found


@dataclass(frozen=True, slots=True)
class Rows:
    """What is stored of a case, as far as its key reaches."""

    case: Case
    keys: CaseKeys
    card: Card
    documents: tuple[Document, ...]
    copies: tuple[Consent, ...]
    grants: tuple[Grant, ...]

    @classmethod
    def read(cls, uow: UnitOfWork, case_id: str) -> Self:
        """Read them as they are. Raises `NotFound`."""
        case, keys, card = uow.cases.get(case_id), uow.case_keys.get(case_id), uow.cards.get(case_id)
        if case is None or keys is None or card is None:
            raise NotFound
        return cls(
            case,
            keys,
            card,
            tuple(uow.documents.find(case_id=case_id, box=Box.CASE, order="number")),
            tuple(uow.consents.find(case_id=case_id, order="number")),
            tuple(uow.grants.find(case_id=case_id)),
        )

    @property
    def said(self) -> tuple[Consent, ...]:
        """The case's own copy of every consent statement, in order."""
        return tuple(copy for copy in self.copies if copy.holder == CASE_HOLDER)

    def resealed(self, old: PrivateKey, to: PublicKey) -> Self:
        """Return the rows with all documents' keys and the case's copies of the consents sealed to another key."""
        return replace(
            self,
            keys=replace(self.keys, public_key=to.raw),
            documents=tuple(documents.hand_over(one, old, to) for one in self.documents),
            copies=tuple(_resealed(one, old, to) if one.holder == CASE_HOLDER else one for one in self.copies),
        )

    def granted(self, keys: GrantKeys, heirs: Heirs, secrets: dict[GrantKind, bytes]) -> Self:
        """Return the rows with these secrets granted to the heirs and to nobody else.

        A secret that is not among these, such as the auditors' or the custodians', stays as it is.
        """
        kept = tuple(grant for grant in self.grants if grant.kind not in secrets or not _opens_cases(grant))
        new = [
            grants.seal_grant(keys, self.case.id, kind, holder, key, secret)
            for kind, secret in secrets.items()
            for holder, key in heirs.holders.items()
        ]
        return replace(self, grants=(*kept, *new))

    def carded(self, key: bytes, fresh: bytes) -> Self:
        """Return the rows with the card, slip and entry, under a fresh key."""
        case_id, entry = self.case.id, entries.read(self.card, key)
        place = places.card(case_id)
        sealed = crypto.encrypt(fresh, crypto.decrypt(key, self.card.sealed, place), place)
        known = entries.blank(case_id, fresh) if entry is None else entries.seal(case_id, fresh, entry)
        return replace(self, card=replace(self.card, sealed=sealed, entry=known))

    def replace_by(self, uow: UnitOfWork, after: Self) -> None:
        """Store the other rows in the place of these."""
        uow.case_keys.change(self.case.id, public_key=after.keys.public_key)
        uow.cards.change(self.case.id, sealed=after.card.sealed, entry=after.card.entry)
        for document in after.documents:
            uow.documents.change(document.id, sealed_key=document.sealed_key)
        for copy in set(after.copies) - set(self.copies):
            if not uow.consents.change(copy.case_id, copy.number, copy.holder, sealed=copy.sealed):
                uow.consents.add(copy)
        for grant in set(self.grants) - set(after.grants):
            uow.grants.delete(case_id=grant.case_id, kind=grant.kind, holder=grant.holder)
        for grant in set(after.grants) - set(self.grants):
            uow.grants.add(grant)


def circle_grants(rows: Rows, kind: GrantKind) -> Iterator[Grant]:
    """Yield the grants of a kind to a circle, or to those who lead the case in its place."""
    return (grant for grant in rows.grants if grant.kind == kind and _opens_cases(grant))


def _opens_cases(grant: Grant) -> bool:
    holder = grant.holder.removeprefix(CATALOGUE)
    return role_of(holder) in CIRCLES or holder.startswith(MEMBER)


def _resealed(copy: Consent, old: PrivateKey, to: PublicKey) -> Consent:
    place = places.consent(copy.case_id, copy.number, copy.holder)
    return replace(copy, sealed=crypto.seal(to, crypto.unseal(old, copy.sealed, place), place))

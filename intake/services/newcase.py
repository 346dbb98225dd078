"""A case as it is before it is stored: every row sealed, so that the transaction that adds them only writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import crypto
from crypto import PublicKey
from intake import clock
from intake.domain.consent import Statement, UnName, Use, consents_given, un_name_given
from intake.domain.documents import Kind
from intake.domain.entities import Card, Case, CaseKeys, Consent, Document, Grant, GrantKind, Mailbox, SealedIdentity
from intake.domain.identity import Identity
from intake.domain.review import State
from intake.domain.testimony import Slip, Testimony
from intake.services import consents, documents, entries, identities, places
from intake.services.course import forget_lists
from intake.services.drafts import Secrets
from intake.services.grant_keys import GrantKeys
from intake.services.grants import role_holder, seal_grant
from intake.services.identities import Openers
from intake.services.mailbox_state import MailboxState
from intake.services.people import Membership, RolePublic
from intake.services.ports import UnitOfWork

SLIP_MINIMUM = 1024


@dataclass(frozen=True, slots=True)
class Sent:
    """What the source gave, read from the form's fields."""

    told: Testimony
    uses: Mapping[Use, bool]
    un_name: UnName
    urgent: bool
    identity: Identity

    @classmethod
    def read(cls, fields: Mapping[str, str]) -> Self:
        """Take from the form what it knows."""
        told, identity = Testimony.from_fields(fields), Identity.from_fields(fields)
        urgent = bool(fields.get("urgent")) or identity.asks_at_once
        return cls(told, consents_given(fields), un_name_given(fields), urgent, identity)

    def statement(self, case_key: PublicKey) -> Statement:
        """Return the first statement of consent, which vouches for the case's key."""
        return Statement(
            number=1,
            changes=self.uses,
            case_key=case_key.raw.hex(),
            language=self.told.language,
            minor=self.told.about_minor,
            un_name=self.un_name,
            day=clock.today().isoformat(),
        )


@dataclass(frozen=True, slots=True)
class NewCase:
    """All that makes a case, but for its evidence."""

    case: Case
    keys: CaseKeys
    testimony: Document
    consents: tuple[Consent, ...]
    mailbox: Mailbox
    card: Card
    identity: SealedIdentity
    grants: tuple[Grant, ...]

    @classmethod
    def seal(cls, keys: GrantKeys, membership: Membership, secrets: Secrets, sent: Sent, slip: Slip) -> Self:
        """Seal what was sent to the case, to the roles that the chain vouches for, and to the source's own key."""
        case_id, source = secrets.case_id, secrets.source
        statement = sent.statement(secrets.case.public)
        copies = consents.seal_statement(statement, case_id, secrets.case.public, source.signing, membership)
        role = membership.role_key("children" if sent.told.about_minor else "intake")
        card, card_key = _card(secrets, slip)
        openers = Openers(membership, role.role if sent.urgent else None)
        apart = identities.seal(keys, openers, source, case_id, sent.identity)
        return cls(
            case=Case(case_id, clock.today(), sent.urgent, State.NEW),
            keys=CaseKeys(case_id, secrets.case.public.raw, source.mailbox.public.raw, source.signing.public),
            testimony=documents.seal_text(secrets.target, 1, Kind.TESTIMONY, sent.told.to_text()),
            consents=tuple(copies),
            mailbox=MailboxState.after(secrets.case.public, copies[0]).seal(source),
            card=card,
            identity=apart.row,
            grants=_grants(keys, secrets, card_key, role) + apart.grants,
        )

    def add_to(self, uow: UnitOfWork) -> None:
        """Add every row."""
        uow.cases.add(self.case)
        uow.case_keys.add(self.keys)
        uow.documents.add(self.testimony)
        for copy in self.consents:
            uow.consents.add(copy)
        uow.mailboxes.add(self.mailbox)
        uow.cards.add(self.card)
        uow.identities.add(self.identity)
        for grant in self.grants:
            uow.grants.add(grant)
        forget_lists(uow, self.case.id)


def _card(secrets: Secrets, slip: Slip) -> tuple[Card, bytes]:
    key, place = crypto.generate_key(), places.card(secrets.case_id)
    signed = crypto.sign(secrets.source.signing, slip.to_json(), place)
    sealed = crypto.encrypt(key, crypto.pad(signed, SLIP_MINIMUM), place)
    return Card(secrets.case_id, sealed, entries.blank(secrets.case_id, key)), key


def _grants(keys: GrantKeys, secrets: Secrets, card_key: bytes, role: RolePublic) -> tuple[Grant, ...]:
    holder = role_holder(role.role, role.epoch)
    granted = ((GrantKind.CASE, secrets.case.seed), (GrantKind.CARD, card_key))
    return tuple(seal_grant(keys, secrets.case_id, kind, holder, role.key, secret) for kind, secret in granted)

"""Sealing a draft: it becomes a case in one transaction, and its codename is shown until the source keeps it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import crypto
from crypto import Codename
from intake import clock
from intake.domain.consent import Statement, Use
from intake.domain.documents import Kind
from intake.domain.entities import Card, Case, CaseKeys, Draft, DraftState, GrantKind, Mailbox
from intake.domain.review import State
from intake.domain.testimony import Slip, Testimony, consents_given, slip_for
from intake.services import consents, documents, drafts, places
from intake.services.drafts import Secrets
from intake.services.errors import (
    BrokenChain,
    CodenameInText,
    DraftFinished,
    IntakeClosed,
    NothingToSeal,
    NotVouched,
    ReadingNotAllowed,
)
from intake.services.grants import role_holder, seal_grant
from intake.services.halves import DraftHandle, cover, expiry
from intake.services.instance import Instance, transact
from intake.services.membership import load_membership
from intake.services.people import Membership, RolePublic
from intake.services.ports import UnitOfWork

SLIP_MINIMUM = 1024


@dataclass(frozen=True, slots=True)
class Sent:
    """What the source gave, read from the form's fields."""

    told: Testimony
    uses: Mapping[Use, bool]
    urgent: bool

    @classmethod
    def read(cls, fields: Mapping[str, str]) -> Self:
        """Take from the form what it knows."""
        return cls(Testimony.from_fields(fields), consents_given(fields), bool(fields.get("urgent")))


def seal(instance: Instance, handle: DraftHandle, fields: Mapping[str, str]) -> None:
    """Make the draft a case. Asked again, for a draft that was sealed, it changes nothing.

    Raises `ReadingNotAllowed`, `NothingToSeal`, `CodenameInText` (nothing is sealed, the draft stays), `IntakeClosed`
    when the membership chain vouches for no key to seal to, `DraftFinished` and `ForeignDraft`.
    """
    sent = Sent.read(fields)
    check_text(*fields.values())

    def work(uow: UnitOfWork) -> None:
        row = uow.drafts.get(handle.draft_id)
        if row is not None and row.phase is not DraftState.OPEN:
            _answer_again(row, handle)
        else:
            _seal_open(instance, uow, handle, sent)

    transact(instance.database, work)


def _seal_open(instance: Instance, uow: UnitOfWork, handle: DraftHandle, sent: Sent) -> None:
    if not sent.uses[Use.READ]:
        raise ReadingNotAllowed
    row = drafts.ensure(instance, uow, handle)
    secrets = drafts.open_secrets(row, handle)
    pieces = drafts.received_pieces(uow, row, secrets)
    if not sent.told.narrative and not pieces:
        raise NothingToSeal
    slip = slip_for(sent.told, tuple(piece.header.media_type for piece in pieces))
    write_case(instance, uow, secrets, sent, slip)
    for number, piece in enumerate(pieces, start=drafts.FIRST_ATTACHMENT):
        uow.documents.add(documents.renumber(piece, secrets.target, number))
    uow.draft_documents.delete(draft_id=row.id)
    uow.drafts.change(row.id, **_sealed_fields(instance, handle, secrets.codename))


def shown_codename(instance: Instance, handle: DraftHandle, language: str = "en") -> str | None:
    """Return the codename while the source has not confirmed keeping it and its time is not over."""
    with instance.database.reading() as uow:
        row = uow.drafts.get(handle.draft_id)
        if row is None or row.phase is not DraftState.SEALED or row.expires_at <= clock.now():
            return None
        state = drafts.read_state(row, handle)
        return Codename(bytes.fromhex(state["entropy"])).words(language)


def confirm(instance: Instance, handle: DraftHandle) -> None:
    """Erase the codename from the session: the source has it."""

    def work(uow: UnitOfWork) -> None:
        row = uow.drafts.get(handle.draft_id)
        if row is not None and row.phase is DraftState.SEALED:
            drafts.read_state(row, handle)
            drafts.finish(uow, row)

    transact(instance.database, work)


def check_text(*texts: str) -> None:
    """Raise `CodenameInText` when a codename stands in a text that would be stored."""
    if any(crypto.mentions_codename(text) for text in texts):
        raise CodenameInText


def receiving(uow: UnitOfWork, instance: Instance) -> Membership:
    """Return the membership to seal to. Raises `IntakeClosed` instead of letting anything through in clear."""
    try:
        membership = load_membership(uow, instance.settings)
        for role in ("intake", "children", *consents.CHECKED_BY):
            membership.role_key(role)
    except (BrokenChain, NotVouched) as error:
        raise IntakeClosed from error
    return membership


def _answer_again(row: Draft, handle: DraftHandle) -> None:
    if row.phase is DraftState.DONE:
        raise DraftFinished
    drafts.read_state(row, handle)


def _sealed_fields(instance: Instance, handle: DraftHandle, codename: Codename) -> dict[str, object]:
    state = cover(handle.secret, {"entropy": codename.entropy.hex()}, places.draft(handle.draft_id, "state"))
    return {
        "phase": DraftState.SEALED,
        "state": state,
        "text": None,
        "expires_at": expiry(instance.settings.codename_lifetime),
    }


def write_case(instance: Instance, uow: UnitOfWork, secrets: Secrets, sent: Sent, slip: Slip) -> None:
    """Add a case with all that makes one, but for its evidence."""
    membership = receiving(uow, instance)
    case_id, source = secrets.case_id, secrets.source
    uow.cases.add(Case(case_id, clock.today(), sent.urgent, State.NEW))
    uow.case_keys.add(CaseKeys(case_id, secrets.case.public.raw, source.mailbox.public.raw, source.signing.public))
    uow.documents.add(documents.seal_text(secrets.target, 1, Kind.TESTIMONY, sent.told.to_text()))
    statement = Statement(1, sent.uses, case_key=secrets.case.public.raw.hex())
    for copy in consents.seal_statement(statement, case_id, secrets.case.public, source.signing, membership):
        uow.consents.add(copy)
    uow.mailboxes.add(_mailbox(secrets))
    role = membership.role_key("children" if sent.told.about_minor else "intake")
    _grant_to_circle(instance, uow, secrets, slip, role)


def _mailbox(secrets: Secrets) -> Mailbox:
    lookup_id = secrets.source.lookup_id
    content = {"case": secrets.case_id, "key": secrets.case.public.raw.hex()}
    state = crypto.encrypt(secrets.source.state_key, json.dumps(content).encode(), places.mailbox_state(lookup_id))
    return Mailbox(lookup_id, secrets.case_id, state)


def _grant_to_circle(instance: Instance, uow: UnitOfWork, secrets: Secrets, slip: Slip, role: RolePublic) -> None:
    case_id, card_key = secrets.case_id, crypto.generate_key()
    signed = crypto.sign(secrets.source.signing, slip.to_json(), places.card(case_id))
    uow.cards.add(Card(case_id, crypto.encrypt(card_key, crypto.pad(signed, SLIP_MINIMUM), places.card(case_id))))
    holder = role_holder(role.role, role.epoch)
    for kind, secret in ((GrantKind.CASE, secrets.case.seed), (GrantKind.CARD, card_key)):
        uow.grants.add(seal_grant(instance.grant_keys, case_id, kind, holder, role.key, secret))

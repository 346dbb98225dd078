"""Sealing a draft: it becomes a case in one transaction, and its codename is shown until the source keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from crypto import Codename
from intake import clock
from intake.domain.consent import Use
from intake.domain.entities import Document, Draft, DraftDocument, DraftState
from intake.domain.testimony import slip_for
from intake.services import consents, documents, drafts, places
from intake.services.drafts import Secrets
from intake.services.errors import (
    BrokenChain,
    DraftFinished,
    IntakeClosed,
    NothingToSeal,
    NotVouched,
    ReadingNotAllowed,
)
from intake.services.halves import DraftHandle, cover, expiry
from intake.services.instance import ATTEMPTS, Instance, transact
from intake.services.membership import load_membership
from intake.services.newcase import NewCase, Sent
from intake.services.people import Membership
from intake.services.ports import Conflict, UnitOfWork
from intake.services.texts import check_text


@dataclass(frozen=True, slots=True)
class _Ready:
    """A draft and the case that it becomes. `row` is None where the source sent all of it at once."""

    row: Draft | None
    pieces: tuple[DraftDocument, ...]
    case: NewCase
    evidence: tuple[Document, ...]
    sealed: Draft

    def unchanged(self, uow: UnitOfWork) -> bool:
        """Tell whether the draft is still what the case was made from."""
        found = uow.draft_documents.find(draft_id=self.sealed.id, order="number")
        return uow.drafts.get(self.sealed.id) == self.row and tuple(found) == self.pieces

    def store(self, uow: UnitOfWork) -> None:
        """Put the case in the draft's place."""
        self.case.add_to(uow)
        for piece in self.evidence:
            uow.documents.add(piece)
        uow.draft_documents.delete(draft_id=self.sealed.id)
        if self.row is not None:
            uow.drafts.delete(id=self.row.id)
        uow.drafts.add(self.sealed)


def seal(instance: Instance, handle: DraftHandle, fields: Mapping[str, str]) -> None:
    """Make the draft a case. Asked again, for a draft that was sealed, it changes nothing.

    Raises `ReadingNotAllowed`, `NothingToSeal`, `CodenameInText` (nothing is sealed, the draft stays), `IntakeClosed`
    when the membership chain vouches for no key to seal to, `DraftFinished` and `ForeignDraft`.
    """
    sent = Sent.read(fields)
    check_text(*fields.values())
    for _ in range(ATTEMPTS):
        ready = _prepare(instance, handle, sent)
        if ready is None or transact(instance.database, partial(_store, ready=ready)):
            return
    raise Conflict


def _store(uow: UnitOfWork, ready: _Ready) -> bool:
    if not ready.unchanged(uow):
        return False
    ready.store(uow)
    return True


def _prepare(instance: Instance, handle: DraftHandle, sent: Sent) -> _Ready | None:
    """Do the costly part before the database's writers are kept waiting; None when the draft was sealed before."""
    with instance.database.reading() as uow:
        row = uow.drafts.get(handle.draft_id)
        if row is not None and row.phase is not DraftState.OPEN:
            _answer_again(row, handle)
            return None
        if not sent.uses[Use.READ]:
            raise ReadingNotAllowed
        secrets = drafts.new_secrets(instance) if row is None else drafts.open_secrets(row, handle)
        pieces = tuple(uow.draft_documents.find(draft_id=handle.draft_id, order="number"))
        membership = receiving(uow, instance)
    opened = [documents.open_header(drafts.as_document(one, secrets.case_id), secrets.case) for one in pieces]
    if sent.told.is_empty and not opened:
        raise NothingToSeal
    slip = slip_for(sent.told, tuple(one.header.media_type for one in opened))
    case = NewCase.seal(instance.grant_keys, membership, secrets, sent, slip)
    numbered = enumerate(opened, start=drafts.FIRST_ATTACHMENT)
    evidence = tuple(documents.renumber(one, secrets.target, number) for number, one in numbered)
    return _Ready(row, pieces, case, evidence, _sealed(instance, handle, secrets, urgent=sent.urgent))


def shown_codename(instance: Instance, handle: DraftHandle, language: str = "en") -> str | None:
    """Return the codename while the source has not confirmed keeping it and its time is not over."""
    with instance.database.reading() as uow:
        row = uow.drafts.get(handle.draft_id)
        if row is None or row.phase is not DraftState.SEALED or row.expires_at <= clock.now():
            return None
        state = drafts.read_state(row, handle)
        return Codename(bytes.fromhex(state["entropy"])).words(language)


def is_urgent(instance: Instance, handle: DraftHandle) -> bool:
    """Tell whether the draft was sent as urgent, while its codename may be shown."""
    with instance.database.reading() as uow:
        row = uow.drafts.get(handle.draft_id)
        if row is None or row.phase is not DraftState.SEALED:
            return False
        return bool(drafts.read_state(row, handle).get("urgent"))


def confirm(instance: Instance, handle: DraftHandle) -> None:
    """Erase the codename from the session: the source has it."""

    def work(uow: UnitOfWork) -> None:
        row = uow.drafts.get(handle.draft_id)
        if row is not None and row.phase is DraftState.SEALED:
            drafts.read_state(row, handle)
            drafts.finish(uow, row)

    transact(instance.database, work)


def receiving(uow: UnitOfWork, instance: Instance) -> Membership:
    """Return the membership to seal to. Raises `IntakeClosed` instead of letting anything through in clear."""
    try:
        membership = load_membership(uow, instance.settings)
        for role in ("intake", "children", "custodian", *consents.CHECKED_BY):
            membership.role_key(role)
    except (BrokenChain, NotVouched) as error:
        raise IntakeClosed from error
    return membership


def _answer_again(row: Draft, handle: DraftHandle) -> None:
    if row.phase is DraftState.DONE:
        raise DraftFinished
    drafts.read_state(row, handle)


def _sealed(instance: Instance, handle: DraftHandle, secrets: Secrets, *, urgent: bool) -> Draft:
    content = {"entropy": secrets.codename.entropy.hex(), "urgent": "1" if urgent else ""}
    state = cover(handle.secret, content, places.draft(handle.draft_id, "state"))
    return Draft(handle.draft_id, DraftState.SEALED, state, None, expiry(instance.settings.codename_lifetime))

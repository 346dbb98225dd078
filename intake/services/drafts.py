"""What a source has not sent yet. Text, evidence and the fresh case key lie under the two halves of the session."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

import crypto
from crypto import Codename, PrivateKey, SourceKeys
from intake.domain.documents import UNTOLD, Context, Header
from intake.domain.entities import Blob, Box, Document, Draft, DraftDocument, DraftState
from intake.services import documents, places
from intake.services.documents import FileSealer, Opened, Target
from intake.services.errors import DraftFinished, ForeignDraft, TooMuch
from intake.services.halves import DraftHandle, cover, end_of_day, expiry, uncover
from intake.services.instance import ATTEMPTS, Instance, transact
from intake.services.pieces import PieceSink
from intake.services.ports import Conflict, UnitOfWork
from intake.services.room import check_disk, check_drafts
from intake.services.texts import check_text

FINISHED_DAYS = 2
FIRST_ATTACHMENT = 2  # the testimony is number 1 of its case


@dataclass(frozen=True, slots=True)
class Secrets:
    """What makes a draft a case: the codename, the keys that follow from it, and the case private key."""

    codename: Codename
    source: SourceKeys
    case: PrivateKey = field(repr=False)

    @property
    def case_id(self) -> str:
        """The id of the case that the draft will become."""
        return places.case_id(self.source.signing.public, self.source.mailbox.public.raw)

    @property
    def target(self) -> Target:
        """Where the draft's evidence is sealed to."""
        return Target(self.case_id, Box.CASE, self.case.public, self.source.signing)


@dataclass(frozen=True, slots=True)
class Received:
    """A file that arrived whole. `size` in bytes."""

    id: str
    name: str
    size: int
    context: Context = UNTOLD


@dataclass(frozen=True, slots=True)
class DraftView:
    """What a source sees of their own draft in the session that writes it."""

    phase: DraftState
    fields: Mapping[str, str]
    received: tuple[Received, ...]


EMPTY = DraftView(DraftState.OPEN, {}, ())


def load(instance: Instance, handle: DraftHandle) -> DraftView:
    """Return the draft; an unknown id is an empty one. Raises `ForeignDraft`."""
    with instance.database.reading() as uow:
        row = _row(uow, handle)
        if row is None or row.phase is not DraftState.OPEN:
            return EMPTY if row is None else replace(EMPTY, phase=row.phase)
        secrets = open_secrets(row, handle)
        received = tuple(
            Received(one.document.id, one.header.name, one.header.size, one.header.context)
            for one in received_pieces(uow, row, secrets)
        )
        return DraftView(row.phase, read_fields(row, handle), received)


def save_fields(instance: Instance, handle: DraftHandle, fields: Mapping[str, str]) -> None:
    """Keep what was typed, sealed. Raises `CodenameInText`."""
    check_text(*fields.values())
    covered = cover(handle.secret, fields, places.draft(handle.draft_id, "text"))
    made = prepare(instance, handle)

    def work(uow: UnitOfWork) -> None:
        ensure(uow, handle, made)
        uow.drafts.change(handle.draft_id, text=covered, expires_at=lifetime(instance))

    transact(instance.database, work)


def open_file(
    instance: Instance, handle: DraftHandle, filename: str, media_type: str, context: Context = UNTOLD
) -> PieceSink:
    """Return a sink that seals a file into the draft. Raises `TooMuch`, `NoRoom` and `DraftFinished`."""
    check_disk(instance)
    made = prepare(instance, handle)
    secrets = transact(instance.database, lambda uow: open_secrets(ensure(uow, handle, made), handle))
    with instance.database.reading() as uow:
        if uow.draft_documents.count(draft_id=handle.draft_id) >= instance.settings.limits.files:
            raise TooMuch
        check_drafts(uow, instance)
    sealer = FileSealer(instance.blobs, secrets.target, filename, media_type, context)
    return PieceSink(instance, sealer, partial(_keep, instance, handle, made))


def discard_file(instance: Instance, handle: DraftHandle, document_id: str) -> None:
    """Remove one received file from an open draft."""

    def work(uow: UnitOfWork) -> str | None:
        row = _row(uow, handle)
        if row is None:
            return None
        open_secrets(row, handle)
        piece = uow.draft_documents.get(document_id)
        if piece is None or piece.draft_id != row.id:
            return None
        uow.draft_documents.delete(id=document_id)
        uow.blobs.delete(name=piece.blob_name)
        return piece.blob_name

    name = transact(instance.database, work)
    if name is not None:
        instance.blobs.delete(name)


def discard(instance: Instance, handle: DraftHandle) -> None:
    """Erase a draft and its evidence; a sealed case stays, only its codename stops being readable here."""

    def work(uow: UnitOfWork) -> list[str]:
        row = _row(uow, handle)
        if row is None or row.phase is DraftState.DONE:
            return []
        _check_owner(row, handle)
        return erase(uow, row)

    for name in transact(instance.database, work):
        instance.blobs.delete(name)


def erase(uow: UnitOfWork, row: Draft) -> list[str]:
    """Delete a draft's rows and return the names of the blobs that belonged to it."""
    names = [piece.blob_name for piece in uow.draft_documents.find(draft_id=row.id)]
    if names:
        uow.blobs.delete(name=names)
        uow.draft_documents.delete(draft_id=row.id)
    if row.phase is DraftState.SEALED:
        finish(uow, row)
    else:
        uow.drafts.delete(id=row.id)
    return names


def finish(uow: UnitOfWork, row: Draft) -> None:
    """Leave of a sent draft only that it was sent, so that a form sent again makes no second case."""
    uow.drafts.change(row.id, phase=DraftState.DONE, state=None, text=None, expires_at=end_of_day(FINISHED_DAYS))


def prepare(instance: Instance, handle: DraftHandle) -> Draft:
    """Return the draft's row or a new one, made before the database's writers are kept waiting for its Argon2id."""
    with instance.database.reading() as uow:
        row = _row(uow, handle)
    return new_row(instance, handle, new_secrets(instance)) if row is None else row


def ensure(uow: UnitOfWork, handle: DraftHandle, made: Draft) -> Draft:
    """Return the open draft's row, `made` when there is none. Raises `DraftFinished` and `ForeignDraft`."""
    row = _row(uow, handle)
    if row is None:
        uow.drafts.add(made)
        return made
    _check_owner(row, handle)
    if row.phase is not DraftState.OPEN:
        raise DraftFinished
    return row


def new_secrets(instance: Instance) -> Secrets:
    """Draw a codename and a case key pair."""
    codename = Codename.generate()
    return Secrets(codename, SourceKeys.derive(codename, instance.settings.codename_salt), PrivateKey.generate())


def new_row(instance: Instance, handle: DraftHandle, secrets: Secrets) -> Draft:
    """Return a new open draft with these secrets under both halves."""
    content = {
        "entropy": secrets.codename.entropy.hex(),
        "root": secrets.source.root.hex(),
        "case": secrets.case.seed.hex(),
    }
    state = cover(handle.secret, content, places.draft(handle.draft_id, "state"))
    return Draft(handle.draft_id, DraftState.OPEN, state, None, lifetime(instance))


def open_secrets(row: Draft, handle: DraftHandle) -> Secrets:
    """Open an open draft's secrets. Raises `ForeignDraft` for another session's."""
    content = read_state(row, handle)
    return Secrets(
        Codename(bytes.fromhex(content["entropy"])),
        SourceKeys(bytes.fromhex(content["root"])),
        PrivateKey(bytes.fromhex(content["case"])),
    )


def read_state(row: Draft, handle: DraftHandle) -> dict[str, str]:
    """Open what a draft's row holds under both halves. Raises `ForeignDraft`."""
    try:
        return uncover(handle.secret, row.state or b"", places.draft(row.id, "state"))
    except crypto.CryptoError as error:
        raise ForeignDraft from error


def read_fields(row: Draft, handle: DraftHandle) -> dict[str, str]:
    """Open the typed fields."""
    return {} if row.text is None else uncover(handle.secret, row.text, places.draft(row.id, "text"))


def received_pieces(uow: UnitOfWork, row: Draft, secrets: Secrets) -> list[Opened]:
    """Open the headers of the evidence that arrived for a draft, in order."""
    pieces = uow.draft_documents.find(draft_id=row.id, order="number")
    return [documents.open_header(as_document(piece, secrets.case_id), secrets.case) for piece in pieces]


def as_document(piece: DraftDocument, case_id: str) -> Document:
    """Return the document that a draft's piece becomes in its case."""
    return Document(
        piece.id, case_id, Box.CASE, piece.number, piece.sealed_key, piece.sealed_header, None, piece.blob_name
    )


def lifetime(instance: Instance) -> datetime:
    """Return when a draft touched now expires."""
    return expiry(instance.settings.draft_lifetime)


def _row(uow: UnitOfWork, handle: DraftHandle) -> Draft | None:
    # A draft past its time that the sweep has not reached yet is still the source's: nothing typed is lost early.
    return uow.drafts.get(handle.draft_id)


def _check_owner(row: Draft, handle: DraftHandle) -> None:
    if row.state is not None:
        read_state(row, handle)


@dataclass(frozen=True, slots=True)
class _Coming:
    """A file that arrived whole for a draft, and is not filed yet."""

    handle: DraftHandle
    made: Draft
    sealer: FileSealer
    blob: Blob

    def is_twin_of(self, other: Header) -> bool:
        """Tell whether a file of this name and content is there, of which this one says nothing else."""
        alike = (other.name, other.sha256) == (self.sealer.name, self.sealer.sha256)
        return alike and self.sealer.context in {UNTOLD, other.context}


def _keep(instance: Instance, handle: DraftHandle, made: Draft, sealer: FileSealer, blob: Blob) -> bool:
    """File a piece, unless it is there: when an answer is lost on the way, the same file is sent again."""
    coming = _Coming(handle, made, sealer, blob)
    for _ in range(ATTEMPTS):
        with instance.database.reading() as uow:
            newest = _newest(uow, handle)
            if newest and _has_twin(uow, coming):
                return False
        if transact(instance.database, partial(_add, instance=instance, coming=coming, newest=newest)):
            return True
    raise Conflict


def _add(uow: UnitOfWork, instance: Instance, coming: _Coming, newest: list[DraftDocument]) -> bool:
    """Add the piece; False when another came since the draft was looked through. Raises `NoRoom`."""
    ensure(uow, coming.handle, coming.made)
    if _newest(uow, coming.handle) != newest:
        return False
    check_drafts(uow, instance, coming.sealer.size)
    piece = coming.sealer.document(newest[0].number + 1 if newest else FIRST_ATTACHMENT)
    uow.draft_documents.add(
        DraftDocument(
            id=piece.id,
            draft_id=coming.handle.draft_id,
            number=piece.number,
            sealed_key=piece.sealed_key,
            sealed_header=piece.sealed_header,
            blob_name=coming.blob.name,
        )
    )
    uow.blobs.add(coming.blob)
    return True


def _has_twin(uow: UnitOfWork, coming: _Coming) -> bool:
    """Look through the draft's files of the same padded size: the others stay closed."""
    row = _row(uow, coming.handle) or coming.made
    pieces = uow.draft_documents.find(draft_id=row.id)
    alike = {one.name for one in uow.blobs.find(name=[piece.blob_name for piece in pieces], size=coming.blob.size)}
    secrets = open_secrets(row, coming.handle)
    return any(
        coming.is_twin_of(documents.open_header(as_document(piece, secrets.case_id), secrets.case).header)
        for piece in pieces
        if piece.blob_name in alike
    )


def _newest(uow: UnitOfWork, handle: DraftHandle) -> list[DraftDocument]:
    return uow.draft_documents.find(draft_id=handle.draft_id, order="-number", limit=1)

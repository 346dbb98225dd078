"""What a source has not sent yet. Text, evidence and the fresh case key lie under the two halves of the session."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import crypto
from crypto import Codename, PrivateKey, SourceKeys
from intake.domain.entities import Box, Document, Draft, DraftDocument, DraftState
from intake.services import documents, places
from intake.services.documents import FileSealer, Opened, Target
from intake.services.errors import DraftFinished, ForeignDraft, TooMuch
from intake.services.halves import DraftHandle, cover, end_of_day, expiry, uncover
from intake.services.instance import Instance, transact
from intake.services.ports import UnitOfWork
from intake.services.room import LOOK_EVERY, check_disk, check_drafts
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
            Received(one.document.id, one.header.name, one.header.size) for one in received_pieces(uow, row, secrets)
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


def open_file(instance: Instance, handle: DraftHandle, filename: str, media_type: str) -> "PieceSink":
    """Return a sink that seals a file into the draft. Raises `TooMuch`, `NoRoom` and `DraftFinished`."""
    check_disk(instance)
    made = prepare(instance, handle)
    secrets = transact(instance.database, lambda uow: open_secrets(ensure(uow, handle, made), handle))
    with instance.database.reading() as uow:
        if uow.draft_documents.count(draft_id=handle.draft_id) >= instance.settings.limits.files:
            raise TooMuch
        check_drafts(uow, instance)

    def keep(uow: UnitOfWork, sealer: FileSealer) -> None:
        ensure(uow, handle, made)
        check_drafts(uow, instance, sealer.size)
        number = FIRST_ATTACHMENT + _highest(uow, handle)
        piece = sealer.document(number)
        uow.draft_documents.add(
            DraftDocument(
                id=piece.id,
                draft_id=handle.draft_id,
                number=number,
                sealed_key=piece.sealed_key,
                sealed_header=piece.sealed_header,
                blob_name=piece.blob_name or "",
            )
        )

    return PieceSink(instance, FileSealer(instance.blobs, secrets.target, filename, media_type), keep)


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


class PieceSink:
    """A file on its way in: sealed as it comes, durable once `finish` returns."""

    def __init__(self, instance: Instance, sealer: FileSealer, keep: Callable[[UnitOfWork, FileSealer], None]) -> None:
        """Take the sealer and what files its document once the blob is durable."""
        self._instance = instance
        self._sealer = sealer
        self._keep = keep
        self._unlooked = 0

    def write(self, data: bytes | memoryview) -> None:
        """Seal the next bytes. Raises `NoRoom`."""
        self._unlooked += len(data)
        if self._unlooked >= LOOK_EVERY:
            self._unlooked = 0
            check_disk(self._instance)
        self._sealer.write(bytes(data) if isinstance(data, memoryview) else data)

    def finish(self) -> None:
        """Make blob and row durable, in this order."""
        blob = self._sealer.finish()

        def work(uow: UnitOfWork) -> None:
            self._keep(uow, self._sealer)
            uow.blobs.add(blob)

        try:
            transact(self._instance.database, work)
        except Exception:
            self._instance.blobs.delete(blob.name)
            raise

    def abandon(self) -> None:
        """Forget the file."""
        self._sealer.abandon()


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


def _highest(uow: UnitOfWork, handle: DraftHandle) -> int:
    newest = uow.draft_documents.find(draft_id=handle.draft_id, order="-number", limit=1)
    return newest[0].number - FIRST_ATTACHMENT + 1 if newest else 0

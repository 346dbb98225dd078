"""Sealing documents into a case or a mailbox, and opening them again.

A document has a random key of its own, sealed by HPKE to its reader. The header (signed by the writer) and the body
lie under that key, each bound to case and document. Bodies are padded before they are sealed, so that sizes say
little; the true size stands in the header.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import crypto
from crypto import PrivateKey, PublicKey, SigningKey
from intake import clock
from intake.domain.documents import UNTOLD, BadHeader, Context, Header, Kind
from intake.domain.entities import Blob, Box, Document
from intake.services import places
from intake.services.ports import BlobStore, BlobWriter
from intake.services.side_hash import SideHash

HEADER_MINIMUM = 1024
FILE_HEADER_MINIMUM = 2048  # room for the longest line on a file, so that its length says nothing of what was told
BODY_MINIMUM = 4096
SLICE = 1 << 20


@dataclass(frozen=True, slots=True)
class Target:
    """Where a document goes: the reader's public key and who writes."""

    case_id: str
    box: Box
    reader: PublicKey
    writer: SigningKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class Version:
    """Which revision of a thing a document is, and the fingerprint (hex) of the one before."""

    revision: int
    parent: str


ONLY = Version(0, "")
"""What has no revisions."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A document whose seal held: its header, who signed it, and the key for its body."""

    document: Document
    header: Header
    signer: bytes
    key: bytes = field(repr=False)


def new_id() -> str:
    """Return a random id, 32 hex digits."""
    return crypto.token(16).hex()


def seal_text(
    target: Target, number: int, kind: Kind, text: str, *, exact_time: bool = False, version: Version = ONLY
) -> Document:
    """Seal a text whose body lies in the database. What staff write carries its time, the rest its day.

    `number` is its place within the box.
    """
    data = text.encode()
    header = Header(
        kind=kind,
        name="",
        media_type="text/plain; charset=utf-8",
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        written=_written(exact_time=exact_time),
        number=number,
        revision=version.revision,
        parent=version.parent,
    )
    document_id, key = new_id(), crypto.generate_key()
    padded = data.ljust(crypto.padded_size(len(data), BODY_MINIMUM), b"\0")
    body = crypto.encrypt(key, padded, places.document_body(target.case_id, document_id))
    return _document(target, document_id, key, header, body, None)


class FileSealer:
    """Seals a file as it arrives: no byte of it is kept in clear, on disk or in memory."""

    def __init__(self, blobs: BlobStore, target: Target, name: str, media_type: str, context: Context = UNTOLD) -> None:
        """Get ready; the blob is made with the first byte or at `finish`."""
        self._blobs = blobs
        self._target = target
        self.name = name
        self.context = context
        self._media_type = media_type
        self._id = new_id()
        self._key = crypto.generate_key()
        self._stream = crypto.StreamSealer(self._key, places.document_body(target.case_id, self._id))
        self._hash = SideHash()
        self._writer: BlobWriter | None = None
        self.size = 0

    def write(self, data: bytes) -> None:
        """Seal the next bytes of the file."""
        self._hash.update(data)
        self.size += len(data)
        self._put(data)

    @property
    def sha256(self) -> str:
        """SHA-256 (hex) of what has come so far."""
        return self._hash.hexdigest()

    def finish(self) -> Blob:
        """Pad and make the blob durable: the whole file has arrived."""
        missing = crypto.padded_size(self.size, BODY_MINIMUM) - self.size
        for start in range(0, missing, SLICE):
            self._put(bytes(min(SLICE, missing - start)))
        writer = self._open()
        writer.write(self._stream.finalize())
        return Blob(name=writer.name, size=writer.commit(), day=clock.today())

    def document(self, number: int, reader: PublicKey | None = None) -> Document:
        """Return the document that names the finished blob, at this place within its box.

        `reader` is its reader's key where that may have changed since the file began to arrive.
        """
        target = self._target if reader is None else replace(self._target, reader=reader)
        header = Header(
            kind=Kind.ATTACHMENT,
            name=self.name,
            media_type=self._media_type,
            size=self.size,
            sha256=self.sha256,
            written=_written(exact_time=False),
            number=number,
            context=self.context,
        )
        return _document(target, self._id, self._key, header, None, self._open().name)

    def abandon(self) -> None:
        """Forget the file: nothing of it stays."""
        if self._writer is not None:
            self._writer.__exit__(None, None, None)

    def _open(self) -> BlobWriter:
        if self._writer is None:
            self._writer = self._blobs.create().__enter__()
        return self._writer

    def _put(self, data: bytes) -> None:
        self._open().write(self._stream.update(data))


def renumber(opened: Opened, target: Target, number: int) -> Document:
    """Return the document at another place of its box, signed anew; a removed draft file leaves no gap that way."""
    return _restate(opened, target, replace(opened.header, number=number))


def describe(opened: Opened, target: Target, context: Context) -> Document:
    """Return the document with this said of its file, signed anew."""
    return _restate(opened, target, replace(opened.header, context=context))


def hand_over(document: Document, reader: PrivateKey, to: PublicKey) -> Document:
    """Return the document with its key sealed to another reader; header and body stay. Raises `CryptoError`."""
    place = places.document_key(document.case_id, document.id, document.box)
    key = crypto.unseal(reader, document.sealed_key, place)
    return replace(document, sealed_key=crypto.seal(to, key, place))


def open_header(document: Document, reader: PrivateKey) -> Opened:
    """Open a document's header. Raises `CryptoError` when the piece is not what its place says."""
    place = places.document_key(document.case_id, document.id, document.box)
    key = crypto.unseal(reader, document.sealed_key, place)
    info = places.document_header(document.case_id, document.id)
    signed = crypto.check_signed(crypto.unpad(crypto.decrypt(key, document.sealed_header, info)), info)
    try:
        header = Header.from_json(signed.body)
    except BadHeader as error:
        message = "a sealed header that says nothing valid"
        raise crypto.Tampered(message) from error
    if header.number != document.number:
        message = "a document was moved within its case"
        raise crypto.Tampered(message)
    return Opened(document, header, signed.signer, key)


def read_text(opened: Opened) -> str:
    """Return the text of a document whose body lies in the database."""
    document = opened.document
    padded = crypto.decrypt(opened.key, document.body or b"", places.document_body(document.case_id, document.id))
    data = padded[: opened.header.size]
    if hashlib.sha256(data).hexdigest() != opened.header.sha256:
        message = "the body is not the one that the header describes"
        raise crypto.Tampered(message)
    return data.decode()


def read_bytes(blobs: BlobStore, opened: Opened, offset: int, length: int) -> Iterator[bytes]:
    """Yield part of the original's bytes, from either place where a body may lie."""
    document = opened.document
    place = places.document_body(document.case_id, document.id)
    if document.body is not None:
        yield crypto.decrypt(opened.key, document.body, place)[: opened.header.size][offset : offset + length]
        return
    name = document.blob_name or ""
    reader = crypto.ChunkReader(
        opened.key, place, lambda start, count: blobs.read(name, start, count), blobs.size(name)
    )
    yield from reader.stream(offset, min(length, opened.header.size - offset))


def fingerprint(document: Document) -> bytes:
    """Return SHA-256 over the ciphertext that makes up a document's row: what the record fixes."""
    parts = (document.id, document.sealed_key, document.sealed_header, document.body or b"", document.blob_name or "")
    return hashlib.sha256(crypto.bind("fingerprint", *parts)).digest()


def _written(*, exact_time: bool) -> str:
    return clock.now().isoformat(timespec="seconds") if exact_time else clock.today().isoformat()


def _document(
    target: Target, document_id: str, key: bytes, header: Header, body: bytes | None, blob_name: str | None
) -> Document:
    return Document(
        id=document_id,
        case_id=target.case_id,
        box=target.box,
        number=header.number,
        sealed_key=crypto.seal(target.reader, key, places.document_key(target.case_id, document_id, target.box)),
        sealed_header=_seal_header(target, document_id, key, header),
        body=body,
        blob_name=blob_name,
    )


def _restate(opened: Opened, target: Target, header: Header) -> Document:
    if header == opened.header:
        return opened.document
    sealed = _seal_header(target, opened.document.id, opened.key, header)
    return replace(opened.document, number=header.number, sealed_header=sealed)


def _seal_header(target: Target, document_id: str, key: bytes, header: Header) -> bytes:
    info = places.document_header(target.case_id, document_id)
    minimum = FILE_HEADER_MINIMUM if header.kind is Kind.ATTACHMENT else HEADER_MINIMUM
    signed = crypto.pad(crypto.sign(target.writer, header.to_json(), info), minimum)
    return crypto.encrypt(key, signed, info)

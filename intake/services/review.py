"""What reviewers do with a case: open it, read its pieces, answer the source. All of it on the record."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from crypto import PublicKey
from intake.domain.coding import Coding
from intake.domain.coding_stored import read_coding
from intake.domain.consent import Standing, Use
from intake.domain.documents import FROM_SOURCE, Header, Kind
from intake.domain.entities import Box
from intake.domain.looks import Point
from intake.domain.review import Action, Part, State
from intake.domain.tasks import Tasks
from intake.domain.testimony import Testimony
from intake.services import casefile, catalogue, documents, looks, notice, record, sheets, team
from intake.services.blindness import visible
from intake.services.casefile import CaseFile
from intake.services.course import allowed, move
from intake.services.documents import Opened, Target
from intake.services.errors import ConsentMissing, NotFound, NotVouched
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.people import Person
from intake.services.ports import UnitOfWork
from intake.services.sheets import SavedSheet
from intake.services.texts import check_text
from intake.services.writers import WRITING_ROLES, writer_of


@dataclass(frozen=True, slots=True)
class Piece:
    """A file of the case. `size` in bytes, `sha256` of the original in hex."""

    id: str
    header: Header


@dataclass(frozen=True, slots=True)
class Said:
    """One turn of the conversation; `author` is empty for the source. `written` is a day or a UTC time (ISO 8601).

    `number` is its place among the pieces of the case.
    """

    id: str
    author: str
    written: str
    text: str
    number: int


@dataclass(frozen=True, slots=True)
class SavedCoding:
    """A coding, who saved it when, and the version of the vocabulary that it was made with."""

    coding: Coding
    revision: int
    author: str
    written: str
    made_with: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as its reader sees it.

    `assigned` hold a grant of their own, `assignable` may be given one; `leads` as in `CaseFile`. `known` is what of it
    they had seen before this look: what came after is new.
    """

    case_id: str
    day: str
    urgent: bool
    state: State
    parts: frozenset[Part]
    testimony: Testimony
    pieces: tuple[Piece, ...]
    conversation: tuple[Said, ...]
    coding: SavedCoding | None
    sheets: Mapping[Kind, SavedSheet]
    tasks: Tasks
    consents: Mapping[Use, bool]
    standing: Standing
    assigned: tuple[Person, ...]
    assignable: tuple[Person, ...]
    leads: frozenset[str]
    known: Point


@dataclass(frozen=True, slots=True)
class OpenedDocument:
    """A document ready to be read, from any offset."""

    header: Header
    size: int
    _instance: Instance = field(repr=False)
    _opened: Opened = field(repr=False)

    def stream(self, offset: int, length: int) -> Iterator[bytes]:
        """Yield `length` bytes of the original from `offset`."""
        return documents.read_bytes(self._instance.blobs, self._opened, offset, length)

    def text(self) -> str:
        """Return a text document's text."""
        return documents.read_text(self._opened)


def open_case(instance: Instance, keyring: Keyring, case_id: str, *, note: bool = True) -> CaseView:
    """Open a case and note that it was opened, unless it goes on being read. Errors as in `casefile.open_file`."""

    def work(uow: UnitOfWork) -> CaseView | ConsentMissing:
        file = casefile.unlock(uow, instance, keyring, case_id)
        if not file.uses[Use.READ]:
            notice.lay_aside(uow, keyring, file)
            return ConsentMissing(Use.READ, file.standing.spoken.get(Use.READ))
        file = notice.take_notice(uow, instance, keyring, file) if note else file
        catalogue.refresh(uow, instance, keyring, file)
        view = _view(uow, file, keyring)
        if note:
            looks.look(uow, keyring, file)
        return view

    view = transact(instance.database, work)
    if isinstance(view, ConsentMissing):
        raise view
    return view


def read_document(  # `original` is for what leaves the page bit for bit
    instance: Instance, keyring: Keyring, case_id: str, document_id: str, *, note: bool = True, original: bool = False
) -> OpenedDocument:
    """Open one document of a case. `note=False` is for the further parts of a reading that is noted already."""
    detail = {"document": document_id} | ({"original": "1"} if original else {})

    def work(uow: UnitOfWork) -> OpenedDocument:
        file = casefile.open_file(uow, instance, keyring, case_id)
        for opened in file.headers:
            if opened.document.id == document_id:
                if note:
                    record.append(uow, keyring, "read-document", case_id, detail=detail)
                    looks.open_file(uow, keyring, document_id)
                return OpenedDocument(opened.header, opened.header.size, instance, opened)
        raise NotFound

    return transact(instance.database, work)


def reply(instance: Instance, keyring: Keyring, case_id: str, text: str) -> None:
    """Write to the source: one copy for the mailbox, one for the case, both signed.

    Raises `CodenameInText`: a codename that is stored with a case would open its mailbox to every reader.
    """
    check_reply(keyring, text)

    def work(uow: UnitOfWork) -> None:
        put_reply(uow, keyring, casefile.open_file(uow, instance, keyring, case_id), text)

    transact(instance.database, work)


def check_reply(keyring: Keyring, text: str) -> None:
    """Raise `NotVouched` for who may not write to sources, and `CodenameInText`."""
    check_text(text)
    if not keyring.person.roles & WRITING_ROLES:
        raise NotVouched


def put_reply(uow: UnitOfWork, keyring: Keyring, file: CaseFile, checked_text: str) -> None:
    """Add a reply to an open case. Raises `NotAllowedNow`."""
    case_id = file.case.id
    move(uow, case_id, allowed(Action.REPLY, file))
    readers = {Box.MAILBOX: PublicKey(file.keys.mailbox_key), Box.CASE: file.private.public}
    for box, reader in readers.items():
        target = Target(case_id, box, reader, keyring.identity.signing)
        number = sheets.next_number(uow, case_id, box)
        uow.documents.add(documents.seal_text(target, number, Kind.REPLY, checked_text, exact_time=True))
    record.append(uow, keyring, "reply", case_id)


def _view(uow: UnitOfWork, file: CaseFile, keyring: Keyring) -> CaseView:
    headers = file.headers
    told = next(one for one in headers if one.header.kind is Kind.TESTIMONY)
    assigned = team.assigned(uow, keyring.membership, file.case.id)
    return CaseView(
        case_id=file.case.id,
        day=file.case.day.isoformat(),
        urgent=file.case.urgent,
        state=State(file.case.state),
        parts=file.parts,
        testimony=Testimony.from_text(documents.read_text(told)),
        pieces=tuple(Piece(one.document.id, one.header) for one in headers if one.header.kind is Kind.ATTACHMENT),
        conversation=tuple(_said(one, keyring) for one in headers if one.header.kind in {Kind.MESSAGE, Kind.REPLY}),
        coding=_coding(uow, file, keyring),
        sheets=visible(sheets.read_all(uow, keyring, file), file, keyring.person),
        tasks=file.tasks,
        consents=file.uses,
        standing=file.standing,
        assigned=assigned,
        assignable=tuple(person for person in keyring.membership.people() if team.may_have(person, file)),
        leads=file.leads,
        known=looks.known(uow, keyring, file),
    )


def _said(opened: Opened, keyring: Keyring) -> Said:
    from_source = opened.header.kind in FROM_SOURCE
    author = "" if from_source else writer_of(keyring.membership, opened).username
    return Said(opened.document.id, author, opened.header.written, documents.read_text(opened), opened.header.number)


def _coding(uow: UnitOfWork, file: CaseFile, keyring: Keyring) -> SavedCoding | None:
    """Return the coding, unless the reader is to make up their own mind first."""
    newest = sheets.newest(uow, file, Kind.CODING)
    return None if newest is None or Part.SECOND in file.parts else saved_coding(newest, keyring)


def saved_coding(opened: Opened, keyring: Keyring) -> SavedCoding:
    """Read one revision of a coding, brought into the vocabulary in use."""
    stored = read_coding(documents.read_text(opened))
    author = writer_of(keyring.membership, opened).username
    return SavedCoding(stored.coding, opened.header.revision, author, opened.header.written, stored.made_with)

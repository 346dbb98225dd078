"""Sheets: what staff write about a case for those who hold it, in revisions, signed, sealed to the case.

Each kind of sheet has one newest revision, fixed on the record, so an older one is not taken for it. What a sheet
says is a frozen value in `domain/`; here it is text.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from intake.domain.documents import SHEETS, Kind
from intake.domain.entities import Box
from intake.services import casefile, documents, record
from intake.services.casefile import CaseFile
from intake.services.documents import Opened, Target, Version
from intake.services.errors import NotVouched, StaleSheet
from intake.services.keyring import Keyring
from intake.services.people import Membership
from intake.services.ports import UnitOfWork
from intake.services.writers import WRITING_ROLES, writer_of


@dataclass(frozen=True, slots=True)
class SavedSheet:
    """One revision of a sheet: what it says, its number from 1, who wrote it when (UTC, ISO 8601)."""

    text: str
    revision: int
    author: str
    written: str


@dataclass(frozen=True, slots=True)
class NewSheet:
    """What a sheet is to say, written from revision `after` (0: there was none)."""

    kind: Kind
    text: str
    after: int


def newest(uow: UnitOfWork, file: CaseFile, kind: Kind) -> Opened | None:
    """Return the newest revision, or None. Raises `RolledBack`."""
    return casefile.newest(uow, file.tag_key, file.headers, kind)


def read(uow: UnitOfWork, keyring: Keyring, file: CaseFile, kind: Kind) -> SavedSheet | None:
    """Return what the newest revision says, or None. Raises `RolledBack`."""
    opened = newest(uow, file, kind)
    return None if opened is None else _said(opened, keyring.membership)


def read_all(uow: UnitOfWork, keyring: Keyring, file: CaseFile) -> Mapping[Kind, SavedSheet]:
    """Return the newest revision of every kind of sheet that the case has."""
    found = {kind: read(uow, keyring, file, kind) for kind in sorted(SHEETS)}
    return {kind: sheet for kind, sheet in found.items() if sheet is not None}


def history(keyring: Keyring, file: CaseFile, kind: Kind) -> list[SavedSheet]:
    """Return every revision, newest first. Reading the newest with `read` shows that none is missing at the end."""
    found = [_said(one, keyring.membership) for one in file.headers if one.header.kind is kind]
    return sorted(found, key=lambda one: one.revision, reverse=True)


def save(  # what, about which case, and how the record calls it
    uow: UnitOfWork,
    keyring: Keyring,
    file: CaseFile,
    sheet: NewSheet,
    *,
    deed: str,
    detail: Mapping[str, str] | None = None,
) -> int:
    """Add the revision after the one that it was written from, and put `deed` on the record with it. Return its number.

    Whether it may be written now is for the caller to ask. Raises `StaleSheet` when somebody saved meanwhile (nothing
    is stored, the caller still has what was entered), and `NotVouched`. `file` does not know of what was saved.
    """
    if not keyring.person.roles & WRITING_ROLES:
        raise NotVouched
    before = newest(uow, file, sheet.kind)
    current = before.header.revision if before else 0
    if sheet.after != current:
        raise StaleSheet(current)
    target = Target(file.case.id, Box.CASE, file.private.public, keyring.identity.signing)
    parent = documents.fingerprint(before.document).hex() if before else ""
    document = documents.seal_text(
        target,
        next_number(uow, file.case.id, Box.CASE),
        sheet.kind,
        sheet.text,
        exact_time=True,
        version=Version(current + 1, parent),
    )
    uow.documents.add(document)
    fixed = record.Fixed(file.tag_key, sheet.kind, current + 1, documents.fingerprint(document))
    record.append(uow, keyring, deed, file.case.id, detail=detail, fixed=fixed)
    return current + 1


def next_number(uow: UnitOfWork, case_id: str, box: Box) -> int:
    """Return the next place in a box."""
    last = uow.documents.find(case_id=case_id, box=box, order="-number", limit=1)
    return last[0].number + 1 if last else 1


def _said(opened: Opened, membership: Membership) -> SavedSheet:
    author = writer_of(membership, opened).username
    return SavedSheet(documents.read_text(opened), opened.header.revision, author, opened.header.written)

"""Keeps what a member opened and how far they have seen each case, in a note that only they can open."""

from datetime import datetime

from intake import clock
from intake.domain.documents import FROM_SOURCE
from intake.domain.looks import Looks, Point
from intake.services import notes
from intake.services.casefile import CaseFile
from intake.services.instance import Instance
from intake.services.keyring import Keyring
from intake.services.notes import NoteKind
from intake.services.ports import UnitOfWork


def today(instance: Instance, keyring: Keyring) -> Looks:
    """Return the member's looks, with the counts of today."""
    with instance.database.reading() as uow:
        return _read(uow, keyring).on(clock.now())


def known(uow: UnitOfWork, keyring: Keyring, file: CaseFile) -> Point:
    """Return what of the case is not new to the member."""
    return _read(uow, keyring).known(file.case.id, point_of(file), clock.now())


def look(uow: UnitOfWork, keyring: Keyring, file: CaseFile) -> None:
    """Count the opening of a case, and remember how much of it there was."""
    now, case_id = clock.now(), file.case.id
    _keep(uow, keyring, _read(uow, keyring).after(case_id, now).looked(case_id, point_of(file), now))


def open_file(uow: UnitOfWork, keyring: Keyring, document_id: str) -> None:
    """Count the opening of a file."""
    now: datetime = clock.now()
    _keep(uow, keyring, _read(uow, keyring).after(document_id, now))


def point_of(file: CaseFile) -> Point:
    """Return how much of a case there is."""
    return Point(max(one.header.number for one in file.headers if one.header.kind in FROM_SOURCE), file.standing.told)


def _read(uow: UnitOfWork, keyring: Keyring) -> Looks:
    text = notes.own(uow, keyring, NoteKind.LOOKS)
    return Looks() if text is None else Looks.parse(text)


def _keep(uow: UnitOfWork, keyring: Keyring, looks: Looks) -> None:
    notes.keep(uow, keyring, NoteKind.LOOKS, looks.to_json())

"""What parts of a case show: put by whoever opened them, shown before anybody else opens them."""

from collections.abc import Collection

from intake.domain.coding_stored import read_coding
from intake.domain.content import TESTIMONY, Content, Labels, told_of
from intake.domain.documents import Kind
from intake.domain.review import Action
from intake.domain.testimony import Testimony
from intake.services import casefile, documents, sheets
from intake.services.casefile import CaseFile
from intake.services.choices import chosen
from intake.services.course import allowed, move
from intake.services.errors import NotFound
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork
from intake.services.sheets import NewSheet, SavedSheet


def put(instance: Instance, keyring: Keyring, case_id: str, part: str, shown: Collection[str]) -> None:
    """Say what a file or the testimony shows. What was said of other parts meanwhile stays. Raises `NotFound`."""

    def work(uow: UnitOfWork) -> None:
        file = casefile.open_file(uow, instance, keyring, case_id)
        move(uow, case_id, allowed(Action.NOTE, file))
        files = {one.document.id for one in file.headers if one.header.kind is Kind.ATTACHMENT}
        if part not in files | {TESTIMONY}:
            raise NotFound
        before = sheets.read(uow, keyring, file, Kind.LABELS)
        said = labels_of(before).put(part, shown)
        revision = before.revision if before else 0
        sheets.save(uow, keyring, file, NewSheet(Kind.LABELS, said.to_json(), revision), deed="label")

    transact(instance.database, work)


def read(instance: Instance, keyring: Keyring, case_id: str) -> Labels:
    """Return what is labelled of a case."""
    with instance.database.reading() as uow:
        file = casefile.open_file(uow, instance, keyring, case_id)
        return labels_of(sheets.read(uow, keyring, file, Kind.LABELS))


def labels_of(sheet: SavedSheet | None) -> Labels:
    """Return what a sheet says; where there is none, nothing is labelled."""
    return Labels() if sheet is None else Labels.parse(sheet.text)


def unwanted(instance: Instance, keyring: Keyring, case_id: str) -> tuple[Content, ...]:
    """Return what of a case the member would rather not read, without showing it and before it counts as opened."""
    with instance.database.reading() as uow:
        choices = chosen(uow, keyring)
        if not choices.avoids:
            return ()
        return choices.avoiding(_told(uow, keyring, casefile.open_file(uow, instance, keyring, case_id)))


def _told(uow: UnitOfWork, keyring: Keyring, file: CaseFile) -> frozenset[Content]:
    testimony = next(one for one in file.headers if one.header.kind is Kind.TESTIMONY)
    coded = sheets.newest(uow, file, Kind.CODING)
    return told_of(
        Testimony.from_text(documents.read_text(testimony)),
        None if coded is None else read_coding(documents.read_text(coded)).coding,
        labels_of(sheets.read(uow, keyring, file, Kind.LABELS)),
    )

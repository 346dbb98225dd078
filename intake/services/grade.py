"""Grading a case: a sheet of its own, in revisions, for those who hold the case and do not code it blind."""

from intake.domain.coding import Coding
from intake.domain.documents import Kind
from intake.domain.grading import Grading
from intake.domain.review import Action
from intake.services import casefile, sheets
from intake.services.course import allowed, move
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork
from intake.services.sheets import NewSheet, SavedSheet


def grade(  # the case, its grades for this coding, and after which revision
    instance: Instance, keyring: Keyring, case_id: str, grading: Grading, coding: Coding, expected_revision: int
) -> int:
    """Store the grades of what is coded as the revision after `expected_revision`. Return its number.

    Raises `StaleSheet` when somebody graded meanwhile, `NotAllowedNow` and `NotVouched`.
    """

    def work(uow: UnitOfWork) -> int:
        file = casefile.open_file(uow, instance, keyring, case_id)
        state = allowed(Action.NOTE, file)
        sheet = NewSheet(Kind.GRADING, grading.of(coding).to_json(), expected_revision)
        number = sheets.save(uow, keyring, file, sheet, deed="grade")
        move(uow, case_id, state)
        return number

    return transact(instance.database, work)


def history(instance: Instance, keyring: Keyring, case_id: str) -> list[SavedSheet]:
    """Return every revision of the grades, newest first. Raises `NotAllowedNow` for who may not grade."""
    with instance.database.reading() as uow:
        file = casefile.open_file(uow, instance, keyring, case_id)
        allowed(Action.NOTE, file)
        sheets.newest(uow, file, Kind.GRADING)
        return sheets.history(keyring, file, Kind.GRADING)

"""Saving a coding: a new revision in the case, its trace on the record, and the statistics record it feeds.

Every revision stays in the case as a sealed document of its own; their history is read here too.
"""

from intake.domain.coding import BadCoding, Coding
from intake.domain.coding_rules import problems
from intake.domain.documents import Kind
from intake.domain.review import Action, Part
from intake.domain.vocabulary import Vocabulary
from intake.services import casefile, catalogue, record, sheets
from intake.services.casefile import CaseFile
from intake.services.course import allowed, move
from intake.services.errors import NotVouched, StaleCoding, StaleSheet
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.lists import lists_of
from intake.services.ports import UnitOfWork
from intake.services.review import SavedCoding, saved_coding
from intake.services.sheets import NewSheet
from intake.services.statistics import refresh
from intake.services.writers import WRITING_ROLES


def save_coding(instance: Instance, keyring: Keyring, case_id: str, coding: Coding, expected_revision: int) -> int:
    """Store `coding` as the revision after `expected_revision` and return its number.

    Raises `StaleCoding` when somebody saved meanwhile: nothing is stored, the caller still has what was entered.
    Raises `BadCoding`, naming parts, when it breaks a rule of coding.
    """
    check(instance, keyring, coding)

    def work(uow: UnitOfWork) -> int:
        file = casefile.open_file(uow, instance, keyring, case_id)
        state = allowed(Action.CODE, file)
        number = write(uow, keyring, file, NewSheet(Kind.CODING, coding.to_json().decode(), expected_revision), "code")
        move(uow, case_id, state)
        refresh(uow, instance, keyring, file, coding, number)
        catalogue.refresh(uow, instance, keyring, casefile.open_file(uow, instance, keyring, case_id))
        return number

    return transact(instance.database, work)


def check(instance: Instance, keyring: Keyring, coding: Coding) -> None:
    """Raise `NotVouched` for who may not write, and `BadCoding` for a coding that breaks a rule."""
    if not keyring.person.roles & WRITING_ROLES:
        raise NotVouched
    broken = [one.part for one in problems(coding, Vocabulary.load(), lists_of(instance)) if one.blocks]
    if broken:
        raise BadCoding(broken)


def write(uow: UnitOfWork, keyring: Keyring, file: CaseFile, sheet: NewSheet, deed: str) -> int:
    """Save what is coded; what is stale is a coding."""
    try:
        return sheets.save(uow, keyring, file, sheet, deed=deed)
    except StaleSheet as error:
        raise StaleCoding(error.current) from error


def history(instance: Instance, keyring: Keyring, case_id: str, *, note: bool = True) -> list[SavedCoding]:
    """Return every revision of a case's coding, newest first, and note that the case was opened.

    A second coder finds none: whoever codes a case again does so without the first coding.
    """

    def work(uow: UnitOfWork) -> list[SavedCoding]:
        file = casefile.open_file(uow, instance, keyring, case_id)
        if Part.SECOND in file.parts:
            return []
        sheets.newest(uow, file, Kind.CODING)
        if note:
            record.append(uow, keyring, "open", case_id)
        found = [saved_coding(one, keyring) for one in file.headers if one.header.kind is Kind.CODING]
        return sorted(found, key=lambda one: one.revision, reverse=True)

    return transact(instance.database, work)

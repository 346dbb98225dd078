"""Saving a coding: a new revision in the case, its trace on the record, and the statistics record it feeds.

Every revision stays in the case as a sealed document of its own; their history is read here too.
"""

from intake.domain.coding import BadCoding, Coding
from intake.domain.coding_rules import problems
from intake.domain.documents import Kind
from intake.domain.entities import Box
from intake.domain.review import Action
from intake.domain.vocabulary import Vocabulary
from intake.services import casefile, documents, record
from intake.services.documents import Opened, Target, Version
from intake.services.errors import NotVouched, StaleCoding
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.lists import lists_of
from intake.services.ports import UnitOfWork
from intake.services.record import Fixed
from intake.services.review import SavedCoding, allowed, next_number, saved_coding
from intake.services.statistics import refresh
from intake.services.writers import WRITING_ROLES


def save_coding(instance: Instance, keyring: Keyring, case_id: str, coding: Coding, expected_revision: int) -> int:
    """Store `coding` as the revision after `expected_revision` and return its number.

    Raises `StaleCoding` when somebody saved meanwhile: nothing is stored, the caller still has what was entered.
    Raises `BadCoding`, naming parts, when it breaks a rule of coding.
    """
    if not keyring.person.roles & WRITING_ROLES:
        raise NotVouched
    broken = [one.part for one in problems(coding, Vocabulary.load(), lists_of(instance)) if one.blocks]
    if broken:
        raise BadCoding(broken)

    def work(uow: UnitOfWork) -> int:
        file = casefile.open_file(uow, instance, keyring, case_id)
        state = allowed(Action.CODE, file)
        headers = casefile.open_headers(uow, file, keyring)
        newest = casefile.newest_coding(uow, file, headers)
        if expected_revision != (newest.header.revision if newest else 0):
            raise StaleCoding(newest.header.revision if newest else 0)
        target = Target(case_id, Box.CASE, file.private.public, keyring.identity.signing)
        document = documents.seal_text(
            target,
            next_number(uow, case_id, Box.CASE),
            Kind.CODING,
            coding.to_json().decode(),
            exact_time=True,
            version=Version(expected_revision + 1, _parent(newest)),
        )
        uow.documents.add(document)
        uow.cases.change(case_id, state=state)
        fixed = Fixed(file.tag_key, casefile.CODING, expected_revision + 1, documents.fingerprint(document))
        record.append(uow, keyring, "code", case_id, fixed=fixed)
        refresh(uow, instance, keyring, file, coding, expected_revision + 1)
        return expected_revision + 1

    return transact(instance.database, work)


def history(instance: Instance, keyring: Keyring, case_id: str, *, note: bool = True) -> list[SavedCoding]:
    """Return every revision of a case's coding, newest first, and note that the case was opened."""

    def work(uow: UnitOfWork) -> list[SavedCoding]:
        file = casefile.open_file(uow, instance, keyring, case_id)
        headers = casefile.open_headers(uow, file, keyring)
        casefile.newest_coding(uow, file, headers)
        if note:
            record.append(uow, keyring, "open", case_id)
        found = [saved_coding(one, keyring) for one in headers if one.header.kind is Kind.CODING]
        return sorted(found, key=lambda one: one.revision, reverse=True)

    return transact(instance.database, work)


def _parent(newest: Opened | None) -> str:
    return "" if newest is None else documents.fingerprint(newest.document).hex()

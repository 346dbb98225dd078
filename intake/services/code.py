"""Saving a coding: a new revision in the case, its trace on the record, and the statistics record it feeds."""

from intake.domain.coding import Coding
from intake.domain.documents import Kind
from intake.domain.entities import Box
from intake.domain.review import Action
from intake.services import casefile, documents, record
from intake.services.documents import Opened, Target, Version
from intake.services.errors import NotVouched, StaleCoding
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork
from intake.services.record import Fixed
from intake.services.review import allowed, next_number
from intake.services.statistics import refresh
from intake.services.writers import WRITING_ROLES


def save_coding(instance: Instance, keyring: Keyring, case_id: str, coding: Coding, expected_revision: int) -> int:
    """Store `coding` as the revision after `expected_revision` and return its number.

    Raises `StaleCoding` when somebody saved meanwhile: nothing is stored, the caller still has what was entered.
    """
    if not keyring.person.roles & WRITING_ROLES:
        raise NotVouched

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


def _parent(newest: Opened | None) -> str:
    return "" if newest is None else documents.fingerprint(newest.document).hex()

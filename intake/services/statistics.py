"""A case's statistics record: written with each coding, sealed under a key that only the auditors are granted."""

import crypto
from intake import clock
from intake.domain import links_format
from intake.domain.case_record import CaseRecord
from intake.domain.coding import Coding
from intake.domain.consent import Use
from intake.domain.documents import Kind
from intake.domain.entities import Grant, GrantKind, StatisticsRecord
from intake.domain.links import tokens
from intake.services import places, sheets
from intake.services.casefile import CaseFile
from intake.services.course import forget_counts
from intake.services.grants import role_holder, seal_grant
from intake.services.instance import Instance
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork

READERS = "auditor"
MINIMUM = 4096
"""Bytes: room for as much as can be counted of a case and some forty links, so that the size says nothing of either."""


def refresh(  # the case, who codes it and what the coding says now
    uow: UnitOfWork, instance: Instance, keyring: Keyring, file: CaseFile, coding: Coding, revision: int
) -> None:
    """Replace the case's statistics record; it carries by which links its victims are those of other cases.

    Without consent to statistics it says nothing: that there is none would tell a thief what the source decided.
    """
    case_id = file.case.id
    forget_counts(uow, case_id)
    uow.statistics.delete(case_id=case_id)
    uow.grants.delete(case_id=case_id, kind=GrantKind.STATISTICS)
    record = CaseRecord.silent(clock.today())
    if file.uses[Use.STATISTICS]:
        links = _links(uow, keyring, file)
        record = CaseRecord.of(coding, clock.today(), links, minor=file.standing.minor)
    key = crypto.generate_key()
    place = places.statistics(case_id, revision)
    signed = crypto.pad(crypto.sign(keyring.identity.signing, record.to_json(), place), MINIMUM)
    uow.statistics.add(StatisticsRecord(case_id, revision, crypto.encrypt(key, signed, place)))
    uow.grants.add(_grant(instance, keyring, case_id, key))


def _links(uow: UnitOfWork, keyring: Keyring, file: CaseFile) -> dict[str, tuple[str, ...]]:
    saved = sheets.read(uow, keyring, file, Kind.LINKS)
    return {} if saved is None else tokens(links_format.read(saved.text).links, file.case.id)


def _grant(instance: Instance, keyring: Keyring, case_id: str, key: bytes) -> Grant:
    readers = keyring.membership.role_key(READERS)
    holder = role_holder(readers.role, readers.epoch)
    return seal_grant(instance.grant_keys, case_id, GrantKind.STATISTICS, holder, readers.key, key)

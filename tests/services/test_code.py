"""Codings are revisions: the second of two editors is told, a rolled back one is seen, statistics follow consent."""

import pytest

import crypto
from intake.domain.coding import Act, Coding
from intake.domain.entities import GrantKind
from intake.domain.statistics import CaseRecord
from intake.domain.vocabulary import Vocabulary
from intake.services import code, grants, mailbox, places, review
from intake.services.errors import NotAllowedNow, NotVouched, RolledBack, StaleCoding, Withdrawn
from intake.services.instance import Instance
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify, Visiting

BEATING = Coding((Act("tor_beating", perpetrator_types=("police",)),))
ARREST = Coding((Act("lib_arbitrary_arrest"), Act("tor_beating")))


def test_a_coding_is_saved_and_read_back(instance: Instance, staff: Staff, testify: Testify) -> None:
    told, anna = testify(), staff.keyring(instance, "anna")
    assert code.save_coding(instance, anna, told.case_id, BEATING, 0) == 1
    assert code.save_coding(instance, staff.keyring(instance, "boris"), told.case_id, ARREST, 1) == 2
    saved = review.open_case(instance, anna, told.case_id).coding
    assert saved is not None
    assert (saved.coding, saved.revision, saved.author) == (ARREST, 2, "boris")


def test_the_second_of_two_editors_is_told(instance: Instance, staff: Staff, testify: Testify) -> None:
    told = testify()
    code.save_coding(instance, staff.keyring(instance, "anna"), told.case_id, BEATING, 0)
    with pytest.raises(StaleCoding) as refused:
        code.save_coding(instance, staff.keyring(instance, "boris"), told.case_id, ARREST, 0)
    assert refused.value.current == 1
    with pytest.raises(StaleCoding):
        code.save_coding(instance, staff.keyring(instance, "boris"), told.case_id, ARREST, 2)


def test_a_future_revision_of_nothing_is_stale(instance: Instance, staff: Staff, testify: Testify) -> None:
    with pytest.raises(StaleCoding) as refused:
        code.save_coding(instance, staff.keyring(instance, "anna"), testify().case_id, BEATING, 1)
    assert refused.value.current == 0


def test_a_coding_rolled_back_in_the_database_is_refused(instance: Instance, staff: Staff, testify: Testify) -> None:
    told, anna = testify(), staff.keyring(instance, "anna")
    code.save_coding(instance, anna, told.case_id, BEATING, 0)
    code.save_coding(instance, anna, told.case_id, ARREST, 1)
    with instance.database.writing() as uow:
        uow.documents.delete(id=uow.documents.find(case_id=told.case_id, order="-number", limit=1)[0].id)
        uow.commit()
    with pytest.raises(RolledBack):
        review.open_case(instance, anna, told.case_id)


def test_a_first_coding_deleted_is_missed(instance: Instance, staff: Staff, testify: Testify) -> None:
    told, anna = testify(), staff.keyring(instance, "anna")
    code.save_coding(instance, anna, told.case_id, BEATING, 0)
    with instance.database.writing() as uow:
        uow.documents.delete(id=uow.documents.find(case_id=told.case_id, order="-number", limit=1)[0].id)
        uow.commit()
    with pytest.raises(RolledBack):
        review.open_case(instance, anna, told.case_id)


def test_who_may_not_write_does_not_code(instance: Instance, staff: Staff, testify: Testify) -> None:
    with pytest.raises(NotVouched):
        code.save_coding(instance, staff.keyring(instance, "alena"), testify().case_id, BEATING, 0)


def test_closed_cases_are_not_coded(instance: Instance, staff: Staff, testify: Testify) -> None:
    told, anna = testify(), staff.keyring(instance, "anna")
    with instance.database.writing() as uow:
        uow.cases.change(told.case_id, state="closed")
        uow.commit()
    with pytest.raises(NotAllowedNow):
        code.save_coding(instance, anna, told.case_id, BEATING, 0)


def test_the_statistics_record_opens_for_auditors_only(instance: Instance, staff: Staff, testify: Testify) -> None:
    told, anna, alena = testify(consent_statistics="y"), staff.keyring(instance, "anna"), None
    alena = staff.keyring(instance, "alena")
    code.save_coding(instance, anna, told.case_id, BEATING, 0)
    code.save_coding(instance, anna, told.case_id, ARREST, 1)
    with instance.database.reading() as uow:
        (grant,) = uow.grants.find(case_id=told.case_id, kind=GrantKind.STATISTICS)
        row = uow.statistics.get(told.case_id)
    assert row is not None
    for key in (anna.identity.private, anna.role_private("intake", 1)):
        with pytest.raises(crypto.NoMatchingKey):
            grants.open_grant(instance.grant_keys, grant, key)
    key = grants.open_grant(instance.grant_keys, grant, alena.role_private("auditor", 1))
    place = places.statistics(told.case_id, 2)
    signed = crypto.check_signed(crypto.unpad(crypto.decrypt(key, row.sealed, place)), place)
    assert signed.signer == anna.identity.signing.public
    content = CaseRecord.parse(signed.body, Vocabulary.load())
    assert content.codes == ("lib_arbitrary_arrest", "tor_beating")


def test_without_consent_to_statistics_there_is_no_record(instance: Instance, staff: Staff, testify: Testify) -> None:
    told = testify()
    code.save_coding(instance, staff.keyring(instance, "anna"), told.case_id, BEATING, 0)
    with instance.database.reading() as uow:
        assert uow.statistics.count() == 0
        assert uow.grants.count(kind=GrantKind.STATISTICS) == 0


def test_withdrawal_takes_the_statistics_grant_too(
    instance: Instance, staff: Staff, testify: Testify, visit: Visiting
) -> None:
    told, anna = testify(consent_statistics="y"), staff.keyring(instance, "anna")
    code.save_coding(instance, anna, told.case_id, BEATING, 0)
    mailbox.withdraw(instance, visit(told.codename))
    with instance.database.reading() as uow:
        (grant,) = uow.grants.find(case_id=told.case_id, kind=GrantKind.STATISTICS)
    with pytest.raises(crypto.CryptoError):
        grants.open_grant(instance.grant_keys, grant, staff.keyring(instance, "alena").role_private("auditor", 1))
    with pytest.raises(Withdrawn):
        code.save_coding(instance, anna, told.case_id, ARREST, 1)

"""Codings are revisions: the second of two editors is told, a rolled back one is seen, statistics follow consent."""

import json

import pytest

import crypto
from intake.clock import today
from intake.domain import strict
from intake.domain.case_record import CaseRecord
from intake.domain.coding import Act, BadCoding, Coding
from intake.domain.documents import Kind
from intake.domain.entities import Box, GrantKind
from intake.domain.lists import NAMES
from intake.domain.vocabulary import Vocabulary
from intake.services import casefile, code, documents, grants, mailbox, places, record, review, sheets
from intake.services.documents import Target, Version
from intake.services.errors import NotAllowedNow, NotVouched, RolledBack, StaleCoding, Withdrawn
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork
from intake.services.record import Fixed
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify, Visiting

BEATING = Coding((Act("tor_beating", perpetrator_types=("police",)),))
ARREST = Coding((Act("lib_arbitrary_arrest"), Act("tor_beating")))


def statistics_of(instance: Instance, auditor: Keyring, case_id: str) -> CaseRecord:
    """Open a case's statistics record as an auditor does."""
    with instance.database.reading() as uow:
        (grant,) = uow.grants.find(case_id=case_id, kind=GrantKind.STATISTICS)
        row = uow.statistics.get(case_id)
    assert row is not None
    key = grants.open_grant(instance.grant_keys, grant, auditor.role_private("auditor", 1))
    place = places.statistics(case_id, row.revision)
    signed = crypto.check_signed(crypto.unpad(crypto.decrypt(key, row.sealed, place)), place)
    return CaseRecord.parse(signed.body, Vocabulary.load())


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
    told, anna = testify(consent_statistics="y"), staff.keyring(instance, "anna")
    code.save_coding(instance, anna, told.case_id, BEATING, 0)
    code.save_coding(instance, anna, told.case_id, ARREST, 1)
    with instance.database.reading() as uow:
        (grant,) = uow.grants.find(case_id=told.case_id, kind=GrantKind.STATISTICS)
    for key in (anna.identity.private, anna.role_private("intake", 1)):
        with pytest.raises(crypto.NoMatchingKey):
            grants.open_grant(instance.grant_keys, grant, key)
    content = statistics_of(instance, staff.keyring(instance, "alena"), told.case_id)
    assert content.own.values["codes"] == ("lib_arbitrary_arrest", "tor_beating")
    assert content.own.values["groups"] == ("others/arrests", "others/beating")
    assert content.day == today()


def test_without_consent_the_statistics_record_is_there_and_says_nothing(
    instance: Instance, staff: Staff, testify: Testify
) -> None:
    told, other = testify(), testify(consent_statistics="y")
    anna, alena = staff.keyring(instance, "anna"), staff.keyring(instance, "alena")
    for one in (told, other):
        code.save_coding(instance, anna, one.case_id, BEATING, 0)
    assert statistics_of(instance, alena, told.case_id) == CaseRecord.silent(today())
    assert statistics_of(instance, alena, other.case_id).own.values["codes"] == ("tor_beating",)
    with instance.database.reading() as uow:
        sizes = {len(row.sealed) for row in uow.statistics.find()}
        kinds = [grant.kind for grant in uow.grants.find(case_id=told.case_id)]
    assert len(sizes) == 1
    assert GrantKind.STATISTICS in kinds


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


def test_a_coding_that_breaks_a_rule_is_not_saved(instance: Instance, staff: Staff, testify: Testify) -> None:
    told, anna = testify(), staff.keyring(instance, "anna")
    for broken in (Act("tor_other"), Act("tor_beating", victim=None), Act("tor_beating", facility="nowhere")):
        with pytest.raises(BadCoding) as refused:
            code.save_coding(instance, anna, told.case_id, Coding((broken,)), 0)
        assert refused.value.fields == ("A1",)
    advised = Coding((Act("tor_unspecified"), Act("tor_beating")))
    assert code.save_coding(instance, anna, told.case_id, advised, 0) == 1


def test_an_instance_codes_with_its_own_places(instance: Instance, staff: Staff, testify: Testify) -> None:
    own = {"id": "barracks", "labels": {"en": "Barracks"}, "region": "BY-HO"}
    data = {"format": "holas-lists/1", **dict.fromkeys(NAMES, ()), "facilities": [own]}
    told, anna = testify(), staff.keyring(instance, "anna")
    coding = Coding((Act("tor_beating", facility="barracks"),))
    with pytest.raises(BadCoding):
        code.save_coding(instance, anna, told.case_id, coding, 0)
    (instance.settings.home / "lists.json").write_text(json.dumps(data), encoding="utf-8")
    assert code.save_coding(instance, anna, told.case_id, coding, 0) == 1


def test_every_revision_stays_and_tells_who_saved_it(instance: Instance, staff: Staff, testify: Testify) -> None:
    told, anna = testify(), staff.keyring(instance, "anna")
    assert code.history(instance, anna, told.case_id) == []
    code.save_coding(instance, anna, told.case_id, BEATING, 0)
    code.save_coding(instance, staff.keyring(instance, "boris"), told.case_id, ARREST, 1)
    newest, first = code.history(instance, anna, told.case_id, note=False)
    assert (newest.coding, newest.revision, newest.author) == (ARREST, 2, "boris")
    assert (first.coding, first.revision, first.author) == (BEATING, 1, "anna")
    with instance.database.reading() as uow:
        assert sum(deed.action == "open" for deed in record.entries(uow, anna)) == 1


def _save_first_version(instance: Instance, staff: Staff, case_id: str) -> None:
    """Store a coding as version 1 of the vocabulary wrote it."""
    act = {"perpetrator_types": ["police"], "stage": "arrest", "victim_groups": ["woman"], "force_means": []}
    flag: dict[str, object] = {"perpetrator_types": [], "stage": None, "victim_groups": [], "force_means": []}
    acts = [{"code": "tor_beating", **act}, {"code": "flag_gendered", **flag}]
    text = strict.write_json({"vocabulary": "1", "acts": acts}).decode()
    anna = staff.keyring(instance, "anna")

    def work(uow: UnitOfWork) -> None:
        file = casefile.open_file(uow, instance, anna, case_id)
        target = Target(case_id, Box.CASE, file.private.public, anna.identity.signing)
        number = sheets.next_number(uow, case_id, Box.CASE)
        version = Version(1, "")
        document = documents.seal_text(target, number, Kind.CODING, text, exact_time=True, version=version)
        uow.documents.add(document)
        fixed = Fixed(file.tag_key, Kind.CODING, 1, documents.fingerprint(document))
        record.append(uow, anna, "code", case_id, fixed=fixed)

    transact(instance.database, work)


def test_a_coding_of_the_first_version_opens_and_is_saved_in_the_second(
    instance: Instance, staff: Staff, testify: Testify
) -> None:
    told, anna = testify(consent_statistics="y"), staff.keyring(instance, "anna")
    _save_first_version(instance, staff, told.case_id)
    shown = review.open_case(instance, anna, told.case_id).coding
    assert shown is not None
    assert (shown.made_with, shown.coding.vocabulary, shown.revision) == ("1", "2", 1)
    assert shown.coding.codes() == ("tor_beating", "flag_gendered")
    assert shown.coding.persons[0].groups == ("woman",)
    assert code.save_coding(instance, anna, told.case_id, shown.coding, 1) == 2
    newest, first = code.history(instance, anna, told.case_id)
    assert (newest.made_with, first.made_with) == ("2", "1")
    assert newest.coding == first.coding
    counted = statistics_of(instance, staff.keyring(instance, "alena"), told.case_id)
    assert counted.own.values["codes"] == ("tor_beating", "flag_gendered")
    assert counted.own.values["chapters"] == ("all", "torture", "reprisals")

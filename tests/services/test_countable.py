"""Which cases may be counted: every piece is checked when it is used, and what does not hold is left out."""

from dataclasses import replace

import pytest

import crypto
from crypto import Identity, PrivateKey
from intake.clock import today
from intake.domain.case_record import CaseRecord
from intake.domain.coding import Act, Coding
from intake.domain.consent import Statement, Use
from intake.domain.entities import Consent, GrantKind, StatisticsRecord
from intake.domain.vocabulary import Vocabulary
from intake.services import consents, mailbox, places
from intake.services.grants import open_grant, role_holder, seal_grant
from intake.services.instance import Instance, transact
from intake.services.mailbox import Visit
from intake.services.ports import UnitOfWork
from tests.plugins.drawing import Countable, countable
from tests.plugins.instances import Staff
from tests.plugins.releases import CodedCase, recode, tell_and_code
from tests.plugins.sources import Testify

VOCABULARY = Vocabulary.load()
RECORD = CaseRecord.of(Coding((Act("tor_beating"),)), today())


def _say(instance: Instance, staff: Staff, visit: Visit, number: int, *, on: bool) -> list[Consent]:
    """The copies of a statement that turns statistics on or off."""
    membership = staff.keyring(instance, "alena").membership
    statement = Statement(number, {Use.STATISTICS: on})
    return consents.seal_statement(statement, visit.case_id, visit.case_key, visit.keys.signing, membership)


def _add_consents(instance: Instance, copies: list[Consent]) -> None:
    def work(uow: UnitOfWork) -> None:
        for copy in copies:
            uow.consents.add(copy)

    transact(instance.database, work)


def _put_record(instance: Instance, staff: Staff, case_id: str, content: bytes, signer: Identity) -> None:
    """Replace a case's record and its grant, as somebody who can write the database could."""
    key = crypto.generate_key()
    place = places.statistics(case_id, 1)
    sealed = crypto.encrypt(key, crypto.pad(crypto.sign(signer.signing, content, place), 1024), place)
    role = staff.keyring(instance, "alena").membership.role_key("auditor")
    holder = role_holder(role.role, role.epoch)
    grant = seal_grant(instance.grant_keys, case_id, GrantKind.STATISTICS, holder, role.key, key)

    def work(uow: UnitOfWork) -> None:
        uow.statistics.delete(case_id=case_id)
        uow.grants.delete(case_id=case_id, kind=GrantKind.STATISTICS)
        uow.statistics.add(StatisticsRecord(case_id, 1, sealed))
        uow.grants.add(grant)

    transact(instance.database, work)


def test_coded_and_consented_cases_are_counted_with_their_newest_coding(
    instance: Instance, staff: Staff, coded_case: CodedCase
) -> None:
    first, second = coded_case("asm_fine"), coded_case("tor_beating")
    recode(instance, staff, second, ["rep_smear", "tor_beating"], revision=1)
    gathered = countable(instance, staff)
    assert gathered.records == {
        first: CaseRecord.of(Coding((Act("asm_fine"),)), today()),
        second: CaseRecord.of(Coding((Act("rep_smear"), Act("tor_beating"))), today()),
    }
    assert gathered.left_out == 0


def test_a_case_without_consent_to_statistics_is_not_counted(
    instance: Instance, staff: Staff, coded_case: CodedCase
) -> None:
    coded_case(statistics=False)
    assert countable(instance, staff) == Countable({})


def test_a_case_that_nobody_coded_is_not_counted(instance: Instance, staff: Staff, testify: Testify) -> None:
    testify(consent_statistics="y")
    assert countable(instance, staff) == Countable({})


def test_consent_is_read_when_it_is_used(instance: Instance, staff: Staff) -> None:
    """The record was written with consent; the source's last word counts."""
    visit = tell_and_code(instance, staff)
    _add_consents(instance, _say(instance, staff, visit, 2, on=False))
    assert countable(instance, staff) == Countable({})
    _add_consents(instance, _say(instance, staff, visit, 3, on=True))
    assert list(countable(instance, staff).records) == [visit.case_id]


def test_a_record_without_any_consent_statement_is_not_counted(
    instance: Instance, staff: Staff, coded_case: CodedCase
) -> None:
    case_id = coded_case()
    transact(instance.database, lambda uow: uow.consents.delete(case_id=case_id))
    assert countable(instance, staff) == Countable({})


def test_a_gap_in_the_statements_leaves_the_case_out(instance: Instance, staff: Staff) -> None:
    visit = tell_and_code(instance, staff)
    _add_consents(instance, _say(instance, staff, visit, 2, on=False) + _say(instance, staff, visit, 3, on=True))
    transact(instance.database, lambda uow: uow.consents.delete(case_id=visit.case_id, number=2))
    assert countable(instance, staff) == Countable({}, 1)


def test_a_consent_that_somebody_else_gave_leaves_the_case_out(instance: Instance, staff: Staff) -> None:
    visit = tell_and_code(instance, staff)
    forged = replace(visit, keys=crypto.SourceKeys(crypto.token(32)))
    _add_consents(instance, _say(instance, staff, forged, 2, on=True))
    assert countable(instance, staff) == Countable({}, 1)


def test_a_case_whose_keys_were_exchanged_is_left_out(instance: Instance, staff: Staff) -> None:
    """Somebody who can write the database puts in a source of their own, who consents to everything."""
    visit = tell_and_code(instance, staff, statistics=True)
    other = crypto.SourceKeys(crypto.token(32))
    copies = _say(instance, staff, replace(visit, keys=other), 1, on=True)

    def work(uow: UnitOfWork) -> None:
        uow.consents.delete(case_id=visit.case_id)
        for copy in copies:
            uow.consents.add(copy)
        uow.case_keys.change(visit.case_id, source_key=other.signing.public)

    transact(instance.database, work)
    assert countable(instance, staff) == Countable({}, 1)


def test_a_withdrawn_case_is_not_counted_and_counts_again_when_it_is_back(instance: Instance, staff: Staff) -> None:
    visit = tell_and_code(instance, staff)
    mailbox.withdraw(instance, visit)
    assert countable(instance, staff) == Countable({})
    mailbox.undo_withdrawal(instance, visit)
    assert list(countable(instance, staff).records) == [visit.case_id]


def test_a_withdrawn_grant_opens_nothing_though_the_day_of_destruction_was_erased(
    instance: Instance, staff: Staff
) -> None:
    visit = tell_and_code(instance, staff)
    mailbox.withdraw(instance, visit)
    transact(instance.database, lambda uow: uow.cases.change(visit.case_id, destroy_on=None))
    assert countable(instance, staff) == Countable({}, 1)
    transact(instance.database, lambda uow: _pretend_not_withdrawn(uow, visit.case_id))
    assert countable(instance, staff) == Countable({}, 1)


def _pretend_not_withdrawn(uow: UnitOfWork, case_id: str) -> None:
    (grant,) = uow.grants.find(case_id=case_id, kind=GrantKind.STATISTICS)
    uow.grants.change(case_id, grant.kind, grant.holder, withdrawn=False)


def test_a_record_that_a_member_signed_is_counted(instance: Instance, staff: Staff, coded_case: CodedCase) -> None:
    """The forgeries below differ from this in one thing each."""
    case_id = coded_case()
    _put_record(instance, staff, case_id, RECORD.to_json(), staff.keyring(instance, "rita").identity)
    assert countable(instance, staff).records == {case_id: RECORD}


@pytest.mark.parametrize("forger", ["nobody", "adam", "alena"])
def test_a_record_that_no_coder_signed_is_left_out(
    instance: Instance, staff: Staff, coded_case: CodedCase, forger: str
) -> None:
    case_id = coded_case()
    signer = Identity.generate() if forger == "nobody" else staff.keyring(instance, forger).identity
    _put_record(instance, staff, case_id, RECORD.to_json(), signer)
    assert countable(instance, staff) == Countable({}, 1)


def test_a_record_that_is_none_is_left_out(instance: Instance, staff: Staff, coded_case: CodedCase) -> None:
    case_id = coded_case()
    signer = staff.keyring(instance, "rita").identity
    _put_record(instance, staff, case_id, b'{"vocabulary":"1","codes":["x"],"categories":[]}', signer)
    assert countable(instance, staff) == Countable({}, 1)


def test_a_record_moved_from_another_case_is_left_out(instance: Instance, staff: Staff, coded_case: CodedCase) -> None:
    first, second = coded_case("asm_fine"), coded_case("tor_beating")

    def work(uow: UnitOfWork) -> None:
        row = uow.statistics.get(second)
        assert row is not None
        uow.statistics.change(first, sealed=row.sealed)

    transact(instance.database, work)
    gathered = countable(instance, staff)
    assert (list(gathered.records), gathered.left_out) == ([second], 1)


def test_a_record_without_a_grant_is_left_out(instance: Instance, staff: Staff, coded_case: CodedCase) -> None:
    case_id = coded_case()
    transact(instance.database, lambda uow: uow.grants.delete(case_id=case_id, kind=GrantKind.STATISTICS))
    assert countable(instance, staff) == Countable({}, 1)


def test_only_the_auditors_key_opens_a_record(instance: Instance, staff: Staff, coded_case: CodedCase) -> None:
    """With the permission check out of the way, there is still no key."""
    coded_case()
    for who in ("anna", "rita", "adam", "ilona", "kira"):
        assert countable(instance, staff, who) == Countable({}, 1)


def test_an_auditors_key_does_not_open_a_testimony(instance: Instance, staff: Staff, coded_case: CodedCase) -> None:
    case_id = coded_case()
    keyring = staff.keyring(instance, "alena")
    with instance.database.reading() as uow:
        grants = uow.grants.find(case_id=case_id, kind=GrantKind.CASE)
    keys: list[PrivateKey] = [keyring.identity.private, *keyring.role_keys.values()]
    for grant in grants:
        for key in keys:
            with pytest.raises(crypto.NoMatchingKey):
                open_grant(instance.grant_keys, grant, key)

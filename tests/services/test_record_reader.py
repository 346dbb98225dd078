"""Reading many records: whole at the first look, quickly at the next, and anew whenever anything is not as it was."""

from dataclasses import replace

import pytest

import crypto
from crypto import Identity
from intake.clock import today
from intake.domain.case_record import CaseRecord
from intake.domain.consent import Statement, Use
from intake.domain.entities import Consent, Grant, GrantKind, StatisticsRecord
from intake.domain.vocabulary import Vocabulary
from intake.services import consents, mailbox, places, record_reader, retain
from intake.services.grants import CATALOGUE, rewrap, role_holder, seal_grant
from intake.services.instance import Instance, transact
from intake.services.kept_records import KeptRecord
from intake.services.mailbox import Visit
from intake.services.ports import UnitOfWork
from intake.services.record_reader import Looked, RecordReader
from tests.plugins.instances import Staff
from tests.plugins.releases import CodedCase, recode, tell_and_code

VOCABULARY = Vocabulary.load()


def look(instance: Instance, staff: Staff, *cases: str, who: str = "alena") -> Looked:
    return RecordReader(instance, staff.keyring(instance, who), VOCABULARY).look(cases)


def grant_of(instance: Instance, case_id: str) -> Grant:
    with instance.database.reading() as uow:
        (grant,) = uow.grants.find(case_id=case_id, kind=GrantKind.STATISTICS)
    return grant


def say(instance: Instance, staff: Staff, visit: Visit, number: int, *, on: bool) -> list[Consent]:
    """Add what the source says next, by the rows alone."""
    membership = staff.keyring(instance, "alena").membership
    statement = Statement(number, {Use.STATISTICS: on})
    copies = consents.seal_statement(statement, visit.case_id, visit.case_key, visit.keys.signing, membership)

    def work(uow: UnitOfWork) -> None:
        for copy in copies:
            uow.consents.add(copy)

    transact(instance.database, work)
    return copies


@pytest.fixture
def _blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on no grant is opened by HPKE, and no signature is checked."""

    def never(*_: object) -> None:
        pytest.fail("it was checked a second time")

    for name in ("unseal", "check_signed"):
        monkeypatch.setattr(crypto, name, never)


class TestNextLook:
    def test_costs_no_hpke_and_no_signature_and_says_the_same(
        self, instance: Instance, staff: Staff, coded_case: CodedCase, request: pytest.FixtureRequest
    ) -> None:
        cases = coded_case("asm_fine"), coded_case("tor_beating"), coded_case(statistics=False)
        keyring, other = staff.keyring(instance, "alena"), staff.keyring(instance, "artur")
        first = RecordReader(instance, keyring, VOCABULARY).look(cases)
        assert [first.records[one].counts for one in cases] == [True, True, False]
        assert first.refused == []
        request.getfixturevalue("_blind")
        assert RecordReader(instance, keyring, VOCABULARY).look(cases) == first
        assert RecordReader(instance, other, VOCABULARY).look(cases) == first, "any auditor opens it"

    def test_is_kept_in_the_place_of_the_grant_in_one_size(
        self, instance: Instance, staff: Staff, coded_case: CodedCase
    ) -> None:
        cases = coded_case("asm_fine"), coded_case(statistics=False)
        look(instance, staff, *cases)
        grants = [grant_of(instance, one) for one in cases]
        assert {grant.holder for grant in grants} == {CATALOGUE + role_holder("auditor", 1)}
        assert len({len(grant.sealed) for grant in grants}) == 1

    def test_follows_the_nightly_change_of_the_outer_key(
        self, instance: Instance, staff: Staff, coded_case: CodedCase, request: pytest.FixtureRequest
    ) -> None:
        case_id, keyring = coded_case(), staff.keyring(instance, "alena")
        first = look(instance, staff, case_id)
        retain.rotate(instance, pause=0)
        request.getfixturevalue("_blind")
        assert RecordReader(instance, keyring, VOCABULARY).look([case_id]) == first


class TestChange:
    def test_a_new_coding_is_read(self, instance: Instance, staff: Staff, coded_case: CodedCase) -> None:
        case_id = coded_case("asm_fine")
        before = look(instance, staff, case_id).records[case_id]
        recode(instance, staff, case_id, ["rep_smear"], revision=1)
        after = look(instance, staff, case_id).records[case_id]
        assert b"rep_smear" in after.body
        assert after.key != before.key

    def test_a_consent_is_read_when_it_changed(self, instance: Instance, staff: Staff) -> None:
        visit = tell_and_code(instance, staff)
        seen = [look(instance, staff, visit.case_id).records[visit.case_id].counts]
        for number, on in ((2, False), (3, True)):
            say(instance, staff, visit, number, on=on)
            seen.append(look(instance, staff, visit.case_id).records[visit.case_id].counts)
        assert seen == [True, False, True]

    def test_a_statement_that_is_cut_off_after_it_was_seen_is_missed(self, instance: Instance, staff: Staff) -> None:
        visit = tell_and_code(instance, staff)
        say(instance, staff, visit, 2, on=False)
        look(instance, staff, visit.case_id)
        transact(instance.database, lambda uow: uow.consents.delete(case_id=visit.case_id, number=2))
        looked = look(instance, staff, visit.case_id)
        assert looked.refused == [visit.case_id]
        assert not looked.records[visit.case_id].counts
        assert look(instance, staff, visit.case_id) == looked, "again and again"

    def test_a_record_that_was_exchanged_is_refused(
        self, instance: Instance, staff: Staff, coded_case: CodedCase
    ) -> None:
        first, second = coded_case("asm_fine"), coded_case("tor_beating")
        look(instance, staff, first, second)

        def exchange(uow: UnitOfWork) -> None:
            row = uow.statistics.get(second)
            assert row is not None
            uow.statistics.change(first, sealed=row.sealed)

        transact(instance.database, exchange)
        looked = look(instance, staff, first, second)
        assert (list(looked.records), looked.refused) == ([second], [first])

    def test_what_was_kept_goes_and_comes_back_with_a_withdrawal(self, instance: Instance, staff: Staff) -> None:
        visit = tell_and_code(instance, staff)
        first = look(instance, staff, visit.case_id)
        mailbox.withdraw(instance, visit)
        assert look(instance, staff, visit.case_id) == Looked()
        transact(instance.database, lambda uow: uow.cases.change(visit.case_id, destroy_on=None))
        grant = grant_of(instance, visit.case_id)
        transact(
            instance.database,
            lambda uow: uow.grants.change(grant.case_id, grant.kind, grant.holder, withdrawn=False),
        )
        assert look(instance, staff, visit.case_id) == Looked({}, [visit.case_id]), "the mailbox key lies on it"
        transact(
            instance.database,
            lambda uow: uow.grants.change(grant.case_id, grant.kind, grant.holder, withdrawn=True),
        )
        mailbox.undo_withdrawal(instance, visit)
        assert look(instance, staff, visit.case_id) == first


class TestForgery:
    @pytest.mark.parametrize("who", ["anna", "adam", "kira"])
    def test_nobody_else_keeps_a_record_for_the_auditors(
        self, instance: Instance, staff: Staff, coded_case: CodedCase, who: str
    ) -> None:
        case_id = coded_case()
        look(instance, staff, case_id)
        grant = grant_of(instance, case_id)
        forged = rewrap(
            instance.grant_keys,
            replace(grant, holder=role_holder("auditor", 1)),
            crypto.derive_key(staff.keyring(instance, who).identity.seed, b"forged"),
            KeptRecord.of(bytes(32), bytes(32), 1, CaseRecord.silent(today()), counts=True).to_bytes(),
        )
        transact(
            instance.database, lambda uow: uow.grants.change(case_id, grant.kind, grant.holder, sealed=forged.sealed)
        )
        assert look(instance, staff, case_id) == Looked({}, [case_id])

    def test_what_was_kept_of_one_case_is_not_anothers(
        self, instance: Instance, staff: Staff, coded_case: CodedCase
    ) -> None:
        first, second = coded_case("asm_fine"), coded_case("tor_beating")
        look(instance, staff, first, second)
        sealed = grant_of(instance, second).sealed
        grant = grant_of(instance, first)
        transact(instance.database, lambda uow: uow.grants.change(first, grant.kind, grant.holder, sealed=sealed))
        looked = look(instance, staff, first, second)
        assert (list(looked.records), looked.refused) == ([second], [first])

    def test_a_case_without_consent_and_with_a_broken_record_is_no_fault(
        self, instance: Instance, staff: Staff, coded_case: CodedCase
    ) -> None:
        case_id = coded_case(statistics=False)
        transact(instance.database, lambda uow: uow.statistics.change(case_id, sealed=b"broken"))
        assert look(instance, staff, case_id) == Looked()


def test_a_coding_that_comes_while_others_are_read_keeps_its_grant(
    instance: Instance, staff: Staff, coded_case: CodedCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else what was read of the old record would take the place of the new record's key."""
    case_id, kept = coded_case("asm_fine"), record_reader.keep

    def late(*wrapped: object) -> None:
        recode(instance, staff, case_id, ["rep_smear"], revision=1)
        kept(*wrapped)  # type: ignore[arg-type]

    monkeypatch.setattr(record_reader, "keep", late)
    assert b"asm_fine" in look(instance, staff, case_id).records[case_id].body
    monkeypatch.undo()
    assert b"rep_smear" in look(instance, staff, case_id).records[case_id].body


class TestRefused:
    """A case that cannot be counted because something of it does not hold."""

    def test_without_a_grant(self, instance: Instance, staff: Staff, coded_case: CodedCase) -> None:
        case_id = coded_case()
        transact(instance.database, lambda uow: uow.grants.delete(case_id=case_id, kind=GrantKind.STATISTICS))
        assert look(instance, staff, case_id) == Looked({}, [case_id])

    @pytest.mark.parametrize("who", ["anna", "rita", "adam", "ilona", "kira"])
    def test_to_everybody_but_auditors(self, instance: Instance, staff: Staff, coded_case: CodedCase, who: str) -> None:
        case_id = coded_case()
        assert look(instance, staff, case_id, who=who) == Looked({}, [case_id])

    def test_with_keys_that_its_id_does_not_certify(self, instance: Instance, staff: Staff) -> None:
        """Somebody who can write the database puts in a source of their own, who consents to everything."""
        visit = tell_and_code(instance, staff)
        other = crypto.SourceKeys(crypto.token(32))
        transact(instance.database, lambda uow: uow.consents.delete(case_id=visit.case_id))
        say(instance, staff, replace(visit, keys=other), 1, on=True)
        transact(instance.database, lambda uow: uow.case_keys.change(visit.case_id, source_key=other.signing.public))
        assert look(instance, staff, visit.case_id).refused == [visit.case_id]

    def test_with_a_gap_in_the_statements(self, instance: Instance, staff: Staff) -> None:
        visit = tell_and_code(instance, staff)
        say(instance, staff, visit, 2, on=False)
        say(instance, staff, visit, 3, on=True)
        transact(instance.database, lambda uow: uow.consents.delete(case_id=visit.case_id, number=2))
        assert look(instance, staff, visit.case_id).refused == [visit.case_id]

    def test_with_a_statement_of_which_only_the_auditors_copy_is_gone(self, instance: Instance, staff: Staff) -> None:
        visit, ours = tell_and_code(instance, staff), role_holder("auditor", 1)
        say(instance, staff, visit, 2, on=False)
        transact(instance.database, lambda uow: uow.consents.delete(case_id=visit.case_id, number=2, holder=ours))
        assert look(instance, staff, visit.case_id).refused == [visit.case_id]

    @pytest.mark.parametrize("forger", ["nobody", "adam", "alena"])
    def test_with_a_record_that_no_coder_signed(
        self, instance: Instance, staff: Staff, coded_case: CodedCase, forger: str
    ) -> None:
        case_id = coded_case()
        signer = Identity.generate() if forger == "nobody" else staff.keyring(instance, forger).identity
        body = look(instance, staff, case_id).records[case_id].body
        put_record(instance, staff, case_id, body, signer)
        assert look(instance, staff, case_id) == Looked({}, [case_id])
        put_record(instance, staff, case_id, body, staff.keyring(instance, "rita").identity)
        assert look(instance, staff, case_id).records[case_id].body == body, "a coder's is read"

    def test_with_a_record_that_is_none(self, instance: Instance, staff: Staff, coded_case: CodedCase) -> None:
        case_id = coded_case()
        put_record(instance, staff, case_id, b'{"vocabulary":"1"}', staff.keyring(instance, "rita").identity)
        assert look(instance, staff, case_id) == Looked({}, [case_id])


def put_record(instance: Instance, staff: Staff, case_id: str, content: bytes, signer: Identity) -> None:
    """Replace a case's record and its grant, as somebody who can write the database could."""
    key, place = crypto.generate_key(), places.statistics(case_id, 1)
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

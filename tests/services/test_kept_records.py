"""Records that were checked once are counted as the tables say it, person by person, whatever they say."""

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import crypto
from intake.domain.case_record import CaseRecord
from intake.domain.columns import variables
from intake.domain.counting import units
from intake.domain.entities import Case, Consent, Grant, GrantKind, StatisticsRecord
from intake.domain.table import Size, Table
from intake.services.consents import CASE_HOLDER
from intake.services.grants import rewrap, role_holder
from intake.services.holders import statistics_key
from intake.services.instance import Instance, transact
from intake.services.kept_records import KeptRecord
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork
from intake.services.statistics_columns import Wanted, counted
from tests.plugins.instances import Staff
from tests.plugins.tellings import RECORD, SILENT, TWELVE, slowly, tables

HOLDER = role_holder("auditor", 1)
ALL: Sequence[Table] = [table for size in Size for table in tables(size)]


@pytest.fixture
def auditor(instance: Instance, staff: Staff, monkeypatch: pytest.MonkeyPatch) -> Keyring:
    """An auditor who opens no grant by HPKE and checks no signature from here on: everything was checked."""
    keyring = staff.keyring(instance, "alena")
    for name in ("unseal", "check_signed"):
        monkeypatch.setattr(crypto, name, lambda *_: pytest.fail("it was checked a second time"))
    return keyring


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(st.tuples(RECORD, st.booleans()), max_size=6))
def test_are_counted_as_person_by_person(
    instance: Instance, auditor: Keyring, told: Sequence[tuple[CaseRecord, bool]]
) -> None:
    key = statistics_key(auditor.role_private("auditor", 1), HOLDER)
    cases = {crypto.token(16).hex(): one for one in told}
    put(instance, key, cases)
    wanted = Wanted([crypto.token(16).hex()], ALL, TWELVE)
    found = counted(instance, auditor, wanted, lambda _: list(cases), lambda *_: None)
    people = [variables(unit) for unit in units({case_id: one for case_id, (one, counts) in cases.items() if counts})]
    assert found.refused == 0
    assert found.tables == {table.id: slowly(table, people) for table in ALL}


def put(instance: Instance, key: bytes, cases: Mapping[str, tuple[CaseRecord, bool]]) -> None:
    """Store cases as they are once they were checked."""

    def work(uow: UnitOfWork) -> None:
        for case_id, (record, counts) in cases.items():
            sealed = crypto.token(100)
            kept = KeptRecord.of(crypto.generate_key(), sha256(sealed).digest(), 1, record, counts=counts)
            base = Grant(case_id, GrantKind.STATISTICS, HOLDER, b"", "")
            uow.cases.add(Case(case_id, date(2030, 1, 2), urgent=False, state="verified"))
            uow.consents.add(Consent(case_id, 1, CASE_HOLDER, b"sealed"))
            uow.statistics.add(StatisticsRecord(case_id, 1, sealed))
            uow.grants.add(rewrap(instance.grant_keys, base, key, kept.to_bytes()))

    transact(instance.database, work)


@given(record=RECORD, counts=st.booleans(), said=st.integers(0, 2**32 - 1))
def test_are_read_as_they_were_written(record: CaseRecord, said: int, *, counts: bool) -> None:
    kept = KeptRecord.of(crypto.generate_key(), crypto.token(32), said, record, counts=counts)
    assert KeptRecord.from_bytes(kept.to_bytes()) == kept


def test_show_no_secret() -> None:
    kept = KeptRecord.of(crypto.generate_key(), bytes(32), 1, SILENT, counts=True)
    assert repr(kept) == f"KeptRecord(digest={'00' * 32})"

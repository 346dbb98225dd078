"""Cohorts: every case in one of them, each list fixed once and for ever."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import crypto
from crypto import SigningKey
from intake.domain.entities import Cohort
from intake.domain.review import State
from intake.domain.strict import write_json
from intake.services import auditors, cohorts, mailbox, places, record
from intake.services.errors import NoKey, NotDue, NotFound, NotVouched
from intake.services.found import found
from intake.services.grant_keys import GrantKeys
from intake.services.instance import Instance, transact
from intake.services.plan_reader import CohortState, PlanView
from intake.services.ports import Conflict, UnitOfWork
from intake.store.database import open_database
from intake.wiring import open_instance
from tests.plugins.instances import FOUNDERS, INSTANCE_ID, ROOT, Staff, loopback_settings
from tests.plugins.plans import BEFORE, SPRING, SUMMER, on, planned
from tests.plugins.releases import recode, tell_and_code

WINTER, LATE = date(2026, 2, 10), date(2026, 5, 10)
"""Days in the first cohort and in the second."""


@pytest.fixture
def postgres_instance(postgres_url: str, tmp_path: Path) -> Iterator[tuple[Instance, Staff]]:
    """A founded instance on a real PostgreSQL."""
    settings = replace(loopback_settings(tmp_path), database_url=postgres_url)
    database = open_database(postgres_url)
    database.upgrade()
    members = found(database, FOUNDERS, INSTANCE_ID, ROOT)
    database.close()
    GrantKeys(settings.grant_key_file).add()
    opened = open_instance(settings)
    yield opened, Staff({member.username: member.passphrase for member in members})
    opened.database.close()  # type: ignore[attr-defined]


def _case(instance: Instance, staff: Staff, day: date, *, statistics: bool = True) -> str:
    with on(day):
        return tell_and_code(instance, staff, statistics=statistics).case_id


def _freeze(instance: Instance, staff: Staff, cohort: Cohort, day: date, who: str = "alena") -> tuple[str, ...]:
    with on(day):
        cohorts.freeze(instance, staff.keyring(instance, who), cohort.id)
    return _listed(instance, staff, cohort)


def _listed(instance: Instance, staff: Staff, cohort: Cohort) -> tuple[str, ...]:
    with instance.database.reading() as uow:
        return cohorts.cases_of(uow, staff.keyring(instance, "artur"), cohort.id)


def _state(instance: Instance, cohort: Cohort) -> str:
    with instance.database.reading() as uow:
        return cohorts.get(uow, cohort.id).state


def _everything(instance: Instance, staff: Staff, plan: PlanView) -> None:
    first, second = plan.cohorts
    before, winter, late = (_case(instance, staff, day) for day in (BEFORE, WINTER, LATE))
    silent = _case(instance, staff, WINTER, statistics=False)
    assert sorted(_freeze(instance, staff, first, SPRING)) == sorted((before, winter))
    assert _freeze(instance, staff, second, SUMMER) == (late,)
    with instance.database.reading() as uow:
        everywhere = cohorts.taken(uow, staff.keyring(instance, "artur"))
    assert everywhere == {before, winter, late}, f"{silent} gave no consent"


def test_a_case_is_in_the_cohort_in_which_it_was_coded(instance: Instance, staff: Staff, plan: PlanView) -> None:
    _everything(instance, staff, plan)


def test_and_so_it_is_on_postgresql(postgres_instance: tuple[Instance, Staff]) -> None:
    _everything(*postgres_instance, planned(*postgres_instance))


def test_coding_on_the_last_day_counts_and_on_the_day_after_waits(
    instance: Instance, staff: Staff, plan: PlanView
) -> None:
    last, after = (_case(instance, staff, day) for day in (plan.cohorts[0].closes, SPRING))
    assert _freeze(instance, staff, plan.cohorts[0], SPRING) == (last,)
    assert _freeze(instance, staff, plan.cohorts[1], SUMMER) == (after,)


def test_nothing_is_frozen_before_its_last_day_is_over(instance: Instance, staff: Staff, plan: PlanView) -> None:
    first = plan.cohorts[0]
    with pytest.raises(NotDue):
        _freeze(instance, staff, first, first.closes)
    assert _state(instance, first) == CohortState.OPEN
    assert _listed(instance, staff, first) == ()


def test_an_earlier_cohort_comes_first(instance: Instance, staff: Staff, plan: PlanView) -> None:
    """Otherwise the later one would take its cases."""
    first, second = plan.cohorts
    with on(SUMMER), instance.database.reading() as uow:
        assert [one.id for one in cohorts.due(uow)] == [first.id, second.id]
    with pytest.raises(NotDue):
        _freeze(instance, staff, second, SUMMER)
    _freeze(instance, staff, first, SUMMER)
    _freeze(instance, staff, second, SUMMER)
    with on(SUMMER), instance.database.reading() as uow:
        assert cohorts.due(uow) == []


def test_a_frozen_list_stays_whatever_comes(instance: Instance, staff: Staff, plan: PlanView) -> None:
    first, second = plan.cohorts
    case_id = _case(instance, staff, WINTER)
    assert _freeze(instance, staff, first, SPRING) == (case_id,)
    with on(LATE):
        recode(instance, staff, case_id, ["tor_beating", "det_denied_food"], revision=1)
    _case(instance, staff, WINTER)
    assert _freeze(instance, staff, first, SPRING) == (case_id,), "asked again"
    assert _freeze(instance, staff, first, BEFORE) == (case_id,), "with the clock set back"
    assert case_id not in _freeze(instance, staff, second, SUMMER), "coded anew since, and still in its cohort"


def test_who_withdrew_before_is_not_in_it(instance: Instance, staff: Staff, plan: PlanView) -> None:
    with on(WINTER):
        visit = tell_and_code(instance, staff)
        mailbox.withdraw(instance, visit)
    assert _freeze(instance, staff, plan.cohorts[0], SPRING) == ()


def test_freezing_that_was_broken_off_goes_on(
    instance: Instance, staff: Staff, plan: PlanView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cohorts, "BATCH", 1)
    cases = {_case(instance, staff, WINTER) for _ in range(3)}
    told: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if done == len(cases) - 1:
            raise KeyboardInterrupt

    with on(SPRING), pytest.raises(KeyboardInterrupt):
        cohorts.freeze(instance, staff.keyring(instance, "alena"), plan.cohorts[0].id, stop)
    assert told == [(1, 3), (2, 3)]
    assert _state(instance, plan.cohorts[0]) == CohortState.OPEN
    assert set(_freeze(instance, staff, plan.cohorts[0], SPRING)) == cases


def test_two_auditors_at_once_make_one_list(postgres_instance: tuple[Instance, Staff]) -> None:
    instance, staff = postgres_instance
    first = planned(instance, staff).cohorts[0]
    case_id = _case(instance, staff, WINTER)
    rings = [staff.keyring(instance, who) for who in ("alena", "artur")]
    with on(SPRING):
        threads = [threading.Thread(target=cohorts.freeze, args=(instance, ring, first.id)) for ring in rings]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert _listed(instance, staff, first) == (case_id,)
    with instance.database.reading() as uow:
        deeds = record.entries(uow, staff.keyring(instance, "anna"))
    assert [deed.action for deed in deeds].count("cohort-freeze") == 1


class TestAnotherCohortMeanwhile:
    """A list that was fixed while this one was gathered may have some of its cases."""

    @pytest.fixture
    def meanwhile(self, monkeypatch: pytest.MonkeyPatch) -> list[Sequence[object]]:
        """Each time before a list is stored, change one of these cohorts: its id, its state and its list."""
        changes: list[Sequence[object]] = []
        store = cohorts._store

        def late(*given: object) -> bool:
            if changes:
                cohort_id, state, sealed = changes.pop()
                instance = given[0]
                assert isinstance(instance, Instance)
                work = lambda uow: uow.cohorts.change(cohort_id, state=state, sealed=sealed)  # noqa: E731
                transact(instance.database, work)
            return store(*given)  # type: ignore[arg-type]

        monkeypatch.setattr(cohorts, "_store", late)
        return changes

    def test_is_taken_into_account(
        self, instance: Instance, staff: Staff, plan: PlanView, meanwhile: list[Sequence[object]]
    ) -> None:
        first, second = plan.cohorts
        here, there = _case(instance, staff, WINTER), _case(instance, staff, WINTER)
        sealed = cohorts.seal_list(staff.keyring(instance, "alena"), second.id, [there])
        meanwhile.append((second.id, CohortState.SPENT, sealed))
        assert _freeze(instance, staff, first, SPRING) == (here,)

    def test_of_two_lists_for_one_cohort_the_first_stays(
        self, instance: Instance, staff: Staff, plan: PlanView, meanwhile: list[Sequence[object]]
    ) -> None:
        first = plan.cohorts[0]
        here, _ = _case(instance, staff, WINTER), _case(instance, staff, WINTER)
        sealed = cohorts.seal_list(staff.keyring(instance, "artur"), first.id, [here])
        meanwhile.append((first.id, CohortState.FROZEN, sealed))
        assert _freeze(instance, staff, first, SPRING) == (here,)

    def test_again_and_again_is_given_up(
        self, instance: Instance, staff: Staff, plan: PlanView, meanwhile: list[Sequence[object]]
    ) -> None:
        first, second = plan.cohorts
        meanwhile += [(second.id, (CohortState.SPENT, CohortState.OPEN)[turn % 2], None) for turn in range(9)]
        with pytest.raises(Conflict):
            _freeze(instance, staff, first, SPRING)
        assert _state(instance, first) == CohortState.OPEN


def test_who_is_no_auditor_freezes_and_reads_nothing(instance: Instance, staff: Staff, plan: PlanView) -> None:
    first = plan.cohorts[0]
    with pytest.raises(NoKey):
        _freeze(instance, staff, first, SPRING, "anna")
    _freeze(instance, staff, first, SPRING)
    with instance.database.reading() as uow, pytest.raises(NoKey):
        cohorts.cases_of(uow, staff.keyring(instance, "anna"), first.id)
    with instance.database.reading() as uow, pytest.raises(NotFound):
        cohorts.cases_of(uow, staff.keyring(instance, "alena"), "0" * 32)


class TestWhoWritesTheDatabase:
    """They can delete a cohort. They cannot move its days or its cases."""

    def test_cannot_let_a_cohort_end_early(self, instance: Instance, staff: Staff, plan: PlanView) -> None:
        first = plan.cohorts[0]
        self._change(instance, first.id, closes=BEFORE)
        with pytest.raises(crypto.Tampered):
            _freeze(instance, staff, first, WINTER)

    def test_cannot_give_a_plan_another_cohort(self, instance: Instance, staff: Staff, plan: PlanView) -> None:
        extra = Cohort("e" * 32, plan.terms.plan, BEFORE, BEFORE, CohortState.OPEN)
        transact(instance.database, lambda uow: uow.cohorts.add(extra))
        with pytest.raises(crypto.Tampered):
            _freeze(instance, staff, extra, WINTER)

    @pytest.mark.parametrize("forger", ["nobody", "rita"])
    def test_cannot_make_a_list(self, instance: Instance, staff: Staff, plan: PlanView, forger: str) -> None:
        first = plan.cohorts[0]
        signer = SigningKey.generate() if forger == "nobody" else staff.keyring(instance, forger).identity.signing
        place = places.cohort(first.id)
        body = write_json({"format": cohorts.FORMAT, "cohort": first.id, "cases": ""})
        signed = crypto.pad(crypto.sign(signer, body, place), auditors.MINIMUM)
        public = staff.keyring(instance, "alena").membership.role_key("auditor").key
        self._change(instance, first.id, state=CohortState.FROZEN, sealed=crypto.seal(public, signed, place))
        with pytest.raises(NotVouched):
            _listed(instance, staff, first)

    def test_cannot_move_a_list_to_another_cohort(self, instance: Instance, staff: Staff, plan: PlanView) -> None:
        first, second = plan.cohorts
        _freeze(instance, staff, first, SPRING)
        with instance.database.reading() as uow:
            sealed = cohorts.get(uow, first.id).sealed
        self._change(instance, second.id, state=CohortState.FROZEN, sealed=sealed)
        with pytest.raises(NoKey):
            _listed(instance, staff, second)

    def _change(self, instance: Instance, cohort_id: str, **fields: object) -> None:
        transact(instance.database, lambda uow: uow.cohorts.change(cohort_id, **fields))


def test_what_a_release_counted_before_there_were_plans_is_counted_no_more(
    instance: Instance, staff: Staff, plan: PlanView
) -> None:
    """As the database brings it over: a cohort of its own, with the release's list."""
    before, fresh = _case(instance, staff, BEFORE), _case(instance, staff, WINTER)
    body = write_json({"cases": [before], "left_out": 0, "tables": "00"})
    old = Cohort("f" * 32, None, BEFORE, BEFORE, CohortState.FROZEN)
    sealed = auditors.seal(staff.keyring(instance, "alena"), body, places.release(old.id))

    def bring(uow: UnitOfWork) -> None:
        uow.cohorts.add(replace(old, sealed=sealed))

    transact(instance.database, bring)
    assert _listed(instance, staff, old) == (before,)
    assert _freeze(instance, staff, plan.cohorts[0], SPRING) == (fresh,)
    assert _freeze(instance, staff, old, SPRING) == (before,), "it stays as it is"


def test_testimonies_received_are_counted_by_the_day_without_junk(
    instance: Instance, staff: Staff, plan: PlanView
) -> None:
    first = plan.cohorts[0]
    for day in (BEFORE, first.opens, WINTER, first.closes, SPRING):
        _case(instance, staff, day)
    junk = _case(instance, staff, WINTER)
    transact(instance.database, lambda uow: uow.cases.change(junk, state=State.SPAM))
    with instance.database.reading() as uow:
        assert cohorts.received(uow, first.opens, first.closes) == 3

"""Plans: one auditor drafts, another approves before the first day, and what both signed holds."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

import crypto
from crypto import SigningKey
from intake.domain.draw import Subject
from intake.domain.plan_terms import Signed
from intake.domain.plans import Hindrance
from intake.services import places, plans, record
from intake.services.errors import CannotPlan, NoKey, NotAllowedNow, NotFound, NotVouched, OwnDraft
from intake.services.instance import Instance, transact
from intake.services.plan_reader import CohortState, PlanState, PlanView
from tests.plugins.instances import Staff
from tests.plugins.plans import BEFORE, OPENS, asked, on, planned

DAY = timedelta(days=1)


def _draft(instance: Instance, staff: Staff, who: str = "alena", **fields: object) -> str:
    with on(BEFORE):
        return plans.draft(instance, staff.keyring(instance, who), asked(**fields))


def _approve(instance: Instance, staff: Staff, plan_id: str, who: str = "artur") -> None:
    with on(BEFORE):
        plans.approve(instance, staff.keyring(instance, who), plan_id)


def test_two_auditors_make_a_plan(instance: Instance, staff: Staff) -> None:
    plan_id = _draft(instance, staff)
    (seen,) = plans.plans(instance, staff.keyring(instance, "artur"))
    assert (seen.state, seen.drafter, seen.drafted, seen.approver) == (PlanState.DRAFTED, "alena", BEFORE, None)
    assert seen.terms.plan == plan_id
    assert not seen.by_me
    assert seen.cohorts == ()

    _approve(instance, staff, plan_id)
    seen = plans.get(instance, staff.keyring(instance, "alena"), plan_id)
    assert (seen.state, seen.approver, seen.approved, seen.by_me) == (PlanState.APPROVED, "artur", BEFORE, True)
    assert [(one.id, one.opens, one.closes) for one in seen.cohorts] == [
        (one.cohort, one.opens, one.closes) for one in seen.terms.periods
    ]
    assert {one.state for one in seen.cohorts} == {CohortState.OPEN}
    assert {one.sealed for one in seen.cohorts} == {None}


def test_a_look_at_what_would_be_fixed_keeps_nothing(instance: Instance, staff: Staff) -> None:
    alena = staff.keyring(instance, "alena")
    with on(BEFORE):
        assert plans.preview(instance, alena, asked()).opens == OPENS
        with pytest.raises(CannotPlan):
            plans.preview(instance, alena, asked(opens=BEFORE))
        with pytest.raises(NoKey):
            plans.preview(instance, staff.keyring(instance, "anna"), asked())
    assert plans.plans(instance, alena) == []


def test_all_of_it_is_on_the_record(instance: Instance, staff: Staff) -> None:
    plan_id, other = _draft(instance, staff), _draft(instance, staff)
    _approve(instance, staff, plan_id)
    plans.withdraw_draft(instance, staff.keyring(instance, "artur"), other)
    with instance.database.reading() as uow:
        deeds = record.entries(uow, staff.keyring(instance, "anna"))
    assert [(deed.action, deed.subject, deed.member) for deed in deeds] == [
        ("plan-withdraw", other, "artur"),
        ("plan-approve", plan_id, "artur"),
        ("plan-draft", other, "alena"),
        ("plan-draft", plan_id, "alena"),
    ]


def test_nobody_approves_their_own_draft(instance: Instance, staff: Staff) -> None:
    plan_id = _draft(instance, staff)
    with pytest.raises(OwnDraft):
        _approve(instance, staff, plan_id, "alena")


def test_nobody_else_has_anything_to_do_with_plans(instance: Instance, staff: Staff) -> None:
    plan_id = _draft(instance, staff)
    stranger = staff.keyring(instance, "anna")
    deeds: list[Callable[[], object]] = [
        lambda: plans.draft(instance, stranger, asked()),
        lambda: plans.approve(instance, stranger, plan_id),
        lambda: plans.withdraw_draft(instance, stranger, plan_id),
        lambda: plans.plans(instance, stranger),
        lambda: plans.get(instance, stranger, plan_id),
    ]
    for deed in deeds:
        with pytest.raises(NoKey):
            deed()


def test_what_cannot_be_planned_says_why(instance: Instance, staff: Staff) -> None:
    with pytest.raises(CannotPlan) as refused:
        _draft(instance, staff, expected=12)
    assert refused.value.hindrance is Hindrance.FEW
    planned(instance, staff)
    with pytest.raises(CannotPlan) as refused:
        _draft(instance, staff, opens=OPENS + 90 * DAY)
    assert refused.value.hindrance is Hindrance.OVERLAPS


def test_it_is_approved_before_its_first_day_or_never(instance: Instance, staff: Staff) -> None:
    plan_id = _draft(instance, staff)
    with on(OPENS), pytest.raises(CannotPlan) as refused:
        plans.approve(instance, staff.keyring(instance, "artur"), plan_id)
    assert refused.value.hindrance is Hindrance.EARLY


def test_of_two_drafts_for_the_same_days_one_is_approved(instance: Instance, staff: Staff) -> None:
    one, two = _draft(instance, staff), _draft(instance, staff)
    _approve(instance, staff, one)
    with pytest.raises(CannotPlan) as refused:
        _approve(instance, staff, two)
    assert refused.value.hindrance is Hindrance.OVERLAPS


def test_an_approved_plan_stays(instance: Instance, staff: Staff, plan: PlanView) -> None:
    artur = staff.keyring(instance, "artur")
    with pytest.raises(NotAllowedNow):
        plans.approve(instance, artur, plan.terms.plan)
    with pytest.raises(NotAllowedNow):
        plans.withdraw_draft(instance, artur, plan.terms.plan)
    with pytest.raises(NotFound):
        plans.get(instance, artur, "0" * 32)


def test_a_draft_that_is_taken_back_is_gone(instance: Instance, staff: Staff) -> None:
    plan_id = _draft(instance, staff)
    plans.withdraw_draft(instance, staff.keyring(instance, "alena"), plan_id)
    assert plans.plans(instance, staff.keyring(instance, "artur")) == []


def test_the_plan_that_opens_last_comes_first(instance: Instance, staff: Staff) -> None:
    first, later = planned(instance, staff), planned(instance, staff, opens=OPENS + 200 * DAY)
    listed = plans.plans(instance, staff.keyring(instance, "alena"))
    assert [view.terms.plan for view in listed] == [later.terms.plan, first.terms.plan]


class TestWhoWritesTheDatabase:
    """They can delete a plan. They cannot choose tables, days or budget."""

    def _store(self, instance: Instance, signed: Signed, **fields: object) -> None:
        body = signed.to_json()
        transact(instance.database, lambda uow: uow.plans.change(signed.terms.plan, body=body, **fields))

    def _stored(self, instance: Instance, plan: PlanView) -> Signed:
        with instance.database.reading() as uow:
            row = uow.plans.get(plan.terms.plan)
        assert row is not None
        return Signed.parse(row.body)

    def _refused(self, instance: Instance, staff: Staff, plan: PlanView, error: type[Exception]) -> None:
        with pytest.raises(error):
            plans.get(instance, staff.keyring(instance, "alena"), plan.terms.plan)

    def test_cannot_change_the_terms(self, instance: Instance, staff: Staff, plan: PlanView) -> None:
        stored = self._stored(instance, plan)
        self._store(instance, replace(stored, terms=replace(stored.terms, epsilon=200.0)))
        self._refused(instance, staff, plan, crypto.Tampered)

    def test_cannot_approve(self, instance: Instance, staff: Staff, plan: PlanView) -> None:
        stored = self._stored(instance, plan)
        self._store(instance, replace(stored, approved=stored.drafted))
        self._refused(instance, staff, plan, crypto.Tampered)

    def test_cannot_make_a_draft_count(self, instance: Instance, staff: Staff, plan: PlanView) -> None:
        self._store(instance, replace(self._stored(instance, plan), approved=None))
        self._refused(instance, staff, plan, crypto.Tampered)

    @pytest.mark.parametrize("who", ["nobody", "anna"])
    def test_cannot_sign_for_an_auditor(self, instance: Instance, staff: Staff, plan: PlanView, who: str) -> None:
        stored = self._stored(instance, plan)
        key = SigningKey.generate() if who == "nobody" else staff.keyring(instance, who).identity.signing
        place = places.plan(stored.terms.plan, "approve", BEFORE.isoformat())
        signature = crypto.detached(key, stored.terms.to_json(), place).hex()
        assert stored.approved is not None
        word = replace(stored.approved, signer=key.public.hex(), signature=signature)
        self._store(instance, replace(stored, approved=word))
        self._refused(instance, staff, plan, NotVouched)

    def test_cannot_have_one_auditor_approve_alone(self, instance: Instance, staff: Staff, plan: PlanView) -> None:
        stored = self._stored(instance, plan)
        alena = staff.keyring(instance, "alena").identity.signing
        place = places.plan(stored.terms.plan, "approve", BEFORE.isoformat())
        signature = crypto.detached(alena, stored.terms.to_json(), place).hex()
        assert stored.approved is not None
        word = replace(stored.approved, signer=alena.public.hex(), signature=signature)
        self._store(instance, replace(stored, approved=word))
        self._refused(instance, staff, plan, crypto.Tampered)

    def test_cannot_store_what_is_no_plan(self, instance: Instance, staff: Staff, plan: PlanView) -> None:
        transact(instance.database, lambda uow: uow.plans.change(plan.terms.plan, body=b"{}"))
        self._refused(instance, staff, plan, crypto.Tampered)

    def test_cannot_move_a_cohorts_days(self, instance: Instance, staff: Staff, plan: PlanView) -> None:
        first = plan.cohorts[0]
        transact(instance.database, lambda uow: uow.cohorts.change(first.id, closes=BEFORE))
        seen = plans.get(instance, staff.keyring(instance, "alena"), plan.terms.plan)
        assert seen.cohorts[0].closes == first.closes


def test_the_budget_is_the_instances_and_the_total_what_it_declared(instance: Instance, staff: Staff) -> None:
    settings = replace(instance.settings, release_epsilon=1.0, public_total=True)
    terms = planned(replace(instance, settings=settings), staff).terms
    assert terms.public_total
    assert terms.budget(Subject.COHORT) == (0.5, 0.0)
    assert not planned(instance, staff, opens=OPENS + 300 * DAY).terms.public_total

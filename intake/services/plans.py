"""Plans: drafted by one auditor, approved by another before the first day. Nobody changes what both signed."""

from dataclasses import replace
from datetime import date

import crypto
from intake import clock
from intake.domain.entities import Cohort, Plan
from intake.domain.plan_terms import Signed, Terms, Word
from intake.domain.plans import Asked, Hindrance, starting
from intake.services import places, plan_reader, record
from intake.services.auditors import require_auditor
from intake.services.errors import CannotPlan, NotAllowedNow, OwnDraft
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.plan_reader import APPROVE, DRAFT, CohortState, PlanState, PlanView
from intake.services.ports import UnitOfWork


def preview(instance: Instance, keyring: Keyring, asked: Asked) -> Terms:
    """Return what would be fixed, and keep nothing. Raises `CannotPlan`."""
    require_auditor(keyring)
    with instance.database.reading() as uow:
        return _terms(instance, uow, keyring, asked)


def draft(instance: Instance, keyring: Keyring, asked: Asked) -> str:
    """Keep a draft for another auditor to approve; return its id. Raises `CannotPlan`."""
    require_auditor(keyring)

    def work(uow: UnitOfWork) -> str:
        terms = _terms(instance, uow, keyring, asked)
        signed = Signed(terms, _word(keyring, terms, DRAFT))
        uow.plans.add(Plan(terms.plan, clock.today(), PlanState.DRAFTED, signed.to_json()))
        record.append(uow, keyring, "plan-draft", terms.plan)
        return terms.plan

    return transact(instance.database, work)


def approve(instance: Instance, keyring: Keyring, plan_id: str) -> None:
    """Approve another auditor's draft; from then on nothing of it changes.

    Raises `OwnDraft`, `NotAllowedNow` for one that is approved, and `CannotPlan` once its first day came or another
    plan took its days.
    """
    require_auditor(keyring)

    def work(uow: UnitOfWork) -> None:
        view = plan_reader.load(uow, keyring, plan_id)
        if view.state is not PlanState.DRAFTED:
            raise NotAllowedNow
        if view.by_me:
            raise OwnDraft
        terms = view.terms
        _refuse(starting(terms.opens, clock.today(), _taken_until(uow, keyring)))
        signed = Signed.parse(plan_reader.row(uow, plan_id).body)
        body = replace(signed, approved=_word(keyring, terms, APPROVE)).to_json()
        uow.plans.change(plan_id, state=PlanState.APPROVED, body=body)
        for one in terms.periods:
            uow.cohorts.add(Cohort(one.cohort, plan_id, one.opens, one.closes, CohortState.OPEN))
        record.append(uow, keyring, "plan-approve", plan_id)

    transact(instance.database, work)


def withdraw_draft(instance: Instance, keyring: Keyring, plan_id: str) -> None:
    """Delete a draft; any auditor may. Raises `NotFound`, and `NotAllowedNow` for a plan that is approved."""
    require_auditor(keyring)

    def work(uow: UnitOfWork) -> None:
        if plan_reader.row(uow, plan_id).state != PlanState.DRAFTED:
            raise NotAllowedNow
        uow.plans.delete(id=plan_id)
        record.append(uow, keyring, "plan-withdraw", plan_id)

    transact(instance.database, work)


def plans(instance: Instance, keyring: Keyring) -> list[PlanView]:
    """Return all plans, the one that opens last first. Raises what `plan_reader.load` raises."""
    require_auditor(keyring)
    with instance.database.reading() as uow:
        return plan_reader.load_all(uow, keyring)


def get(instance: Instance, keyring: Keyring, plan_id: str) -> PlanView:
    """Return one plan. Raises what `plan_reader.load` raises."""
    require_auditor(keyring)
    with instance.database.reading() as uow:
        return plan_reader.load(uow, keyring, plan_id)


def _terms(instance: Instance, uow: UnitOfWork, keyring: Keyring, asked: Asked) -> Terms:
    _refuse(asked.hindrance(clock.today(), _taken_until(uow, keyring)))
    settings = instance.settings
    return asked.terms(_new_id(), settings.release_epsilon, _new_id, public_total=settings.public_total)


def _refuse(hindrance: Hindrance | None) -> None:
    if hindrance is not None:
        raise CannotPlan(hindrance)


def _taken_until(uow: UnitOfWork, keyring: Keyring) -> date | None:
    """Return the last day that an approved plan has."""
    found = plan_reader.load_all(uow, keyring)
    return max((view.terms.closes for view in found if view.state is PlanState.APPROVED), default=None)


def _word(keyring: Keyring, terms: Terms, deed: str) -> Word:
    today, signing = clock.today(), keyring.identity.signing
    place = places.plan(terms.plan, deed, today.isoformat())
    return Word(today, signing.public.hex(), crypto.detached(signing, terms.to_json(), place).hex())


def _new_id() -> str:
    return crypto.token(16).hex()

"""The ledger as the database keeps it: charged in the transaction that stores the numbers.

A draw stands in three places that must agree: its release, its charge, and its copy outside the database
(`copied.py`). The copy is written first, so that whatever is lost afterwards comes back from it, and is never drawn a
second time.
"""

from dataclasses import replace
from datetime import date

from intake.domain import entities, ledger
from intake.domain.ledger import Entry
from intake.services.drawn import Drawn, fingerprint
from intake.services.plan_reader import CohortState
from intake.services.ports import UnitOfWork
from intake.services.release_states import ReleaseState


def entries(uow: UnitOfWork) -> list[Entry]:
    """Return the whole ledger, oldest first."""
    return [Entry.parse(row.body) for row in uow.charges.find(order="number")]


def subjects(uow: UnitOfWork) -> frozenset[str]:
    """Return the cohorts and years that were charged: each is, once at most."""
    return frozenset(entry.subject for entry in entries(uow))


def store(uow: UnitOfWork, drawn: Drawn, signed: bytes, day: date) -> None:
    """Store a draw with its charge, its plan and its cohorts; a release that waits for it becomes drawn."""
    entry = ledger.following(entries(uow), drawn.subject, drawn.counted, drawn.cost)
    _add(uow, replace(entry, drawn=fingerprint(signed)))
    _keep_plan(uow, drawn.plan)
    for cohort in drawn.cohorts:
        _keep_cohort(uow, drawn, replace(cohort, plan_id=drawn.plan.id))
    state, subject = ReleaseState.DRAWN, drawn.subject
    if not uow.releases.change(subject, day=day, state=state, tables=signed, sealed_cohort=drawn.note):
        uow.releases.add(entities.Release(subject, day, state, signed, drawn.note, subject))


def spend(uow: UnitOfWork, subject: str, cohorts: tuple[str, ...], cost: tuple[float, float]) -> None:
    """Charge what may have been drawn and is lost; a cohort that is charged so is never drawn again."""
    _add(uow, ledger.following(entries(uow), subject, cohorts, cost))
    uow.cohorts.change(subject, state=CohortState.SPENT)


def _add(uow: UnitOfWork, entry: Entry) -> None:
    uow.charges.add(entities.Charge(entry.number, entry.to_json(), entry.digest))


def _keep_plan(uow: UnitOfWork, plan: entities.Plan) -> None:
    """Take over a plan as it was when it was drawn: approved, though a restored database may know its draft alone."""
    if not uow.plans.change(plan.id, state=plan.state, body=plan.body):
        uow.plans.add(plan)


def _keep_cohort(uow: UnitOfWork, drawn: Drawn, cohort: entities.Cohort) -> None:
    """Take over a cohort that is not there, and the list of one that was counted; other lists stay as they are."""
    held = uow.cohorts.get(cohort.id)
    if held is None:
        uow.cohorts.add(cohort)
    elif cohort.sealed is not None and (held.sealed is None or cohort.id in drawn.counted):
        uow.cohorts.change(cohort.id, state=cohort.state, sealed=cohort.sealed)

"""What can be drawn, each once: every cohort of an approved plan, and all of them once more where the plan says so."""

from intake import clock
from intake.domain.entities import Cohort
from intake.domain.plan_terms import Signed
from intake.services import ledger, plan_reader
from intake.services.plan_reader import CohortState
from intake.services.ports import UnitOfWork
from intake.services.release_states import HAS_NUMBERS


def is_due(uow: UnitOfWork, subject: str) -> bool:
    """Tell whether a subject can be drawn: nobody was charged for it, and its last day is over.

    A year can once all its cohorts are drawn. Raises `NotFound`.
    """
    if any(entry.subject == subject for entry in ledger.entries(uow)):
        return False
    cohort = uow.cohorts.get(subject)
    if cohort is not None:
        return cohort.plan_id is not None and _is_over(cohort)
    plan = plan_reader.row(uow, subject)
    cohorts = uow.cohorts.find(plan_id=subject)
    drawn = uow.releases.count(subject=[one.id for one in cohorts], state=HAS_NUMBERS)
    over = drawn == len(cohorts) and all(_is_over(one) for one in cohorts)
    return over and Signed.parse(plan.body).terms.has_year


def _is_over(cohort: Cohort) -> bool:
    return cohort.state != CohortState.SPENT and (cohort.state == CohortState.FROZEN or cohort.closes < clock.today())

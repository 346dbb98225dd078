"""The course of a case: whether something may be done now, and the one place where a case's state changes."""

from intake.domain.review import Action, State, after
from intake.services.casefile import CaseFile
from intake.services.errors import NotAllowedNow
from intake.services.ports import UnitOfWork

BUCKET_DIGITS = 2


def allowed(action: Action, file: CaseFile) -> State:
    """Return the state after an action. Raises `NotAllowedNow`."""
    state = after(action, State(file.case.state), file.parts)
    if state is None:
        raise NotAllowedNow
    return state


def move(uow: UnitOfWork, case_id: str, state: State) -> None:
    """Put a case into a state; every list that shows it is made anew."""
    uow.cases.change(case_id, state=state)
    forget_lists(uow, case_id)


def forget_lists(uow: UnitOfWork, case_id: str) -> None:
    """Drop the catalogue segments in which a case stands: what they say of it may not hold any more."""
    uow.segments.delete(bucket=case_id[:BUCKET_DIGITS])

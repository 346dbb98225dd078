"""The course of a case: whether something may be done now, and the one place where a case's state changes."""

from intake.domain.review import Action, State, after
from intake.services.casefile import CaseFile
from intake.services.errors import NotAllowedNow
from intake.services.ports import UnitOfWork

BUCKET_DIGITS = 2
LONGEST_PREFIX = 20
"""Binary digits: a million segments of a cohort."""


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


def forget_counts(uow: UnitOfWork, case_id: str) -> None:
    """Drop the statistics segments in which a case stands, of every cohort: what they say of it may not hold any more.

    Whoever withdraws or destroys a case, changes its consents or its statistics record does so in one transaction.
    """
    uow.statistics_segments.delete(prefix=prefixes(case_id))


def prefixes(case_id: str) -> tuple[str, ...]:
    """Return every beginning of a case id in binary digits that a segment may be named by, the shortest first."""
    return tuple(prefix_of(case_id, digits) for digits in range(LONGEST_PREFIX + 1))


def prefix_of(case_id: str, digits: int) -> str:
    """Return the first binary digits of a case id."""
    return f"{int(case_id[: LONGEST_PREFIX // 4], 16):0{LONGEST_PREFIX}b}"[:digits]

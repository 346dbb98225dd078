"""Putting a case aside and taking it up again, each with its reason: on hold until a day, closed, reopened."""

from dataclasses import replace
from datetime import date

from intake import clock
from intake.domain.review import Action
from intake.services import assignment, casefile
from intake.services.course import allowed, move
from intake.services.errors import DayOver, ReasonMissing
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork
from intake.services.texts import check_text

NEED_REASON = frozenset({Action.HOLD, Action.CLOSE, Action.REOPEN})


def hold(instance: Instance, keyring: Keyring, case_id: str, reason: str, again: date) -> None:
    """Put a case on hold until somebody looks at it `again` on a day to come.

    Raises `ReasonMissing`, `DayOver`, `NotAllowedNow` and `CodenameInText`.
    """
    if again <= clock.today():
        raise DayOver
    _change(instance, keyring, case_id, Action.HOLD, reason, again.isoformat())


def resume(instance: Instance, keyring: Keyring, case_id: str) -> None:
    """Take up a case that was on hold. What was coded is there, and is handed in again. Raises `NotAllowedNow`."""
    _change(instance, keyring, case_id, Action.RESUME)


def close(instance: Instance, keyring: Keyring, case_id: str, reason: str) -> None:
    """Close a case. Raises `ReasonMissing`, `NotAllowedNow` and `CodenameInText`."""
    _change(instance, keyring, case_id, Action.CLOSE, reason)


def reopen(instance: Instance, keyring: Keyring, case_id: str, reason: str) -> None:
    """Open a closed or verified case again. Raises `ReasonMissing`, `NotAllowedNow` and `CodenameInText`."""
    _change(instance, keyring, case_id, Action.REOPEN, reason)


def _change(  # what is done with which case, and why
    instance: Instance, keyring: Keyring, case_id: str, action: Action, reason: str = "", again: str | None = None
) -> None:
    check_text(reason)

    def work(uow: UnitOfWork) -> None:
        file = casefile.open_file(uow, instance, keyring, case_id)
        state = allowed(action, file)
        if action in NEED_REASON and not reason.strip():
            raise ReasonMissing
        tasks = replace(file.tasks, reason=reason, again=again)
        assignment.save(uow, keyring, file, tasks, str(action))
        move(uow, case_id, state)

    transact(instance.database, work)

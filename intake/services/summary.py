"""The title and summary of a case: a sheet of the case, and what the list finds it by from then on."""

from intake.domain.documents import Kind
from intake.domain.review import Action
from intake.domain.summary import Summary
from intake.services import casefile, catalogue, sheets
from intake.services.course import allowed, move
from intake.services.errors import NotAllowedNow
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork
from intake.services.sheets import NewSheet
from intake.services.texts import check_text


def save_summary(instance: Instance, keyring: Keyring, case_id: str, summary: Summary, expected: int) -> int:
    """Save the revision after `expected` and return its number.

    Raises `StaleSheet` when somebody saved meanwhile, `NotAllowedNow` when it is too long or may not be written now,
    and `CodenameInText`.
    """
    summary = Summary.typed(summary.title, summary.summary)
    if summary.too_long:
        raise NotAllowedNow
    check_text(summary.title, summary.summary)

    def work(uow: UnitOfWork) -> int:
        file = casefile.open_file(uow, instance, keyring, case_id)
        state = allowed(Action.NOTE, file)
        sheet = NewSheet(Kind.SUMMARY, summary.to_json().decode(), expected)
        number = sheets.save(uow, keyring, file, sheet, deed="summary")
        move(uow, case_id, state)
        catalogue.refresh(uow, instance, keyring, casefile.open_file(uow, instance, keyring, case_id))
        return number

    return transact(instance.database, work)

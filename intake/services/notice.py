"""What staff's opening of a case sets right after the source changed a consent: the queue, the count, the record."""

from dataclasses import replace

from intake.domain.coding_stored import read_coding
from intake.domain.documents import Kind
from intake.domain.review import Action, State, after
from intake.services import documents, record, sheets
from intake.services.casefile import CaseFile
from intake.services.course import move
from intake.services.instance import Instance
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork
from intake.services.statistics import refresh


def take_notice(uow: UnitOfWork, instance: Instance, keyring: Keyring, file: CaseFile) -> CaseFile:
    """Note an opening on the record, with the last statement when staff see it for the first time.

    A changed consent is then no longer news in the queue, and the statistics record follows it, so that a case that
    was coded before it could be counted needs no coding again.
    """
    record.append(uow, keyring, "open", file.case.id, fixed=None if file.noted else file.consented)
    if file.noted or file.standing.newest == 1:
        return file
    recount(uow, instance, keyring, file)
    return _move(uow, file, Action.LOOK)


def lay_aside(uow: UnitOfWork, keyring: Keyring, file: CaseFile) -> None:
    """Note that a case may not be read any more; it is closed until the source says something new."""
    record.append(uow, keyring, "refused", file.case.id, fixed=None if file.noted else file.consented)
    _move(uow, file, Action.LAY_ASIDE)


def recount(uow: UnitOfWork, instance: Instance, keyring: Keyring, file: CaseFile) -> None:
    """Write the statistics record of a coded case anew, as the consents say now."""
    newest = sheets.newest(uow, file, Kind.CODING)
    if newest is not None:
        coding = read_coding(documents.read_text(newest)).coding
        refresh(uow, instance, keyring, file, coding, newest.header.revision)


def _move(uow: UnitOfWork, file: CaseFile, action: Action) -> CaseFile:
    state = after(action, State(file.case.state), file.parts) or State(file.case.state)
    move(uow, file.case.id, state)
    return replace(file, case=replace(file.case, state=state))

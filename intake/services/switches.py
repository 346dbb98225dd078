"""A source changes what a testimony may be used for. What is on is never read back: the mailbox key cannot open it."""

from collections.abc import Mapping

from intake import clock
from intake.domain.consent import Statement, UnName, Use
from intake.domain.entities import GrantKind
from intake.domain.review import Action, Part, State, after
from intake.services import consents, course
from intake.services.consents import CASE_HOLDER, CHILDREN, EVER_CHECKED_BY
from intake.services.errors import Withdrawn
from intake.services.instance import Instance, transact
from intake.services.mailbox import Visit, case_key
from intake.services.mailbox_state import MailboxState
from intake.services.ports import UnitOfWork
from intake.services.submit import receiving


def change(
    instance: Instance,
    visit: Visit,
    changes: Mapping[Use, bool],
    *,
    un_name: UnName = UnName.UNSAID,
    language: str = "",
) -> None:
    """Add the next statement, raise the case in the queue, and remember the statement in the mailbox.

    `language` is the one in which the words were shown. Raises `Withdrawn`, and `IntakeClosed` as sending does.
    """

    def work(uow: UnitOfWork) -> None:
        _raise_in_queue(uow, visit.case_id)
        statement = Statement(
            number=_newest(uow, visit.case_id) + 1,
            changes=changes,
            language=language,
            minor=_about_minor(uow, visit.case_id),
            un_name=un_name,
            day=clock.today().isoformat(),
        )
        membership, key = receiving(uow, instance), case_key(uow, instance, visit)
        copies = consents.seal_statement(statement, visit.case_id, key, visit.keys.signing, membership)
        for copy in copies:
            uow.consents.add(copy)
        course.forget_counts(uow, visit.case_id)
        mailbox = MailboxState.after(key, copies[0], visit.seen).seal(visit.keys)
        uow.mailboxes.change(mailbox.lookup_id, state=mailbox.state)

    transact(instance.database, work)


def are_lost(instance: Instance, visit: Visit) -> bool:
    """Tell whether the source's last statement is gone or was replaced, in any of its copies."""
    with instance.database.reading() as uow:
        mailbox = uow.mailboxes.get(visit.keys.lookup_id)
        if mailbox is None:
            return True
        state = MailboxState.open(visit.keys, mailbox)
        copies = {copy.holder: copy for copy in uow.consents.find(case_id=visit.case_id, number=state.consent)}
    whole = copies.get(CASE_HOLDER)
    if state.consent == 0:
        return False
    held = {holder.split(":")[1] for holder in copies if holder.startswith("role:")}
    return whole is None or consents.fingerprint(whole).hex() != state.copy or not held >= EVER_CHECKED_BY


def _raise_in_queue(uow: UnitOfWork, case_id: str) -> None:
    case = uow.cases.get(case_id)
    state = None if case is None else after(Action.CONSENT, State(case.state), frozenset({Part.SOURCE}))
    if state is None:
        raise Withdrawn
    course.move(uow, case_id, state)


def _newest(uow: UnitOfWork, case_id: str) -> int:
    newest = uow.consents.find(case_id=case_id, holder=CASE_HOLDER, order="-number", limit=1)
    return newest[0].number if newest else 0


def _about_minor(uow: UnitOfWork, case_id: str) -> bool:
    """Statements of the first format did not say it; that the children's team holds the case does."""
    holders = [grant.holder for grant in uow.grants.find(case_id=case_id, kind=GrantKind.CASE)]
    return any(holder.startswith(f"role:{CHILDREN}:") for holder in holders)

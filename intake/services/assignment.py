"""Who does what with a case: taking it, giving it, handing it over and taking it back. All of it on the record."""

from collections.abc import Mapping

from intake.domain.documents import Kind
from intake.domain.review import Action
from intake.domain.tasks import Task, Tasks
from intake.services import casefile, sheets, team
from intake.services.casefile import CaseFile
from intake.services.course import allowed, move
from intake.services.errors import NotSecond, NotVouched, Taken
from intake.services.instance import Instance, shred_soon, transact
from intake.services.keyring import Keyring
from intake.services.people import Person
from intake.services.ports import UnitOfWork
from intake.services.sheets import NewSheet
from intake.services.texts import check_text


def claim(instance: Instance, keyring: Keyring, case_id: str) -> None:
    """Take a case as its coder. Raises `Taken`, naming who was quicker, and `NotAllowedNow`."""

    def work(uow: UnitOfWork) -> None:
        file = casefile.open_file(uow, instance, keyring, case_id)
        state = allowed(Action.CLAIM, file)
        holder = keyring.membership.current.get(file.tasks.coder or "")
        if holder is not None and holder.id != keyring.person.id:
            raise Taken(holder.username)
        if holder is None:
            _check(keyring.person, Task.CODER, file)
            team.give(uow, instance, keyring, file, keyring.person)
            save(uow, keyring, file, file.tasks.given(Task.CODER, keyring.person.id), "claim")
            move(uow, case_id, state)

    transact(instance.database, work)


def assign(
    instance: Instance, keyring: Keyring, case_id: str, member_id: str, task: Task = Task.CODER, note: str = ""
) -> None:
    """Give a task to a member, with a note for them. Who had it before can open the case no more.

    Raises `NotVouched` for who may not have the case, `NotSecond` where a second look would come from the first
    coder, `NotAllowedNow` and `CodenameInText`.
    """
    check_text(note)

    def work(uow: UnitOfWork) -> None:
        file = casefile.open_file(uow, instance, keyring, case_id)
        state = allowed(Action.ASSIGN, file)
        person = keyring.membership.person(member_id)
        if file.tasks.holder(task) != member_id:
            _give(uow, instance, keyring, file, (person, task, note), "assign")
        move(uow, case_id, state)

    transact(instance.database, work)
    shred_soon(instance.database)


def hand_over(instance: Instance, keyring: Keyring, case_id: str, member_id: str, note: str) -> None:
    """Give one's own coding of a case to a colleague, with a note for them.

    Raises as `assign` does.
    """
    check_text(note)

    def work(uow: UnitOfWork) -> None:
        file = casefile.open_file(uow, instance, keyring, case_id)
        state = allowed(Action.HAND_OVER, file)
        person = keyring.membership.person(member_id)
        _give(uow, instance, keyring, file, (person, Task.CODER, note), "hand-over")
        if person.id != keyring.person.id:
            team.take(uow, file, keyring.person.id)
        move(uow, case_id, state)

    transact(instance.database, work)
    shred_soon(instance.database)


def take_back(instance: Instance, keyring: Keyring, case_id: str, member_id: str) -> None:
    """Destroy a member's grants of a case and free their task. What they copied before stays with them."""

    def work(uow: UnitOfWork) -> None:
        file = casefile.open_file(uow, instance, keyring, case_id)
        state = allowed(Action.ASSIGN, file)
        team.take(uow, file, member_id)
        save(uow, keyring, file, file.tasks.freed({member_id}), "unassign", {"from": member_id})
        move(uow, case_id, state)

    transact(instance.database, work)
    shred_soon(instance.database)


def save(  # the case, and what its sheet of tasks is to say, under which name on the record
    uow: UnitOfWork,
    keyring: Keyring,
    file: CaseFile,
    tasks: Tasks,
    deed: str,
    detail: Mapping[str, str] | None = None,
) -> None:
    """Save the sheet of tasks after the revision that `file` was opened with."""
    before = max((one.header.revision for one in file.headers if one.header.kind is Kind.TASKS), default=0)
    sheets.save(uow, keyring, file, NewSheet(Kind.TASKS, tasks.to_json(), before), deed=deed, detail=detail)


def _give(  # to whom, what and with which word
    uow: UnitOfWork,
    instance: Instance,
    keyring: Keyring,
    file: CaseFile,
    what: tuple[Person, Task, str],
    deed: str,
) -> None:
    person, task, note = what
    _check(person, task, file)
    team.give(uow, instance, keyring, file, person)
    before = file.tasks.holder(task)
    if before not in {None, person.id}:
        team.take(uow, file, str(before))
    tasks = file.tasks.given(task, person.id, note)
    save(uow, keyring, file, tasks, deed, {"to": person.id, "as": str(task)})


def _check(person: Person, task: Task, file: CaseFile) -> None:
    if not team.may_have(person, file):
        raise NotVouched
    if not file.tasks.may_give(task, person.id) or (task is Task.SECOND and team.has_coded(person, file)):
        raise NotSecond

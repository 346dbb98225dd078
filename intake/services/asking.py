"""The reviewers' side of custody: asking for who a source is, for one purpose, and reading what was released.

What the source allows is checked when something is asked for, when it is released, and each time it is read. A release
whose day has come, or whose source gave something else since, is read no more.
"""

from dataclasses import dataclass

from intake import clock
from intake.domain.appeal import as_named
from intake.domain.custody import NEEDS, Purpose, offer, together, wants
from intake.domain.custody_papers import LONGEST_REASON, Answer, Release, Request
from intake.domain.identity import Identity
from intake.domain.review import Action
from intake.services import casefile, consents, course, identity, papers, record
from intake.services.casefile import CaseFile
from intake.services.errors import NotAllowedNow, NotFound, ReleaseOver, TooMuch
from intake.services.grants import role_holder
from intake.services.identities import CUSTODIANS
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.papers import OpenedPaper, PaperKind, Said, said_in
from intake.services.ports import UnitOfWork
from intake.services.texts import check_text


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request of one's own that no custodian has decided yet; `written` in UTC (ISO 8601)."""

    id: str
    request: Request
    written: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What a custodian decided about one's own request; `holds` tells whether a release may still be read."""

    answer: Answer
    by: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Own:
    """What one asked for about a case, and what was said to it, each the newest first."""

    waiting: tuple[Waiting, ...]
    answered: tuple[Answered, ...]


def own(instance: Instance, keyring: Keyring, case_id: str) -> Own:
    """Return what this member asked for about a case. It opens no release."""
    with instance.database.reading() as uow:
        waiting = _mine(uow, instance, keyring, case_id, PaperKind.IDENTITY_REQUEST)
        answers = _answers(uow, instance, keyring, case_id)
        row = identity.fingerprint(uow, case_id)
    return Own(
        tuple(Waiting(one.id, said_in(one, Request.parse), one.written) for one in waiting),
        tuple(Answered(answer, by, answer.holds(clock.today(), row)) for answer, by in answers),
    )


def ask(instance: Instance, keyring: Keyring, case_id: str, request: Request) -> None:
    """Ask the custodians. On the record.

    Raises what opening a case does, `ConsentMissing` for what the purpose needs, `NotAllowedNow` for what no page
    offers or was asked already, `CodenameInText` and `TooMuch`.
    """
    check_text(request.reason)
    if len(request.reason) > LONGEST_REASON:
        raise TooMuch

    def work(uow: UnitOfWork) -> None:
        file = casefile.open_file(uow, instance, keyring, case_id)
        state = course.allowed(Action.ASK_IDENTITY, file)
        _check(file, request)
        asked = _mine(uow, instance, keyring, case_id, PaperKind.IDENTITY_REQUEST)
        if request.purpose in {said_in(one, Request.parse).purpose for one in asked}:
            raise NotAllowedNow
        _pass_on_consents(uow, keyring, file)
        said = Said(case_id, PaperKind.IDENTITY_REQUEST, request.to_json())
        papers.write(uow, instance, keyring, said, [keyring.membership.role_key(CUSTODIANS), keyring.person])
        course.move(uow, case_id, state)
        record.append(uow, keyring, "ask-identity", case_id, detail={"purpose": str(request.purpose)})

    transact(instance.database, work)


def take_back(instance: Instance, keyring: Keyring, case_id: str, request_id: str) -> None:
    """Take one's own request back. Raises `NotFound` when there is none that waits."""

    def work(uow: UnitOfWork) -> None:
        if request_id not in {one.id for one in _mine(uow, instance, keyring, case_id, PaperKind.IDENTITY_REQUEST)}:
            raise NotFound
        papers.destroy(uow, request_id)
        record.append(uow, keyring, "take-back-request", case_id)

    transact(instance.database, work)


def read(instance: Instance, keyring: Keyring, case_id: str, request_id: str) -> Release:
    """Read what was released to this member, on the record.

    Raises `NotFound`, `ReleaseOver`, `ConsentMissing` for what its purpose needs, and what opening a case raises.
    """

    def work(uow: UnitOfWork) -> Release:
        file = casefile.open_file(uow, instance, keyring, case_id)
        asked = {answer.request: answer for answer, _by in _answers(uow, instance, keyring, case_id)}
        answer = asked.get(request_id)
        if answer is None or answer.until is None:
            raise NotFound
        found = _releases(uow, instance, keyring, file, answer.purpose)
        release = next((one for one in found if one.answer.request == request_id), None)
        if release is None:
            raise ReleaseOver
        _note(uow, keyring, file, answer.purpose)
        return release

    return transact(instance.database, work)


def released(
    uow: UnitOfWork, instance: Instance, keyring: Keyring, file: CaseFile, purpose: Purpose
) -> Identity | None:
    """Return what was released to this member for a purpose, for a use in the caller's transaction; on the record.

    None where nothing was, or its time is over. Raises `ConsentMissing` when the source does not allow it now.
    """
    found = _releases(uow, instance, keyring, file, purpose)
    if not found:
        return None
    _note(uow, keyring, file, purpose)
    return together(one.identity for one in found)


def name_for_un(uow: UnitOfWork, instance: Instance, keyring: Keyring, file: CaseFile) -> str:
    """Return the name that was released for the United Nations as its source lets it stand there now: initials, or all.

    Empty where none was released. Raises as `released`.
    """
    given = released(uow, instance, keyring, file, Purpose.UN)
    return as_named(given.name, file.standing.un_name) if given else ""


def _releases(uow: UnitOfWork, instance: Instance, keyring: Keyring, file: CaseFile, purpose: Purpose) -> list[Release]:
    """Return what was released for a purpose and may still be read."""
    for use in NEEDS[purpose]:
        file.require(use)
    row = identity.fingerprint(uow, file.case.id)
    found = _mine(uow, instance, keyring, file.case.id, PaperKind.IDENTITY_RELEASE)
    read = [said_in(one, Release.parse) for one in found]
    return [one for one in read if one.answer.purpose is purpose and one.answer.holds(clock.today(), row)]


def _note(uow: UnitOfWork, keyring: Keyring, file: CaseFile, purpose: Purpose) -> None:
    record.append(uow, keyring, "read-identity", file.case.id, detail={"purpose": str(purpose)})


def _check(file: CaseFile, request: Request) -> None:
    for use in NEEDS[request.purpose]:
        file.require(use)
    offered = offer(request.purpose, file.uses, urgent=file.case.urgent)
    if not offered.open or request.want not in wants(request.purpose):
        raise NotAllowedNow


def _pass_on_consents(uow: UnitOfWork, keyring: Keyring, file: CaseFile) -> None:
    """Give the custodians the statements that they have no copy of: older ones, and those of an earlier epoch."""
    role = keyring.membership.role_key(CUSTODIANS)
    theirs = uow.consents.find(case_id=file.case.id, holder=role_holder(role.role, role.epoch))
    known = {copy.number for copy in theirs}
    whole = uow.consents.find(case_id=file.case.id, holder=consents.CASE_HOLDER, order="number")
    lacking = [copy for copy in whole if copy.number not in known]
    for copy in consents.pass_on(lacking, file.private, CUSTODIANS, keyring.membership):
        uow.consents.add(copy)


def _mine(uow: UnitOfWork, instance: Instance, keyring: Keyring, case_id: str, kind: PaperKind) -> list[OpenedPaper]:
    """Return the papers of a kind about a case that this member wrote, or that custodians did; the newest first.

    Who is a custodian too has copies of what others asked; these are for the custodians' page.
    """
    found = papers.mine(uow, instance, keyring, kind, case_id=case_id)
    if kind is PaperKind.IDENTITY_REQUEST:
        return [one for one in reversed(found) if one.writer == keyring.person]
    return [one for one in reversed(found) if CUSTODIANS in one.writer.roles]


def _answers(uow: UnitOfWork, instance: Instance, keyring: Keyring, case_id: str) -> list[tuple[Answer, str]]:
    """Return the answers to this member's own requests, and who gave each."""
    found = _mine(uow, instance, keyring, case_id, PaperKind.IDENTITY_ANSWER)
    answers = [(said_in(one, Answer.parse), one.writer.username) for one in found]
    return [(answer, by) for answer, by in answers if answer.asker == keyring.person.id]

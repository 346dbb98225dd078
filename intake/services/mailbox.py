"""Coming back with a codename: replies can be read, things can be added, the testimony withdrawn; nothing read back.

Entering costs the same whatever was typed: the words become keys, a session row is written, and only the page after
it says whether there is such a mailbox.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from math import ceil

import crypto
from crypto import BadCodename, Codename, PublicKey, SourceKeys
from intake import clock
from intake.domain.documents import Kind
from intake.domain.entities import Box, Grant, MailboxSession
from intake.domain.patience import wait_after
from intake.domain.review import Action, Part, State, after
from intake.services import course, documents, grants, mailbox_key, papers, places
from intake.services.documents import Target
from intake.services.errors import NoSuchCodename, NotAllowedNow, SignedOut, TooSoon, Withdrawn
from intake.services.halves import cover, expiry, uncover
from intake.services.instance import Instance, shred_soon, transact
from intake.services.mailbox_state import MailboxState
from intake.services.membership import load_membership
from intake.services.ports import UnitOfWork
from intake.services.texts import check_text
from intake.services.writers import writer_of

LONGEST_TYPED = 400


@dataclass(frozen=True, slots=True)
class MailboxTicket:
    """A session was opened; whether there is a mailbox is for `resume` to say."""

    session_id: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A source in their mailbox. `withdrawn_until` is the day of destruction while a withdrawal waits.

    `seen` is the number of the newest answer that was shown before.
    """

    case_id: str
    case_key: PublicKey
    keys: SourceKeys = field(repr=False)
    withdrawn_until: date | None
    session_id: str = ""
    secret: bytes = field(default=b"", repr=False)
    seen: int = 0

    @property
    def target(self) -> Target:
        """Where what the source adds was sealed to when the visit began."""
        return Target(self.case_id, Box.CASE, self.case_key, self.keys.signing)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a member of the staff wrote to the source."""

    id: str
    written: datetime
    text: str
    author: str
    number: int


def enter(instance: Instance, typed: str, secret: bytes, before: str = "") -> MailboxTicket:
    """Open a mailbox session for whatever was typed, with the same work for every kind of input.

    `before` is the session's last try. Raises `TooSoon`, whatever was typed, while a wait after several is not over.
    """
    session_id = crypto.token(16).hex()
    failures = _check_pace(instance, before, secret)
    text, codename = _understand(typed[:LONGEST_TYPED])
    root = SourceKeys.derive(codename, instance.settings.codename_salt).root.hex()
    ready = clock.now() + wait_after(failures + 1)
    content = {"root": root, "typed": text, "failures": failures, "ready": ready.isoformat()}
    covered = cover(secret, content, places.mailbox_session(session_id))
    row = MailboxSession(session_id, covered, expiry(instance.settings.mailbox_idle))
    transact(instance.database, lambda uow: uow.mailbox_sessions.add(row))
    return MailboxTicket(session_id)


def resume(instance: Instance, session_id: str, secret: bytes) -> Visit:
    """Return the visit. Raises `SignedOut` and, when the words open no mailbox, `NoSuchCodename`."""
    with instance.database.reading() as uow:
        content = _content(uow, session_id, secret)
        visit = _open(uow, content)
        keys = None if visit is None else uow.case_keys.get(visit.case_id)
    if visit is None:
        raise _explained(content)
    if keys is not None and keys.public_key != visit.case_key.raw:
        mailbox_key.look(instance, visit.keys)
    return replace(visit, session_id=session_id, secret=secret)


def replies(instance: Instance, visit: Visit) -> list[Reply]:
    """Return what staff wrote, oldest first. A reply whose writer the chain does not vouch for is refused."""
    with instance.database.reading() as uow:
        membership = load_membership(uow, instance.settings)
        found = []
        for document in uow.documents.find(case_id=visit.case_id, box=Box.MAILBOX, order="number"):
            opened = documents.open_header(document, visit.keys.mailbox)
            author = writer_of(membership, opened)
            written = datetime.fromisoformat(opened.header.written)
            found.append(Reply(document.id, written, documents.read_text(opened), author.username, document.number))
        return found


def add_message(instance: Instance, visit: Visit, text: str) -> None:
    """Seal a message into the case. Raises `CodenameInText`, `Withdrawn`, and `IntakeClosed` without a key to trust."""
    check_text(text)

    def work(uow: UnitOfWork) -> None:
        number = take_number(uow, visit)
        target = replace(visit.target, reader=case_key(uow, instance, visit))
        uow.documents.add(documents.seal_text(target, number, Kind.MESSAGE, text))

    transact(instance.database, work)


def withdraw(instance: Instance, visit: Visit) -> date:
    """Close the case to every member at once; return the day on which it is destroyed.

    Each grant is wrapped once more to the mailbox key (design, promise 4), so that only the codename undoes it.
    """
    day = clock.today() + timedelta(days=instance.settings.withdrawal_days)

    def work(uow: UnitOfWork) -> date:
        case = uow.cases.get(visit.case_id)
        if case is None:
            raise SignedOut
        if case.destroy_on is not None:
            return case.destroy_on
        for grant in uow.grants.find(case_id=case.id):
            hidden = grants.suspend(instance.grant_keys, grant, visit.keys.mailbox.public)
            _replace_grant(uow, hidden)
        papers.suspend(uow, instance, case.id, visit.keys.mailbox.public)
        uow.cases.change(case.id, destroy_on=day)
        course.move(uow, case.id, State.WITHDRAWN)
        course.forget_counts(uow, case.id)
        return day

    chosen = transact(instance.database, work)
    shred_soon(instance.database)
    return chosen


def undo_withdrawal(instance: Instance, visit: Visit) -> None:
    """Give the case back to those who held it. Raises `NotAllowedNow` when nothing waits."""

    def work(uow: UnitOfWork) -> None:
        case = uow.cases.get(visit.case_id)
        state = None if case is None else after(Action.RESTORE, State(case.state), frozenset({Part.SOURCE}))
        if state is None:
            raise NotAllowedNow
        for grant in uow.grants.find(case_id=visit.case_id, withdrawn=True):
            _replace_grant(uow, grants.restore(instance.grant_keys, grant, visit.keys.mailbox))
        papers.restore(uow, instance, visit.case_id, visit.keys.mailbox)
        uow.cases.change(visit.case_id, destroy_on=None)
        course.move(uow, visit.case_id, state)
        course.forget_counts(uow, visit.case_id)

    transact(instance.database, work)


def leave(instance: Instance, session_id: str) -> None:
    """End the session."""
    transact(instance.database, lambda uow: uow.mailbox_sessions.delete(id=session_id))


def _understand(typed: str) -> tuple[str, Codename]:
    """Return what was typed where it is no codename, to be explained on the next page, and a codename in any case."""
    try:
        return "", Codename.parse(typed)
    except BadCodename:
        # A stand-in makes the work alike; it opens nothing, for nobody has it.
        return typed, Codename(crypto.token(Codename.SIZE))


def _check_pace(instance: Instance, before: str, secret: bytes) -> int:
    """Return how many tries of this session failed in a row. Raises `TooSoon`. It looks at none of the new words."""
    with instance.database.reading() as uow:
        try:
            content = _content(uow, before, secret)
        except SignedOut:
            return 0
        if _open(uow, content) is not None:
            return 0
    wait = _seconds_left(content)
    if wait:
        raise TooSoon(wait)
    return int(content["failures"]) + 1


def _open(uow: UnitOfWork, content: Mapping[str, str]) -> Visit | None:
    """Return the visit that a session's keys open; None when there is no such mailbox or its case is gone."""
    keys = SourceKeys(bytes.fromhex(content["root"]))
    mailbox = uow.mailboxes.get(keys.lookup_id)
    if mailbox is None:
        return None
    state = MailboxState.open(keys, mailbox)
    case = uow.cases.get(state.case_id)
    if case is None:
        return None
    return Visit(case.id, state.case_key, keys, case.destroy_on, seen=state.seen)


def _explained(content: Mapping[str, str]) -> NoSuchCodename:
    failures, wait = int(content["failures"]) + 1, _seconds_left(content)
    try:
        Codename.parse(content["typed"])
    except BadCodename as meant:
        words = content["typed"]
        if words:
            suggested, unknown = meant.suggestions, meant.unknown
            return NoSuchCodename(suggested, unknown, typed=meant.typed, words=words, failures=failures, wait=wait)
    return NoSuchCodename(failures=failures, wait=wait)


def _seconds_left(content: Mapping[str, str]) -> int:
    left = datetime.fromisoformat(content["ready"]) - clock.now()
    return max(0, ceil(left.total_seconds()))


def _content(uow: UnitOfWork, session_id: str, secret: bytes) -> dict[str, str]:
    row = uow.mailbox_sessions.get(session_id)
    if row is None or row.expires_at <= clock.now():
        raise SignedOut
    try:
        return uncover(secret, row.sealed, places.mailbox_session(session_id))
    except crypto.CryptoError as error:
        raise SignedOut from error


def take_number(uow: UnitOfWork, visit: Visit) -> int:
    """Return the next place in the case for what its source adds. Raises `Withdrawn`."""
    case = uow.cases.get(visit.case_id)
    state = None if case is None else after(Action.ADD, State(case.state), frozenset({Part.SOURCE}))
    if case is None or state is None:
        raise Withdrawn
    course.move(uow, case.id, state)
    newest = uow.documents.find(case_id=visit.case_id, box=Box.CASE, order="-number", limit=1)
    return newest[0].number + 1


def case_key(uow: UnitOfWork, instance: Instance, visit: Visit) -> PublicKey:
    """Return the case's key at this moment, which may not be the one it had when the visit began."""
    return mailbox_key.current(uow, instance.settings, visit.keys) or visit.case_key


def _replace_grant(uow: UnitOfWork, grant: Grant) -> None:
    uow.grants.change(
        grant.case_id,
        grant.kind,
        grant.holder,
        sealed=grant.sealed,
        outer_key=grant.outer_key,
        withdrawn=grant.withdrawn,
    )

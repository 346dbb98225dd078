"""Publishing takes two: one auditor drafts what stands in a release besides its numbers, another one approves it.

What is published is frozen: numbers, figures and forewords are copied into the report, signed with the instance's key
and stored with the release. Nothing leads back from there. Quotations stay outside: what may be quoted is asked each
time that a document is made.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from intake import clock
from intake.domain.draw import Draw
from intake.domain.draw_first import FIRST
from intake.domain.entities import Release
from intake.domain.figures import Figure
from intake.domain.proposal import LONGEST_FOREWORD, Proposal
from intake.domain.report import Report
from intake.services import figures, release
from intake.services.auditors import require_auditor
from intake.services.errors import ChangedSince, NotAllowedNow, NotFound, OwnDraft, TooMuch
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.package import opened, package
from intake.services.people import Person
from intake.services.ports import UnitOfWork
from intake.services.register import Noted, Register
from intake.services.release_states import ReleaseState
from intake.services.texts import check_text


@dataclass(frozen=True, slots=True)
class Proposed:
    """A draft that waits: who wrote it when (UTC, ISO 8601), and which figures of the register it leaves out."""

    proposal: Proposal
    writer: Person
    written: str
    left_out: tuple[Figure, ...]


def state_of(instance: Instance, keyring: Keyring, release_id: str) -> ReleaseState:
    """Return how far a release is. Raises `NotFound`, `NoKey`."""
    require_auditor(keyring)
    with instance.database.reading() as uow:
        return ReleaseState(release.find(uow, release_id).state)


def propose(
    instance: Instance, keyring: Keyring, release_id: str, chosen: Collection[str], forewords: Mapping[str, str]
) -> None:
    """Draft what is published: the figures of these ids, as they are now, and forewords by language.

    Raises `NotFound`, also for a figure that is not in the register or not approved; `NotAllowedNow` unless the release
    is drawn, by declared tables; `CodenameInText`, `TooMuch`; and what reading register and release raises.
    """
    check_text(*forewords.values())
    if any(len(text) > LONGEST_FOREWORD for text in forewords.values()):
        raise TooMuch

    def work(uow: UnitOfWork) -> None:
        row, _draw = _drawn(uow, keyring, release_id, ReleaseState.DRAWN)
        register = Register.open(uow, keyring)
        known = {figure.id: figure for figure in figures.printable(register)}
        if not set(chosen) <= set(known):
            raise NotFound
        listed = tuple(figure for name, figure in known.items() if name in chosen)
        register.propose(Proposal(release_id, _digest(row), listed, forewords))
        uow.releases.change(release_id, state=ReleaseState.PROPOSED)
        register.fix("release-propose", release_id)

    transact(instance.database, work)


def proposed(instance: Instance, keyring: Keyring, release_id: str) -> Proposed:
    """Return the draft that waits for a release. Raises `NotFound`."""
    with instance.database.reading() as uow:
        register = Register.open(uow, keyring)
        noted, proposal = _waiting(register, release_id)
        named = {figure.id for figure in proposal.figures}
        left_out = tuple(figure for figure in figures.printable(register) if figure.id not in named)
        return Proposed(proposal, noted.writer, noted.written, left_out)


def take_back(instance: Instance, keyring: Keyring, release_id: str) -> None:
    """Take a draft back, one's own or another's: the release is drawn, as before it. Raises `NotFound`."""

    def work(uow: UnitOfWork) -> None:
        register = Register.open(uow, keyring)
        noted, _proposal = _waiting(register, release_id)
        _drawn(uow, keyring, release_id, ReleaseState.PROPOSED)
        register.drop(noted.line.id)
        uow.releases.change(release_id, state=ReleaseState.DRAWN)
        register.fix("release-take-back", release_id)

    transact(instance.database, work)


def publish(instance: Instance, keyring: Keyring, release_id: str, digest: str) -> None:
    """Approve another auditor's draft, and freeze what it says. `digest`: which draft was seen.

    Raises `OwnDraft`; `ChangedSince` when the draft is another one by now, or a figure of it was changed or removed;
    `NotAllowedNow` unless it waits, `NotFound`, and `NoKey` where the instance has no key to sign with.
    """
    with instance.database.reading() as uow:
        report = _report(uow, keyring, release_id, digest)
    data = package(instance.settings, keyring, report)

    def work(uow: UnitOfWork) -> None:
        _report(uow, keyring, release_id, digest)
        register = Register.open(uow, keyring)
        register.drop(_waiting(register, release_id)[0].line.id)
        uow.releases.change(release_id, state=ReleaseState.PUBLISHED, package=data)
        register.fix("release-publish", release_id, {"package": hashlib.sha256(data).hexdigest()})

    transact(instance.database, work)


def published(instance: Instance, keyring: Keyring, release_id: str) -> Report:
    """Return a published release, from what was signed. Raises `NotFound`, and `CryptoError` for what was changed."""
    require_auditor(keyring)
    with instance.database.reading() as uow:
        row = release.find(uow, release_id)
    if row.package is None:
        raise NotFound
    return opened(row.package, instance.settings.root_key, release.numbers(keyring, row, row.tables or b""))


def _report(uow: UnitOfWork, keyring: Keyring, release_id: str, digest: str) -> Report:
    """Return what would be published now by this member."""
    row, draw = _drawn(uow, keyring, release_id, ReleaseState.PROPOSED)
    register = Register.open(uow, keyring)
    noted, proposal = _waiting(register, release_id)
    if noted.writer.id == keyring.person.id:
        raise OwnDraft
    now = figures.printable(register)
    if (proposal.digest, proposal.tables) != (digest, _digest(row)) or any(one not in now for one in proposal.figures):
        raise ChangedSince
    return Report.of(draw, proposal, clock.today())


def _waiting(register: Register, release_id: str) -> tuple[Noted, Proposal]:
    for noted in register.noted.values():
        if isinstance(noted.said, Proposal) and noted.said.release == release_id:
            return noted, noted.said
    raise NotFound


def _drawn(uow: UnitOfWork, keyring: Keyring, release_id: str, state: ReleaseState) -> tuple[Release, Draw]:
    """Return a release in this state with its numbers, once they are found to be those that were drawn."""
    require_auditor(keyring)
    row = release.find(uow, release_id)
    if row.state != state:
        raise NotAllowedNow
    draw = release.numbers(keyring, row, row.tables or b"")
    if draw.table_version == FIRST:  # drawn before there were declared tables
        raise NotAllowedNow
    return row, draw


def _digest(row: Release) -> str:
    return hashlib.sha256(row.tables or b"").hexdigest()

"""Releases: asked for by an auditor when a cohort or a year is due, drawn once by a job, stored for good."""

import hashlib
from dataclasses import dataclass
from datetime import date

import crypto
from intake import clock
from intake.domain import draw_first, strict
from intake.domain.draw import Draw
from intake.domain.entities import Release
from intake.services import auditors, places, record
from intake.services.auditors import require_auditor
from intake.services.drawn import Drawn
from intake.services.errors import NotAllowedNow, NotDue, NotFound
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork
from intake.services.release_states import HAS_NUMBERS, WAITING, ReleaseState
from intake.services.subjects import is_due


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """A release as auditors see it. `day`: when it was asked for, its cut-off day once it is drawn.

    `left_out`: cases that were not counted because their records did not hold. `package`: what was published.
    """

    id: str
    day: date
    state: ReleaseState
    draw: Draw | None
    left_out: int
    package: bytes | None = None


def ask(instance: Instance, keyring: Keyring, subject: str) -> str:
    """Ask for the numbers of a cohort or of a year, and return the release's id: it is the subject's own.

    Raises `NotFound` for neither, `NotDue`.
    """
    require_auditor(keyring)

    def work(uow: UnitOfWork) -> str:
        there = uow.releases.find(subject=subject)
        if there:
            _again(uow, there[0])
            return there[0].id
        if not is_due(uow, subject):
            raise NotDue
        release = Release(subject, clock.today(), ReleaseState.PENDING, None, None, subject)
        uow.releases.add(release)
        record.append(uow, keyring, "release-ask", release.id)
        return release.id

    return transact(instance.database, work)


def retry(instance: Instance, keyring: Keyring, release_id: str) -> None:
    """Make a release that waits or stopped ready for another job. Raises `NotFound`, `NotAllowedNow` once drawn."""
    require_auditor(keyring)

    def work(uow: UnitOfWork) -> None:
        if not _again(uow, find(uow, release_id)):
            raise NotAllowedNow

    transact(instance.database, work)


def stop(instance: Instance, release_id: str) -> None:
    """Note that no job works on the release any more, unless one drew it."""

    def work(uow: UnitOfWork) -> None:
        release = uow.releases.get(release_id)
        if release is not None and release.state == ReleaseState.PENDING:
            uow.releases.change(release_id, state=ReleaseState.STOPPED)

    transact(instance.database, work)


def get(instance: Instance, keyring: Keyring, release_id: str) -> ReleaseView:
    """Return one release. Raises `NotFound`, and what `Drawn.open` and `auditors.unseal` raise."""
    require_auditor(keyring)
    with instance.database.reading() as uow:
        return view(keyring, find(uow, release_id))


def find(uow: UnitOfWork, release_id: str) -> Release:
    """Return a release's row. Raises `NotFound`."""
    release = uow.releases.get(release_id)
    if release is None:
        raise NotFound
    return release


def view(keyring: Keyring, release: Release) -> ReleaseView:
    """Return a release as auditors see it."""
    state = ReleaseState(release.state)
    if state not in HAS_NUMBERS or release.tables is None:
        return ReleaseView(release.id, release.day, state, None, 0)
    left_out = 0 if release.sealed_cohort is None else _left_out(keyring, release, release.sealed_cohort)
    return ReleaseView(
        release.id, release.day, state, numbers(keyring, release, release.tables), left_out, release.package
    )


def note_left_out(keyring: Keyring, release_id: str, left_out: int) -> bytes:
    """Seal to the auditors how many cases could not be counted; nobody else hears of it."""
    return auditors.seal(keyring, strict.write_json({"left_out": left_out}), places.release(release_id))


def numbers(keyring: Keyring, release: Release, tables: bytes) -> Draw:
    """Return what was drawn. Before there were plans, what an auditor signed was the numbers' fingerprint."""
    if not draw_first.is_first(tables):
        return Drawn.open(keyring.membership, release.subject or "", tables).numbers
    if _note(keyring, release, release.sealed_cohort or b"").get("tables") != hashlib.sha256(tables).hexdigest():
        message = "tables that are not the ones that were drawn"
        raise crypto.Tampered(message)
    return draw_first.read(tables)


def _left_out(keyring: Keyring, release: Release, sealed: bytes) -> int:
    return strict.whole(_note(keyring, release, sealed)["left_out"], "left_out")


def _note(keyring: Keyring, release: Release, sealed: bytes) -> dict[str, object]:
    body = auditors.unseal(keyring, sealed, places.release(release.id))
    return strict.mapping(strict.read_json(body, "release"), "release")


def _again(uow: UnitOfWork, release: Release) -> bool:
    """Make a release wait for a job; False for one that is drawn."""
    if release.state not in WAITING:
        return False
    return uow.releases.change(release.id, state=ReleaseState.PENDING)

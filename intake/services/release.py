"""Releases: asked for by an auditor, drawn once by a job, stored for good.

A row is `pending` while its job runs, `stopped` when the job gave up before anything was drawn, `drawn` once its
numbers are stored; nothing leads back before that. `publishing.py` takes it on to `proposed` and `published`.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

import crypto
from intake import clock
from intake.domain import strict
from intake.domain.entities import Release
from intake.domain.publication import Draw
from intake.services import auditors, places, record
from intake.services.errors import NotAllowedNow, NotFound
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork

ROLE = auditors.ROLE
require_auditor = auditors.require_auditor


class ReleaseState(StrEnum):
    """How far a release is."""

    PENDING = "pending"
    STOPPED = "stopped"
    DRAWN = "drawn"
    PROPOSED = "proposed"
    PUBLISHED = "published"


HAS_NUMBERS = (ReleaseState.DRAWN, ReleaseState.PROPOSED, ReleaseState.PUBLISHED)
"""The states of a release whose numbers are drawn, and whose cases are spent."""


@dataclass(frozen=True, slots=True)
class ReleaseItem:
    """A release in the list. `day`: when it was asked for, its cut-off day once it is drawn."""

    id: str
    day: date
    state: ReleaseState


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """A release as auditors see it. `left_out`: cases that were not counted because their records did not hold."""

    id: str
    day: date
    state: ReleaseState
    draw: Draw | None
    left_out: int


@dataclass(frozen=True, slots=True)
class Cohort:
    """Which cases a release counted, and the fingerprint of the tables that came of it."""

    cases: tuple[str, ...]
    left_out: int
    tables: bytes

    def seal(self, keyring: Keyring, release_id: str) -> bytes:
        """Sign the cohort and seal it to the auditors."""
        place = places.release(release_id)
        body = {"cases": self.cases, "left_out": self.left_out, "tables": self.tables.hex()}
        return auditors.seal(keyring, strict.write_json(body), place)

    @classmethod
    def open(cls, keyring: Keyring, release: Release) -> Self:
        """Open a drawn release's cohort.

        Raises `NoKey` when the member's keys are of other epochs, `NotVouched` when no auditor signed it and
        `CryptoError` when it, or the tables stored beside it, were changed.
        """
        body = auditors.unseal(keyring, release.sealed_cohort or b"", places.release(release.id))
        cohort = cls._read(body)
        if cohort.tables != fingerprint(release.tables or b""):
            message = "tables that are not the ones that were drawn"
            raise crypto.Tampered(message)
        return cohort

    @classmethod
    def _read(cls, body: bytes) -> Self:
        """Read what an auditor signed: another form is a mistake of ours, not of a stranger."""
        data = strict.shape(strict.read_json(body, "cohort"), "cohort", ("cases", "left_out", "tables"))
        return cls(
            strict.each(data["cases"], "cases", strict.text),
            strict.whole(data["left_out"], "left_out"),
            bytes.fromhex(strict.text(data["tables"], "tables")),
        )


def plan(instance: Instance, keyring: Keyring) -> str:
    """Ask for a release and return its id; one that was asked for and is not drawn yet is not asked for twice."""
    require_auditor(keyring)

    def work(uow: UnitOfWork) -> str:
        waiting = uow.releases.find(state=(ReleaseState.PENDING, ReleaseState.STOPPED))
        if waiting:
            return _again(uow, waiting[0].id)
        release = Release(crypto.token(16).hex(), clock.today(), ReleaseState.PENDING, None, None)
        uow.releases.add(release)
        record.append(uow, keyring, "release-ask", release.id)
        return release.id

    return transact(instance.database, work)


def retry(instance: Instance, keyring: Keyring, release_id: str) -> None:
    """Make a release that waits or stopped ready for another job. Raises `NotFound`, `NotAllowedNow` once drawn."""
    require_auditor(keyring)

    def work(uow: UnitOfWork) -> None:
        if _find(uow, release_id).state in HAS_NUMBERS:
            raise NotAllowedNow
        _again(uow, release_id)

    transact(instance.database, work)


def stop(instance: Instance, release_id: str) -> None:
    """Note that no job works on the release any more, unless one drew it."""

    def work(uow: UnitOfWork) -> None:
        release = uow.releases.get(release_id)
        if release is not None and release.state == ReleaseState.PENDING:
            uow.releases.change(release_id, state=ReleaseState.STOPPED)

    transact(instance.database, work)


def releases(instance: Instance, keyring: Keyring) -> list[ReleaseItem]:
    """Return all releases, newest first."""
    require_auditor(keyring)
    with instance.database.reading() as uow:
        found = uow.releases.find(order="-day")
    return [ReleaseItem(release.id, release.day, ReleaseState(release.state)) for release in found]


def get(instance: Instance, keyring: Keyring, release_id: str) -> ReleaseView:
    """Return one release. Raises `NotFound`, and what `Cohort.open` raises."""
    require_auditor(keyring)
    with instance.database.reading() as uow:
        return _view(keyring, _find(uow, release_id))


def fingerprint(tables: bytes) -> bytes:
    """Return the SHA-256 of stored tables."""
    return hashlib.sha256(tables).digest()


def _find(uow: UnitOfWork, release_id: str) -> Release:
    release = uow.releases.get(release_id)
    if release is None:
        raise NotFound
    return release


def _again(uow: UnitOfWork, release_id: str) -> str:
    uow.releases.change(release_id, state=ReleaseState.PENDING)
    return release_id


def _view(keyring: Keyring, release: Release) -> ReleaseView:
    state = ReleaseState(release.state)
    if state not in HAS_NUMBERS:
        return ReleaseView(release.id, release.day, state, None, 0)
    left_out = Cohort.open(keyring, release).left_out
    return ReleaseView(release.id, release.day, state, Draw.parse(release.tables or b""), left_out)

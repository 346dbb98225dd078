"""What time does: drafts and sessions end, withdrawn cases are destroyed, blobs are blurred, the grant key changes.

`sweep` runs every few minutes, `nightly` once a day; both may run beside the servers, and twice without harm.
"""

import time
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

import crypto
from intake import clock
from intake.domain.entities import DraftState
from intake.services import course, drafts, papers, sign_in, statistics_segments
from intake.services.grants import recover
from intake.services.instance import Instance, transact
from intake.services.ports import UnitOfWork

BATCH = 500
CHANGE_PAUSE = 60.0
_UNFINISHED = (DraftState.OPEN, DraftState.SEALED)


@dataclass(frozen=True, slots=True)
class Night:
    """What one night did, in numbers."""

    destroyed: int = 0
    ended: int = 0
    scattered: int = 0
    rewrapped: int = 0


def nightly(instance: Instance, *, pause: float = CHANGE_PAUSE) -> Night:
    """Do the day's work. `pause`, in seconds, is what a running request may take between two looks at the grant key."""
    sweep(instance)
    return Night(
        destroyed=destroy_due(instance),
        ended=transact(instance.database, papers.end),
        scattered=scatter(instance),
        rewrapped=rotate(instance, pause=pause),
    )


def sweep(instance: Instance) -> None:
    """Erase drafts, codenames and sessions whose time is over."""
    moment = clock.now()

    def work(uow: UnitOfWork) -> list[str]:
        _forget_finished(uow, moment)
        for session in uow.mailbox_sessions.find():
            if session.expires_at <= moment:
                uow.mailbox_sessions.delete(id=session.id)
        sign_in.tidy(uow)
        over = [row for row in uow.drafts.find(phase=_UNFINISHED) if row.expires_at <= moment]
        return [name for row in over for name in drafts.erase(uow, row)]

    for name in transact(instance.database, work):
        instance.blobs.delete(name)


def destroy_due(instance: Instance) -> int:
    """Destroy every withdrawn case whose day has come: grants first, then all that they opened."""
    with instance.database.reading() as uow:
        due = [case.id for case in uow.cases.find(state="withdrawn") if _is_due(case.destroy_on)]
    for case_id in due:
        for name in transact(instance.database, partial(_destroy, case_id=case_id)):
            instance.blobs.delete(name)
    if due:
        instance.database.shred()
    return len(due)


def scatter(instance: Instance) -> int:
    """Copy the blobs of earlier days in random order: creation and change times then say nothing of arrival."""
    with instance.database.reading() as uow:
        names = [blob.name for blob in uow.blobs.find(scattered=False) if blob.day < clock.today()]
    names.sort(key=lambda _: crypto.token(8))
    instance.blobs.scatter(names)

    def work(uow: UnitOfWork) -> None:
        for name in names:
            uow.blobs.change(name, scattered=True)

    transact(instance.database, work)
    return len(names)


def rotate(instance: Instance, *, pause: float = CHANGE_PAUSE) -> int:
    """Put every grant under a new outer key, then forget the old one. Resumable; returns how many were re-sealed.

    Old and new are valid until a last look after `pause` finds no grant under the old one, so a request that read
    the old key just before the change loses nothing.
    """
    name = instance.grant_keys.add()
    done = _recover_all(instance, name)
    time.sleep(pause)
    done += _recover_all(instance, name)
    instance.grant_keys.keep_only(name)
    instance.database.shred()
    return done


def _forget_finished(uow: UnitOfWork, moment: datetime) -> None:
    for row in uow.drafts.find(phase=DraftState.DONE):
        if row.expires_at <= moment:
            uow.drafts.delete(id=row.id)


def _is_due(day: date | None) -> bool:
    return day is not None and day <= clock.today()


def _destroy(uow: UnitOfWork, case_id: str) -> list[str]:
    names = [one.blob_name for one in uow.documents.find(case_id=case_id) if one.blob_name is not None]
    for table in (
        uow.grants,
        uow.papers,
        uow.documents,
        uow.cards,
        uow.identities,
        uow.consents,
        uow.statistics,
        uow.mailboxes,
        uow.case_keys,
    ):
        table.delete(case_id=case_id)
    if names:
        uow.blobs.delete(name=names)
    uow.cases.delete(id=case_id)
    course.forget_lists(uow, case_id)
    course.forget_counts(uow, case_id)
    return names


def _recover_all(instance: Instance, name: str) -> int:
    done = 0
    while True:
        changed = transact(instance.database, lambda uow: _recover_batch(uow, instance, name))
        done += changed
        if changed < BATCH:
            return done


def _recover_batch(uow: UnitOfWork, instance: Instance, name: str) -> int:
    others = [other for other in instance.grant_keys.names() if other != name]
    batch = uow.grants.find(outer_key=others, limit=BATCH)
    for grant in batch:
        fresh = recover(instance.grant_keys, grant)
        uow.grants.change(grant.case_id, grant.kind, grant.holder, sealed=fresh.sealed, outer_key=fresh.outer_key)
    uow.segments.delete(outer_key=others)
    more = statistics_segments.recover_some(uow, instance.grant_keys, others, BATCH)
    return len(batch) + more + papers.recover_some(uow, instance, others, BATCH)

"""Cohorts: which cases are counted together. Once its last day is over a cohort gets its list, and keeps it for ever.

The list holds every case that was coded until then, whose source allows statistics, that is not withdrawn and that no
other cohort has. Freezing may be broken off at any moment and begun anew: what was read of each case is kept, and
the list is stored whole or not at all.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import crypto
from intake import clock
from intake.domain import strict
from intake.domain.entities import Cohort
from intake.domain.review import State
from intake.domain.vocabulary import Vocabulary
from intake.services import auditors, places, plan_reader, record
from intake.services.auditors import require_auditor
from intake.services.errors import NotDue, NotFound
from intake.services.instance import ATTEMPTS, Instance, transact
from intake.services.keyring import Keyring
from intake.services.plan_reader import CohortState
from intake.services.ports import Conflict, UnitOfWork
from intake.services.record_reader import BATCH, Progress, RecordReader

FORMAT = "holas-cohort/1"
ID_LENGTH = 32


def silent(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


def due(uow: UnitOfWork) -> list[Cohort]:
    """Return the cohorts whose last day is over and that have no list yet, in the order in which they are frozen."""
    waiting = uow.cohorts.find(state=CohortState.OPEN, order="closes")
    return [cohort for cohort in waiting if cohort.closes < clock.today()]


def freeze(instance: Instance, keyring: Keyring, cohort_id: str, progress: Progress = silent) -> None:
    """Fix the list of a cohort; one that is frozen or spent stays as it is, whatever the clock says.

    `progress` is told how many of how many cases are read. Raises `NotFound`, `NotDue` before its last day is over and
    while an earlier cohort waits, what `plan_reader.load` and `cases_of` raise, and `Conflict` when other cohorts kept
    being frozen between.
    """
    require_auditor(keyring)
    for _ in range(ATTEMPTS):
        found = _begin(instance, keyring, cohort_id)
        if found is None or _store(instance, keyring, found, _gather(instance, keyring, found, progress)):
            return
    raise Conflict


def cases_of(uow: UnitOfWork, keyring: Keyring, cohort_id: str) -> tuple[str, ...]:
    """Return the ids of a cohort's cases as they were frozen, none while it is open.

    Where a restore lost the ledger (`lost.py`), a cohort of no plan stands for all cases that came until its day and
    that no list has: any of them may have been counted. Raises `NotFound`, `NoKey` when the member's keys are of other
    epochs, `NotVouched` when no auditor signed the list and `CryptoError` when it was changed.
    """
    cohort = get(uow, cohort_id)
    if cohort.sealed is None:
        return _lost(uow, keyring, cohort) if cohort.plan_id is None else ()
    return _open(keyring, cohort, cohort.sealed)


def taken(uow: UnitOfWork, keyring: Keyring) -> frozenset[str]:
    """Return the cases that any cohort has. Raises what `cases_of` raises."""
    listed = (cases_of(uow, keyring, cohort.id) for cohort in uow.cohorts.find())
    return frozenset(case_id for cases in listed for case_id in cases)


def received(uow: UnitOfWork, opens: date, closes: date) -> int:
    """Count the testimonies that came from one day to another and are there still, without what was junk.

    Exact: for plans alone that declared this number public before their first day (`Terms.public_total`).
    """
    days = [opens + timedelta(days=number) for number in range((closes - opens).days + 1)]
    return uow.cases.count(day=days, state=[state for state in State if state is not State.SPAM])


def seal_list(keyring: Keyring, cohort_id: str, cases: Iterable[str]) -> bytes:
    """Sign a list of cases and seal it to the auditors."""
    body = strict.write_json({"format": FORMAT, "cohort": cohort_id, "cases": "".join(sorted(cases))})
    return auditors.seal(keyring, body, places.cohort(cohort_id))


def get(uow: UnitOfWork, cohort_id: str) -> Cohort:
    """Return a cohort. Raises `NotFound`."""
    cohort = uow.cohorts.get(cohort_id)
    if cohort is None:
        raise NotFound
    return cohort


@dataclass(frozen=True, slots=True)
class _Found:
    """A cohort that can be frozen: `waiting` are the cases to look at, `others` the cohorts that have lists already."""

    cohort: Cohort
    waiting: Sequence[str] = field(repr=False)
    others: frozenset[str]


def _begin(instance: Instance, keyring: Keyring, cohort_id: str) -> _Found | None:
    """Return what there is to freeze; None when that is done."""
    with instance.database.reading() as uow:
        cohort = get(uow, cohort_id)
        if cohort.state != CohortState.OPEN:
            return None
        _check_days(uow, keyring, cohort)
        if cohort.id not in [one.id for one in due(uow)[:1]]:
            raise NotDue
        elsewhere = taken(uow, keyring)
        waiting = [case.id for case in uow.cases.find(destroy_on=None) if case.id not in elsewhere]
        return _Found(cohort, waiting, _others(uow))


def _check_days(uow: UnitOfWork, keyring: Keyring, cohort: Cohort) -> None:
    """Raise `CryptoError` unless two auditors signed these days."""
    period = plan_reader.load(uow, keyring, cohort.plan_id or "").terms.period(cohort.id)
    if period is None or (period.opens, period.closes) != (cohort.opens, cohort.closes):
        message = "a cohort that its plan does not have"
        raise crypto.Tampered(message)


def _gather(instance: Instance, keyring: Keyring, found: _Found, progress: Progress) -> list[str]:
    """Return the cases that the cohort gets: each is checked whole, as when it is counted."""
    vocabulary, cases = Vocabulary.load(), list[str]()
    reader = RecordReader(instance, keyring, vocabulary)
    for start in range(0, len(found.waiting), BATCH):
        looked = reader.look(found.waiting[start : start + BATCH])
        for case_id, kept in looked.records.items():
            if kept.counts and kept.day <= found.cohort.closes:
                cases.append(case_id)
        progress(min(start + BATCH, len(found.waiting)), len(found.waiting))
    return cases


def _store(instance: Instance, keyring: Keyring, found: _Found, cases: Sequence[str]) -> bool:
    """Store the list; False when this or another cohort got one meanwhile, which may have some of these cases."""
    cohort_id = found.cohort.id
    sealed = seal_list(keyring, cohort_id, cases)

    def work(uow: UnitOfWork) -> bool:
        if _others(uow) != found.others:
            return False
        uow.cohorts.change(cohort_id, state=CohortState.FROZEN, sealed=sealed)
        detail = {"list": hashlib.sha256(sealed).hexdigest()}
        record.append(uow, keyring, "cohort-freeze", cohort_id, detail=detail)
        return True

    return transact(instance.database, work)


def _others(uow: UnitOfWork) -> frozenset[str]:
    """Return the cohorts that have a list."""
    return frozenset(one.id for one in uow.cohorts.find(state=(CohortState.FROZEN, CohortState.SPENT)))


def _lost(uow: UnitOfWork, keyring: Keyring, cohort: Cohort) -> tuple[str, ...]:
    lists = ((one, one.sealed) for one in uow.cohorts.find() if one.sealed is not None)
    listed = {case_id for one, sealed in lists for case_id in _open(keyring, one, sealed)}
    return tuple(case.id for case in uow.cases.find() if case.day <= cohort.closes and case.id not in listed)


def _open(keyring: Keyring, cohort: Cohort, sealed: bytes) -> tuple[str, ...]:
    if cohort.plan_id is None:
        body = auditors.unseal(keyring, sealed, places.release(cohort.id))
        data = strict.shape(strict.read_json(body, "cohort"), "cohort", ("cases", "left_out", "tables"))
        return strict.each(data["cases"], "cases", strict.text)
    body = auditors.unseal(keyring, sealed, places.cohort(cohort.id))
    data = strict.shape(strict.read_json(body, "cohort"), "cohort", ("format", "cohort", "cases"))
    ids = strict.any_text(data["cases"], "cases")
    return tuple(ids[start : start + ID_LENGTH] for start in range(0, len(ids), ID_LENGTH))

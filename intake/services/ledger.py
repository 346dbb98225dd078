"""The ledger as it is kept: charged in the transaction that stores the numbers, and completed from the copies.

A draw stands in three places that must agree: its release, its charge, and its copy outside the database. The copy
is written first, so that whatever is lost afterwards comes back from it, and is never drawn a second time.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

import crypto
from intake.domain import entities, ledger, strict
from intake.domain.ledger import Entry
from intake.services.drawn import Drawn, fingerprint
from intake.services.errors import NotVouched
from intake.services.instance import Instance, transact
from intake.services.membership import load_membership
from intake.services.people import Membership
from intake.services.plan_reader import CohortState
from intake.services.ports import UnitOfWork
from intake.services.release_states import ReleaseState

BROKEN = (crypto.CryptoError, NotVouched, strict.BadShape)
MARK = "instance"
"""The copy that says whose place it is."""


def entries(uow: UnitOfWork) -> list[Entry]:
    """Return the whole ledger, oldest first."""
    return [Entry.parse(row.body) for row in uow.charges.find(order="number")]


def store(uow: UnitOfWork, drawn: Drawn, signed: bytes, day: date) -> None:
    """Store a draw with its charge, its plan and its cohorts; a release that waits for it becomes drawn."""
    entry = ledger.following(entries(uow), drawn.subject, drawn.counted, drawn.cost)
    _add(uow, replace(entry, drawn=fingerprint(signed)))
    if uow.plans.get(drawn.plan.id) is None:
        uow.plans.add(drawn.plan)
    for cohort in drawn.cohorts:
        _keep_cohort(uow, replace(cohort, plan_id=drawn.plan.id))
    waiting = uow.releases.find(subject=drawn.subject)
    if waiting:
        uow.releases.change(waiting[0].id, state=ReleaseState.DRAWN, day=day, tables=signed)
    else:
        uow.releases.add(entities.Release(drawn.release, day, ReleaseState.DRAWN, signed, None, drawn.subject))


def spend(uow: UnitOfWork, subject: str, cohorts: tuple[str, ...], cost: tuple[float, float]) -> None:
    """Charge what may have been drawn and is lost; a cohort that is charged so is never drawn again."""
    _add(uow, ledger.following(entries(uow), subject, cohorts, cost))
    uow.cohorts.change(subject, state=CohortState.SPENT)


def _add(uow: UnitOfWork, entry: Entry) -> None:
    uow.charges.add(entities.Charge(entry.number, entry.to_json(), entry.digest))


def _keep_cohort(uow: UnitOfWork, cohort: entities.Cohort) -> None:
    """Take over a cohort that is not there, and the list of one that has none; a list that is there stays."""
    held = uow.cohorts.get(cohort.id)
    if held is None:
        uow.cohorts.add(cohort)
    elif held.sealed is None and cohort.sealed is not None:
        uow.cohorts.change(cohort.id, state=cohort.state, sealed=cohort.sealed)


def adopt(instance: Instance, subject: str, membership: Membership) -> bool:
    """Store what a copy says was drawn of a subject; False when there is no copy, or the database holds it.

    Raises what `Drawn.open` raises for a copy that no auditor signed.
    """
    signed = instance.copies.get(subject)
    if signed is None:
        return False
    drawn = Drawn.open(membership, subject, signed)

    def work(uow: UnitOfWork) -> bool:
        if any(entry.subject == subject for entry in entries(uow)):
            return False
        store(uow, drawn, signed, drawn.numbers.cut_off)
        return True

    return transact(instance.database, work)


def complete(instance: Instance) -> int:
    """Adopt every draw that only the copies know; return how many there were. Raises what `adopt` raises."""
    with instance.database.reading() as uow:
        membership = load_membership(uow, instance.settings)
    return sum(adopt(instance, name, membership) for name in sorted(instance.copies.names()) if name != MARK)


def mark(instance: Instance) -> None:
    """Say in the copies whose they are; one that says so already stays."""
    instance.copies.put_new(MARK, instance.settings.instance_id.encode())


def is_ours(instance: Instance) -> bool:
    """Tell whether the copies are those of this instance."""
    return instance.copies.get(MARK) == instance.settings.instance_id.encode()


def check(uow: UnitOfWork, instance: Instance, membership: Membership) -> Iterator[str]:
    """Yield what does not agree, a sentence each: chain, charges, releases and copies."""
    try:
        known = entries(uow)
    except strict.BadShape:
        yield "An entry of the ledger was changed."
        return
    wrong = ledger.broken(known)
    if wrong:
        yield wrong
    drawn = {row.subject: row for row in uow.releases.find() if row.subject and row.tables}
    for entry in known:
        row = drawn.pop(entry.subject, None)
        if entry.drawn == ledger.NOTHING and row is None:
            continue
        if row is None or fingerprint(row.tables or b"") != entry.drawn:
            yield f"The release of {entry.subject} is not what the ledger was charged for."
        elif not _holds(membership, entry, row.tables or b""):
            yield f"No auditor signed the release of {entry.subject}."
    yield from _lost(uow, instance, known, drawn.values())


def _holds(membership: Membership, entry: Entry, signed: bytes) -> bool:
    try:
        drawn = Drawn.open(membership, entry.subject, signed)
    except BROKEN:
        return False
    return (drawn.counted, drawn.cost) == (entry.cohorts, (entry.epsilon, entry.delta))


def _lost(
    uow: UnitOfWork, instance: Instance, known: Sequence[Entry], rest: Iterable[entities.Release]
) -> Iterator[str]:
    """Yield releases that nobody was charged for, but for those before plans, and copies that say otherwise."""
    planned = {cohort.id for cohort in uow.cohorts.find() if cohort.plan_id} | {plan.id for plan in uow.plans.find()}
    for row in rest:
        if row.subject in planned:
            yield f"The release of {row.subject} is not in the ledger."
    for entry in known:
        copy = instance.copies.get(entry.subject)
        if copy is not None and fingerprint(copy) != entry.drawn:
            yield f"The copy of {entry.subject} outside the database says something else."

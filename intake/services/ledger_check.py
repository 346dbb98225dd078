"""Whether the ledger holds: its chain, and what it says beside releases and copies. Needs no key."""

from collections.abc import Iterator, Mapping

import crypto
from intake.domain import ledger, strict
from intake.domain.ledger import Entry
from intake.services import copied
from intake.services import ledger as kept
from intake.services.drawn import Drawn, fingerprint
from intake.services.errors import NotVouched
from intake.services.instance import Instance
from intake.services.people import Membership
from intake.services.ports import UnitOfWork

BROKEN = (crypto.CryptoError, NotVouched, strict.BadShape)


def check(uow: UnitOfWork, instance: Instance, membership: Membership) -> Iterator[str]:
    """Yield what does not agree, a sentence each: chain, charges, releases and copies."""
    try:
        known = kept.entries(uow)
    except strict.BadShape:
        yield "An entry of the ledger was changed."
        return
    wrong = ledger.broken(known)
    if wrong is not None:
        yield wrong
    planned = {plan.id for plan in uow.plans.find()} | {one.id for one in uow.cohorts.find() if one.plan_id}
    numbers = {row.subject: row.tables for row in uow.releases.find() if row.subject in planned}
    yield from _entries(membership, known, {subject or "": signed for subject, signed in numbers.items() if signed})
    yield from _copies(uow, instance)


def _entries(membership: Membership, known: list[Entry], numbers: Mapping[str, bytes]) -> Iterator[str]:
    drawn = {entry.subject: entry for entry in known if entry.is_drawn}
    for subject in sorted(numbers.keys() - drawn.keys()):
        yield f"The release of {subject} is not in the ledger."
    for subject, entry in drawn.items():
        signed = numbers.get(subject)
        if signed is None or fingerprint(signed) != entry.drawn:
            yield f"The release of {subject} is not what the ledger was charged for."
        elif not _holds(membership, entry, signed):
            yield f"No auditor signed the release of {subject} as it was charged."


def _holds(membership: Membership, entry: Entry, signed: bytes) -> bool:
    try:
        drawn = Drawn.open(membership, entry.subject, signed)
    except BROKEN:
        return False
    return (drawn.counted, drawn.cost) == (entry.cohorts, (entry.epsilon, entry.delta))


def _copies(uow: UnitOfWork, instance: Instance) -> Iterator[str]:
    """Yield where the copies say something else; one that was never claimed holds none."""
    for subject in sorted(copied.unknown(uow, instance)):
        yield f"The ledger lacks the draw of {subject}: it is taken from its copy when something is drawn."
    for subject in sorted(copied.disagreeing(uow, instance)):
        yield f"The copy of the draw of {subject} outside the database is missing, or says something else."

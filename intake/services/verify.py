"""`holas verify`: is everything there that should be, and nothing else? Mends orphans only; never needs a key."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from intake.domain.entities import Box, GrantKind, RecordEntry
from intake.services import ledger_check, places, record
from intake.services.consents import CASE_HOLDER
from intake.services.errors import BrokenChain
from intake.services.instance import Instance
from intake.services.membership import load_membership
from intake.services.ports import MissingBlob, UnitOfWork

GRACE = 10.0


@dataclass(frozen=True, slots=True)
class Report:
    """What was found. `root` is the RFC 6962 root of the record (hex), `orphans` the blobs that nothing names.

    `signing_key` (hex) signs what leaves the instance; empty while there is none.
    """

    cases: int
    entries: int
    root: str
    problems: tuple[str, ...]
    orphans: tuple[str, ...]
    mended: int = 0
    signing_key: str = ""

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong that is still there."""
        return not self.problems and self.mended == len(self.orphans)


@dataclass(slots=True)
class _Findings:
    problems: list[str] = field(default_factory=list)
    referenced: set[str] = field(default_factory=set)


def verify(instance: Instance, *, mend: bool = False, grace: float = GRACE) -> Report:
    """Check record, membership, cases and blobs. `grace` (seconds) lets an upload that ends now file its row."""
    stored = set(instance.blobs.names())
    time.sleep(grace)
    found = _Findings()
    with instance.database.reading() as uow:
        entries = uow.records.find(order="number")
        found.problems += _check_record(entries)
        signing_key = _check_chain(uow, instance, found)
        cases = _check_cases(uow, found)
        _check_blobs(uow, instance, found)
    orphans = tuple(sorted(stored - found.referenced))
    if mend:
        for name in orphans:
            instance.blobs.delete(name)
    return Report(
        cases=cases,
        entries=len(entries),
        root=record.root(entries).hex(),
        problems=tuple(found.problems),
        orphans=orphans,
        mended=len(orphans) if mend else 0,
        signing_key=signing_key,
    )


def _check_record(entries: list[RecordEntry]) -> Iterator[str]:
    for expected, entry in enumerate(entries):
        if entry.number != expected:
            yield f"The record lacks entry {expected}."
            return
        if record.leaf(entry.number, entry.tag, entry.digest, entry.sealed) != entry.leaf:
            yield f"Entry {entry.number} of the record was changed."


def _check_chain(uow: UnitOfWork, instance: Instance, found: _Findings) -> str:
    try:
        membership = load_membership(uow, instance.settings)
    except BrokenChain:
        found.problems.append("The membership chain does not hold: intake stops until it is restored.")
        return ""
    found.problems += ledger_check.check(uow, instance, membership)
    known = membership.instance_keys
    return known[-1].public.hex() if known else ""


def _check_cases(uow: UnitOfWork, found: _Findings) -> int:
    cases = uow.cases.find()
    for case in cases:
        keys = uow.case_keys.get(case.id)
        if keys is None or places.case_id(keys.source_key, keys.mailbox_key) != case.id:
            found.problems.append(f"Case {case.id}: its keys are not the ones that its id certifies.")
        if (uow.identities.get(case.id) is None) != (not uow.grants.count(case_id=case.id, kind=GrantKind.IDENTITY)):
            found.problems.append(f"Case {case.id}: what its source gave to be reached has lost its key or its text.")
        needed = {
            "a grant": uow.grants.count(case_id=case.id, kind=GrantKind.CASE),
            "a card": uow.cards.count(case_id=case.id),
            "a first consent": uow.consents.count(case_id=case.id, number=1, holder=CASE_HOLDER),
            "a mailbox": uow.mailboxes.count(case_id=case.id),
        }
        found.problems += [f"Case {case.id} lacks {what}." for what, count in needed.items() if not count]
        given = [one.number for one in uow.consents.find(case_id=case.id, holder=CASE_HOLDER, order="number")]
        if given != list(range(1, len(given) + 1)):
            found.problems.append(f"Case {case.id}: a consent statement is missing.")
        for box in Box:
            numbers = [one.number for one in uow.documents.find(case_id=case.id, box=box, order="number")]
            if numbers != list(range(1, len(numbers) + 1)) or (box is Box.CASE and not numbers):
                found.problems.append(f"Case {case.id}: a document is missing from its {box}.")
    return len(cases)


def _check_blobs(uow: UnitOfWork, instance: Instance, found: _Findings) -> None:
    named = {one.blob_name for one in uow.documents.find() if one.blob_name is not None}
    named |= {one.blob_name for one in uow.draft_documents.find()}
    sizes = {blob.name: blob.size for blob in uow.blobs.find()}
    found.referenced |= named
    for name in sorted(named):
        try:
            size = instance.blobs.size(name)
        except MissingBlob:
            found.problems.append(f"Blob {name} is missing.")
            continue
        if sizes.get(name) != size:
            found.problems.append(f"Blob {name} has {size} bytes, not {sizes.get(name)}.")

"""Which cases a release counts: coded by a member, consented, not withdrawn, and counted by no release before.

Every piece is checked at the moment of use. A case whose pieces do not hold is left out and numbered, so that the
auditor hears of it; it can be counted later, once it is mended.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

import crypto
from intake.domain.case_record import BadRecord, CaseRecord
from intake.domain.consent import Said, Use
from intake.domain.entities import CaseKeys, Consent, Grant, GrantKind, StatisticsRecord
from intake.domain.vocabulary import Vocabulary
from intake.services import consents, places
from intake.services.errors import NoKey, NotVouched
from intake.services.grants import open_grant, role_holder
from intake.services.holders import private_for
from intake.services.instance import Instance
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork
from intake.services.release import ROLE, Cohort, ReleaseState
from intake.services.writers import WRITING_ROLES

BATCH = 500
"""Cases that are read in one go: a transaction stays short, so that a withdrawal is not kept waiting."""

Progress = Callable[[int, int], None]
Piece = TypeVar("Piece", Grant, Consent)


@dataclass(slots=True)
class Gathered:
    """What a release would count now.

    `before` are the releases that were taken into account, `said` the number of consent statements of each case that
    is counted, `earlier` the records of cases that those releases counted, as far as they open still: whoever is
    linked with them is counted already.
    """

    before: frozenset[str]
    records: dict[str, CaseRecord] = field(default_factory=dict)
    left_out: int = 0
    said: dict[str, int] = field(default_factory=dict)
    earlier: list[CaseRecord] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Pieces:
    """All that is read of one case. `said` is how many statements its holders' copies show that there are."""

    row: StatisticsRecord
    keys: CaseKeys | None
    grants: list[Grant]
    statements: list[Consent]
    said: int


def gather(instance: Instance, keyring: Keyring, vocabulary: Vocabulary, progress: Progress) -> Gathered:
    """Open the record of every case that may be counted. `progress` is told how many of how many cases are done.

    Raises `NoKey`, `NotVouched` or `CryptoError` when an earlier release's cohort cannot be read: without it a case
    might be counted twice.
    """
    with instance.database.reading() as uow:
        drawn = uow.releases.find(state=ReleaseState.DRAWN)
        waiting = [case.id for case in uow.cases.find(destroy_on=None)]
    counted = {case for release in drawn for case in Cohort.open(keyring, release).cases}
    gathered = Gathered(frozenset(release.id for release in drawn))
    fresh = [case_id for case_id in waiting if case_id not in counted]
    reader = _Reader(instance, keyring, vocabulary)
    for start in range(0, len(fresh), BATCH):
        reader.add(gathered, fresh[start : start + BATCH])
        progress(min(start + BATCH, len(fresh)), len(fresh))
    if any(record.people for record in gathered.records.values()):
        done = [case_id for case_id in waiting if case_id in counted]
        for start in range(0, len(done), BATCH):
            gathered.earlier += reader.again(done[start : start + BATCH])
    return gathered


def unchanged(uow: UnitOfWork, gathered: Gathered) -> bool:
    """Tell whether all is as it was gathered: no new release, no counted case withdrawn or its consent changed."""
    drawn = frozenset(release.id for release in uow.releases.find(state=ReleaseState.DRAWN))
    cases = list(gathered.records)
    return drawn == gathered.before and all(
        _as_before(uow, gathered, cases[start : start + BATCH]) for start in range(0, len(cases), BATCH)
    )


def _as_before(uow: UnitOfWork, gathered: Gathered, cases: Sequence[str]) -> bool:
    said = uow.consents.count(case_id=cases, holder=consents.CASE_HOLDER)
    there = uow.cases.count(id=cases, destroy_on=None)
    return there == len(cases) and said == sum(gathered.said[case_id] for case_id in cases)


@dataclass(frozen=True, slots=True)
class _Reader:
    instance: Instance
    keyring: Keyring
    vocabulary: Vocabulary

    def add(self, gathered: Gathered, cases: Sequence[str]) -> None:
        """Read these cases and add the records of those that may be counted."""
        with self.instance.database.reading() as uow:
            pieces = list(_read(uow, self.keyring, cases))
        for one in pieces:
            try:
                if self._consented(one):
                    gathered.records[one.row.case_id] = self._record(one)
                    gathered.said[one.row.case_id] = one.said
            except (crypto.CryptoError, BadRecord, NoKey, NotVouched):
                gathered.left_out += 1

    def again(self, cases: Sequence[str]) -> Iterator[CaseRecord]:
        """Yield the records of cases that were counted, where they hold. What was published once needs no consent."""
        with self.instance.database.reading() as uow:
            pieces = list(_read(uow, self.keyring, cases))
        for one in pieces:
            with suppress(crypto.CryptoError, BadRecord, NoKey, NotVouched):
                yield self._record(one)

    def _consented(self, pieces: _Pieces) -> bool:
        """Whether the source lets the case be counted; a statement that is missing means no."""
        keys = pieces.keys
        if keys is None or places.case_id(keys.source_key, keys.mailbox_key) != pieces.row.case_id:
            message = "keys that the case id does not certify"
            raise crypto.Tampered(message)
        statements = {statement.number: statement for copy in pieces.statements for statement in self._open(copy, keys)}
        if len(statements) != pieces.said:
            message = "a consent statement of which the auditors' copy is missing"
            raise crypto.Tampered(message)
        return consents.standing_of(statements.values()).uses[Use.STATISTICS]

    def _open(self, copy: Consent, keys: CaseKeys) -> list[Said]:
        private = self._private(copy.holder)
        return consents.open_statements([copy], private, keys.source_key, self.keyring.membership)

    def _record(self, pieces: _Pieces) -> CaseRecord:
        """Open the record with the first grant that is for us. Raises when none is, or a coder did not sign it."""
        if not pieces.grants:
            raise NoKey
        grant = pieces.grants[0]
        key = open_grant(self.instance.grant_keys, grant, self._private(grant.holder))
        place = places.statistics(pieces.row.case_id, pieces.row.revision)
        signed = crypto.check_signed(crypto.unpad(crypto.decrypt(key, pieces.row.sealed, place)), place)
        if not self.keyring.membership.ever(signed.signer).roles & WRITING_ROLES:
            raise NotVouched
        return CaseRecord.parse(signed.body, self.vocabulary)

    def _private(self, holder: str) -> crypto.PrivateKey:
        private = private_for(self.keyring, holder)
        if private is None:
            raise NoKey
        return private


def _read(uow: UnitOfWork, keyring: Keyring, cases: Sequence[str]) -> Iterator[_Pieces]:
    """Read what is there of these cases, but for the withdrawn ones."""
    ours = [role_holder(ROLE, public.epoch) for public in keyring.membership.role_keys(ROLE)]
    keys = {keys.case_id: keys for keys in uow.case_keys.find(case_id=cases)}
    rows = {row.case_id: row for row in uow.statistics.find(case_id=cases)}
    grants = _by_case(uow.grants.find(case_id=cases, kind=GrantKind.STATISTICS, holder=ours, withdrawn=False))
    statements = _by_case(uow.consents.find(case_id=cases, holder=ours))
    said = _by_case(uow.consents.find(case_id=cases, holder=consents.CASE_HOLDER))
    for case in uow.cases.find(id=cases, destroy_on=None):
        if case.id in rows:
            yield _Pieces(rows[case.id], keys.get(case.id), grants[case.id], statements[case.id], len(said[case.id]))


def _by_case(found: list[Piece]) -> defaultdict[str, list[Piece]]:
    sorted_out: defaultdict[str, list[Piece]] = defaultdict(list)
    for one in found:
        sorted_out[one.case_id].append(one)
    return sorted_out

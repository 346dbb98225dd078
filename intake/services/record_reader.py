"""Reading the statistics records of many cases: each checked whole at the first look, and quickly at the next.

The first look opens the auditors' grant, checks that a coder signed the record and every consent statement of the
case (a millisecond). What was seen is kept in the grant's place (`kept_records.py`). A new coding replaces record and
grant; another consent makes the case be checked anew.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial

import crypto
from intake.domain.case_record import BadRecord, CaseRecord
from intake.domain.consent import Said, Use
from intake.domain.entities import CaseKeys, Consent, Grant, GrantKind, StatisticsRecord
from intake.domain.tables import Tables
from intake.domain.vocabulary import Vocabulary
from intake.services import consents, places
from intake.services.auditors import ROLE
from intake.services.consents import CASE_HOLDER
from intake.services.desk import chunks
from intake.services.errors import NoKey, NotVouched
from intake.services.grants import CATALOGUE, open_grant, rewrap, role_holder
from intake.services.holders import private_for, statistics_key
from intake.services.instance import Instance, transact
from intake.services.kept_records import KeptRecord
from intake.services.keyring import Keyring
from intake.services.ports import Coded, UnitOfWork
from intake.services.rewrapped import Rewrapped
from intake.services.writers import WRITING_ROLES

Progress = Callable[[int, int], None]
"""Told how many of how many cases are done."""
BATCH = 500
"""Cases to look at in one go: a transaction stays short, so that a withdrawal is not kept waiting."""
WRITTEN_AT_ONCE = 250
BROKEN = (crypto.CryptoError, BadRecord, NoKey, NotVouched)


@dataclass(slots=True)
class Looked:
    """What was read: every record that holds, and the cases that cannot be counted because something does not."""

    records: dict[str, KeptRecord] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Pieces:
    """What is read of every case. `said` is how many consent statements its own copies show that there are."""

    row: StatisticsRecord
    grant: Grant
    said: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What is read besides of cases that are checked: their keys, and the auditors' copies of their statements."""

    keys: dict[str, CaseKeys]
    copies: defaultdict[str, list[Consent]]


@dataclass(slots=True)
class RecordReader:
    """Reads for one auditor, and derives each epoch's key once."""

    instance: Instance
    keyring: Keyring
    vocabulary: Vocabulary
    _keys: dict[str, bytes] = field(default_factory=dict, repr=False)

    def look(self, cases: Sequence[str]) -> Looked:
        """Read these cases, but for those that are withdrawn or that nobody coded; keep what was checked."""
        looked, unseen = Looked(), dict[str, tuple[_Pieces, KeptRecord | None]]()
        opener, version = self._opener(), Tables.load().version
        held = [*self._ours(), *(CATALOGUE + holder for holder in self._ours())]
        with self.instance.database.reading() as uow:
            for one in uow.statistics_of(cases, held, CASE_HOLDER):
                digest, kept = hashlib.sha256(one.sealed).digest(), _kept(opener, one)
                if kept and (kept.digest, kept.said, kept.tables) == (digest, one.said, version):
                    looked.records[one.case_id] = kept
                elif grant := one.grant:
                    unseen[one.case_id] = _Pieces(one.row, grant, one.said, digest), kept
                else:
                    looked.refused.append(one.case_id)
            if not unseen:
                return looked
            evidence = self._evidence(uow, list(unseen))
        wrapped = [self._take(pieces, kept, evidence, looked) for pieces, kept in unseen.values()]
        keep(self.instance, [one for one in wrapped if one])
        return looked

    def _evidence(self, uow: UnitOfWork, cases: Sequence[str]) -> _Evidence:
        copies = defaultdict[str, list[Consent]](list)
        for copy in uow.consents.find(case_id=cases, holder=self._ours()):
            copies[copy.case_id].append(copy)
        return _Evidence({keys.case_id: keys for keys in uow.case_keys.find(case_id=cases)}, copies)

    def _take(  # what is read of a case, what was seen of it before, and where it goes
        self, pieces: _Pieces, kept: KeptRecord | None, evidence: _Evidence, looked: Looked
    ) -> tuple[Grant, Grant] | None:
        """Check a case; return its grant and the one that takes its place, None where something does not hold."""
        case_id, counts = pieces.row.case_id, None
        with suppress(*BROKEN):
            counts = self._consented(pieces, kept, evidence)
        try:
            key, record = self._record(pieces, kept)
        except BROKEN:
            if counts is not False:
                looked.refused.append(case_id)
            return None
        seen = KeptRecord.of(key, pieces.digest, pieces.said, record, counts=bool(counts))
        looked.records[case_id] = seen
        if counts is None:
            looked.refused.append(case_id)
            return None
        holder = pieces.grant.holder.removeprefix(CATALOGUE)
        base = replace(pieces.grant, holder=holder)
        return pieces.grant, rewrap(self.instance.grant_keys, base, self._key(holder), seen.to_bytes())

    def _consented(self, pieces: _Pieces, kept: KeptRecord | None, evidence: _Evidence) -> bool:
        """Whether the source lets the case be counted; that there is no statement means no."""
        case_id = pieces.row.case_id
        keys = evidence.keys.get(case_id)
        if keys is None or places.case_id(keys.source_key, keys.mailbox_key) != case_id:
            message = "keys that the case id does not certify"
            raise crypto.Tampered(message)
        statements = {said.number: said for copy in evidence.copies[case_id] for said in self._open(copy, keys)}
        if len(statements) != pieces.said or (kept and kept.said > pieces.said):
            message = "a consent statement that there was is missing"
            raise crypto.Tampered(message)
        return consents.standing_of(statements.values()).uses[Use.STATISTICS]

    def _record(self, pieces: _Pieces, kept: KeptRecord | None) -> tuple[bytes, CaseRecord]:
        """Return a record's key and the record. Raises when the grant is not for us, or no coder signed it."""
        row, grant = pieces.row, pieces.grant
        key = kept.key if kept else open_grant(self.instance.grant_keys, grant, self._private(grant.holder))
        place = places.statistics(row.case_id, row.revision)
        signed = crypto.check_signed(crypto.unpad(crypto.decrypt(key, row.sealed, place)), place)
        if not self.keyring.membership.ever(signed.signer).roles & WRITING_ROLES:
            raise NotVouched
        return key, CaseRecord.parse(signed.body, self.vocabulary)

    def _open(self, copy: Consent, keys: CaseKeys) -> list[Said]:
        private = self._private(copy.holder)
        return consents.open_statements([copy], private, keys.source_key, self.keyring.membership)

    def _ours(self) -> list[str]:
        return [role_holder(ROLE, public.epoch) for public in self.keyring.membership.role_keys(ROLE)]

    def _opener(self) -> Rewrapped:
        return Rewrapped(self.instance.grant_keys, GrantKind.STATISTICS, self._key)

    def _key(self, holder: str) -> bytes:
        if holder not in self._keys:
            self._keys[holder] = statistics_key(self._private(holder), holder)
        return self._keys[holder]

    def _private(self, holder: str) -> crypto.PrivateKey:
        private = private_for(self.keyring, holder)
        if private is None:
            raise NoKey
        return private


def _kept(opener: Rewrapped, one: Coded) -> KeptRecord | None:
    """Return what was seen of a record before; None for one that was not, or that does not open."""
    if one.holder is None or not one.holder.startswith(CATALOGUE):
        return None
    try:
        return KeptRecord.from_bytes(opener.open(one.case_id, one.holder, one.granted, one.outer_key))
    except BROKEN:
        return None


def keep(instance: Instance, wrapped: Sequence[tuple[Grant, Grant]]) -> None:
    """Put what was checked in the place of the grants that it was read with, as long as these are the same."""

    def work(uow: UnitOfWork, some: Sequence[tuple[Grant, Grant]]) -> None:
        for before, after in some:
            same = {"case_id": before.case_id, "kind": before.kind, "holder": before.holder, "sealed": before.sealed}
            if uow.grants.delete(**same):
                uow.grants.add(after)

    for some in chunks(wrapped, WRITTEN_AT_ONCE):
        transact(instance.database, partial(work, some=some))

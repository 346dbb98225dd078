"""Finding: which of a member's cases are looked for, from sealed segments; those that changed are built anew.

A look opens every segment in memory and keeps none. A bucket without a segment is read from its cards, at most so many
in one look (`KEPT_AT_ONCE`, and `desk.REWRAPPED_AT_ONCE` of those never opened before); the cases beyond that stand
in the list by what the database says of them in clear, until a later look has opened them too.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

import crypto
from intake.domain.entities import Card, Case, Grant, GrantKind, Segment
from intake.domain.finding import Key, Known, Row, seen_by
from intake.domain.strict import BadShape
from intake.domain.vocabulary import Vocabulary
from intake.services import desk, entries, segments
from intake.services.cards import CardOpener, KeptCard
from intake.services.desk import Desk, chunks, held_in, put_back
from intake.services.grant_keys import NoGrantKey
from intake.services.grants import CATALOGUE, member_holder
from intake.services.holders import holders_of
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.news import unseen
from intake.services.ports import UnitOfWork

KEPT_AT_ONCE = 10_000
"""Cards opened again in one look: half a second."""
SHELF = 16
"""Buckets read at once."""


class Asked(Protocol):
    """What is looked for: whether a row fits, and by what those that fit are sorted."""

    @property
    def words(self) -> str:
        """What is looked for in title and summary; empty where that is not read."""

    def matching(self, vocabulary: Vocabulary, /) -> Callable[[Row], bool]:
        """Return what tells whether a row is looked for."""

    def order(self) -> Callable[[Row], Key]:
        """Return what rows are sorted by."""


@dataclass(frozen=True, slots=True)
class Found:
    """The ids of the cases that are looked for, in order. `unopened`: cases of which no card was opened yet."""

    ids: tuple[str, ...]
    unopened: int


def find(instance: Instance, keyring: Keyring, asked: Asked) -> Found:
    """Return which of the member's cases are looked for."""
    search = _Search(instance, keyring, asked)
    for holder, buckets in search.look().items():
        if buckets:
            search.build(holder, buckets)
    return Found(tuple(sorted(search.keys, key=search.keys.__getitem__)), search.unopened)


@dataclass(slots=True)
class _Search:
    """One look through everything that a member holds. `keys`: what the cases that fit are sorted by."""

    instance: Instance
    keyring: Keyring
    asked: Asked
    keys: dict[str, Key] = field(default_factory=dict)
    unopened: int = 0
    kept: int = field(default_factory=lambda: KEPT_AT_ONCE)
    fresh: int = field(default_factory=lambda: desk.REWRAPPED_AT_ONCE)
    opener: CardOpener = field(init=False)
    fits: Callable[[Row], bool] = field(init=False)

    def __post_init__(self) -> None:
        """Make ready what every row is held against."""
        self.opener = CardOpener(self.instance.grant_keys, self.keyring)
        self.fits = self.asked.matching(Vocabulary.load())

    def look(self) -> dict[str, list[str]]:
        """Take the rows of every segment that there is; return the buckets that have none, by holder."""
        missing: dict[str, list[str]] = {}
        with self.instance.database.reading() as uow:
            for holder in holders_of(self.keyring):
                for some in chunks(segments.BUCKETS, SHELF):
                    held = {one.bucket: one for one in uow.segments.find(holder=holder, bucket=some)}
                    missing.setdefault(holder, []).extend(one for one in some if not self._open(held.get(one)))
        return missing

    def build(self, holder: str, buckets: Sequence[str]) -> None:
        """Read buckets from their cards, and keep as segments those that did not change meanwhile."""
        marks = transact(self.instance.database, lambda uow: segments.reserve(uow, holder, buckets))
        for some in chunks(buckets, SHELF):
            work = Desk(self.opener)
            with self.instance.database.reading() as uow:
                shelf = self._read(uow, work, holder, some)
            made = [
                self._seal(holder, bucket, rows) for bucket, rows in shelf.items() if all(row.since for row in rows)
            ]
            transact(self.instance.database, partial(_keep, kept=work.kept, marks=marks, made=made))

    def _take(self, rows: Iterable[Row]) -> None:
        order, reader = self.asked.order(), self.keyring.person.id
        for row in rows:
            seen = seen_by(row, reader)
            if self.fits(seen):
                self.keys[row.id] = order(seen)

    def _open(self, segment: Segment | None) -> bool:
        """Take a segment's rows; False where there is none that opens."""
        if segment is None or segment.outer_key == segments.RESERVED:
            return False
        key = self.opener.catalogue_key(segment.holder)
        try:
            rows = segments.open_rows(self.instance.grant_keys, key, segment, words=bool(self.asked.words))
        except (crypto.CryptoError, BadShape, NoGrantKey):
            return False
        self._take(rows)
        return True

    def _read(self, uow: UnitOfWork, work: Desk, holder: str, buckets: Sequence[str]) -> dict[str, list[Row]]:
        """Take the rows of these buckets from the cards, as far as they may be opened, and from the clear columns."""
        grants = held_in(uow, holder, buckets)
        self._open_cards(uow, work, list(grants.values()))
        cards = {card.case_id: card for card in uow.cards.find(case_id=list(work.cards))}
        who, newest = _assigned(uow, list(grants)), uow.newest_numbers(list(grants))
        shelf: dict[str, list[Row]] = {bucket: [] for bucket in buckets}
        for case in uow.cases.find(id=list(grants), destroy_on=None):
            known = _known(case, work.cards.get(case.id), cards.get(case.id), who.get(case.id, ()))
            if known.entry is not None:
                seen = known.entry.seen
                known = replace(known, news=unseen(uow, self.instance, self.keyring, case.id, seen, newest[case.id]))
            shelf[segments.bucket_of(case.id)].append(known.row())
        for rows in shelf.values():
            self._take(rows)
            self.unopened += sum(not row.since for row in rows)
        return shelf

    def _open_cards(self, uow: UnitOfWork, work: Desk, grants: Sequence[Grant]) -> None:
        kept = [grant for grant in grants if grant.holder.startswith(CATALOGUE)][: self.kept]
        fresh = [grant for grant in grants if not grant.holder.startswith(CATALOGUE)][: self.fresh]
        self.kept, self.fresh = self.kept - len(kept), self.fresh - len(fresh)
        work.open(uow, [*kept, *fresh])

    def _seal(self, holder: str, bucket: str, rows: Sequence[Row]) -> Segment:
        return segments.seal(self.instance.grant_keys, self.opener.catalogue_key(holder), holder, bucket, rows)


def _known(case: Case, kept: KeptCard | None, card: Card | None, who: tuple[str, ...]) -> Known:
    known = Known(case.id, case.day.isoformat(), case.urgent, case.state, who)
    if kept is None or card is None:
        return known
    return replace(known, since=int(kept.since.timestamp()), slip=kept.slip, entry=entries.read(card, kept.key))


def _assigned(uow: UnitOfWork, case_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the ids of the members who hold each case by themselves."""
    members = member_holder("")
    found: dict[str, tuple[str, ...]] = {}
    for grant in uow.grants.find(case_id=case_ids, kind=GrantKind.CASE):
        if grant.holder.startswith(members):
            found[grant.case_id] = (*found.get(grant.case_id, ()), grant.holder.removeprefix(members))
    return found


def _keep(
    uow: UnitOfWork, kept: Sequence[tuple[Grant, Grant]], marks: Mapping[str, bytes], made: Sequence[Segment]
) -> None:
    put_back(uow, kept)
    for segment in made:
        segments.keep(uow, marks[segment.bucket], segment)

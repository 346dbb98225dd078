"""Finding: which of a member's cases are looked for, from sealed segments; those that changed are built anew.

A look opens every segment in memory and keeps none. A bucket without a segment is read from its cards, at most so many
in one look (`KEPT_AT_ONCE`, and `desk.REWRAPPED_AT_ONCE` of those never opened before); the cases beyond that stand
in the list by what the database says of them in clear, until a later look has opened them too. A holder of a few cases
has no segments: their cards are opened each time.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
from intake.services.desk import Desk, chunks, count_held, held_in, put_back
from intake.services.grant_keys import NoGrantKey
from intake.services.grants import CATALOGUE, member_holder
from intake.services.holders import holders_of
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.news import unseen
from intake.services.ports import UnitOfWork

SMALL = 500
"""Cards that a holder has before segments are worth their keeping: so many open in some 50 ms."""
KEPT_AT_ONCE = 5_000
"""Cards opened again in one look, some 0.2 ms each."""
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
    for holder in holders_of(keyring):
        search.take(holder)
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

    def take(self, holder: str) -> None:
        """Take the rows of what this holder has: from segments, and from the cards where there are none."""
        with self.instance.database.reading() as uow:
            small = _is_small(uow, holder)
            missing = [] if small else list(self._look(uow, holder))
        if small:
            work, _rows = self._read(holder)
            desk.keep(self.instance, work.kept)
        elif missing:
            self._build(holder, missing)

    def _look(self, uow: UnitOfWork, holder: str) -> Iterator[str]:
        """Take the rows of every segment that there is; return the buckets that have none."""
        for some in chunks(segments.BUCKETS, SHELF):
            held = {one.bucket: one for one in uow.segments.find(holder=holder, bucket=some)}
            yield from (bucket for bucket in some if not self._open(held.get(bucket)))

    def _build(self, holder: str, buckets: Sequence[str]) -> None:
        """Read buckets from their cards, and keep as segments those that did not change meanwhile."""
        marks = transact(self.instance.database, lambda uow: segments.reserve(uow, holder, buckets))
        for some in chunks(buckets, SHELF):
            work, rows = self._read(holder, some)
            shelf: dict[str, list[Row]] = {bucket: [] for bucket in some}
            for row in rows:
                shelf[segments.bucket_of(row.id)].append(row)
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

    def _read(self, holder: str, buckets: Sequence[str] | None = None) -> tuple[Desk, list[Row]]:
        """Take rows, of these buckets or of all, from the cards and, beyond what may be opened, from clear columns."""
        work = Desk(self.opener)
        with self.instance.database.reading() as uow:
            grants = held_in(uow, holder, buckets)
            self._open_cards(uow, work, list(grants.values()))
            cards = {card.case_id: card for card in uow.cards.find(case_id=list(work.cards))}
            who, newest = _assigned(uow, list(grants)), uow.newest_numbers(list(grants))
            rows = []
            for case in uow.cases.find(id=list(grants), destroy_on=None):
                known = _known(case, work.cards.get(case.id), cards.get(case.id), who.get(case.id, ()))
                rows.append(self._with_news(uow, known, newest[case.id]).row())
        self._take(rows)
        self.unopened += sum(not row.since for row in rows)
        return work, rows

    def _with_news(self, uow: UnitOfWork, known: Known, newest: int) -> Known:
        if known.entry is None:
            return known
        news = unseen(uow, self.instance, self.keyring, known.id, known.entry.seen, newest)
        return replace(known, news=news)

    def _open_cards(self, uow: UnitOfWork, work: Desk, grants: Sequence[Grant]) -> None:
        kept = [grant for grant in grants if grant.holder.startswith(CATALOGUE)][: self.kept]
        fresh = [grant for grant in grants if not grant.holder.startswith(CATALOGUE)][: self.fresh]
        self.kept, self.fresh = self.kept - len(kept), self.fresh - len(fresh)
        work.open(uow, [*kept, *fresh])

    def _seal(self, holder: str, bucket: str, rows: Sequence[Row]) -> Segment:
        return segments.seal(self.instance.grant_keys, self.opener.catalogue_key(holder), holder, bucket, rows)


def _is_small(uow: UnitOfWork, holder: str) -> bool:
    """Whether a holder has so few cases that they are opened one by one."""
    return not uow.segments.count(holder=holder) and count_held(uow, holder) <= SMALL


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

"""The queue: what waits for whom, sorted by urgency, day and triage slip, without opening a case.

Cards are opened in memory for one request. A holder's first look re-wraps a card under the holder's catalogue key
(microseconds instead of a KEM) together with the time of that look, from which an urgent case's waiting is counted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import crypto
from crypto import Signed
from intake import clock
from intake.domain.entities import Card, Case, Grant, GrantKind
from intake.domain.review import State
from intake.domain.testimony import Slip
from intake.services import places
from intake.services.grants import CATALOGUE, open_grant, open_rewrapped, rewrap
from intake.services.holders import catalogue_key, holders_of, private_for
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork

PAGE = 50
REWRAPPED_AT_ONCE = 500
KEY_SIZE = 32
UNSORTED = 4
ORDER = (State.NEW, State.TRIAGED, State.CODING, State.CLOSED)


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One case in the list. `waiting_hours` since staff could first see it, for urgent cases only."""

    case_id: str
    day: str
    urgent: bool
    waiting_hours: int | None
    state: State
    slip: Slip | None
    assigned: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of the queue; pages count from 1."""

    items: tuple[QueueItem, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class _Seen:
    slip: Slip
    since: datetime
    wrapped: Grant | None = field(default=None, repr=False)
    replaces: Grant | None = field(default=None, repr=False)


def queue(instance: Instance, keyring: Keyring, *, page: int = 1) -> QueuePage:
    """Return one page of the cases that this member holds a card of."""
    with instance.database.reading() as uow:
        held = _held(uow, keyring)
        cases = [case for case in uow.cases.find(destroy_on=None) if case.id in held]
        new = [case.id for case in cases if case.state == State.NEW]
        seen = _open_cards(uow, instance, keyring, {one: held[one] for one in new})
        cases.sort(key=lambda case: _sort_key(case, seen))
        pages = max(1, -(-len(cases) // PAGE))
        page = min(max(page, 1), pages)
        shown = cases[(page - 1) * PAGE : page * PAGE]
        rest = {case.id: held[case.id] for case in shown if case.id not in seen}
        seen.update(_open_cards(uow, instance, keyring, rest))
        names = _names(uow, keyring, [case.id for case in shown])
    _keep(instance, seen.values())
    items = tuple(_item(case, seen.get(case.id), names.get(case.id, ())) for case in shown)
    return QueuePage(items, len(cases), page, pages)


def _held(uow: UnitOfWork, keyring: Keyring) -> dict[str, Grant]:
    mine = holders_of(keyring)
    wanted = [*mine, *(CATALOGUE + holder for holder in mine)]
    found = uow.grants.find(kind=GrantKind.CARD, holder=wanted, withdrawn=False)
    # Re-wrapped grants come last, so that the quick one wins where both are there.
    return {grant.case_id: grant for grant in sorted(found, key=lambda one: one.holder.startswith(CATALOGUE))}


def _open_cards(uow: UnitOfWork, instance: Instance, keyring: Keyring, held: Mapping[str, Grant]) -> dict[str, _Seen]:
    fresh = [one for one, grant in held.items() if not grant.holder.startswith(CATALOGUE)][:REWRAPPED_AT_ONCE]
    wanted = [one for one, grant in held.items() if grant.holder.startswith(CATALOGUE)] + fresh
    cards = {card.case_id: card for card in uow.cards.find(case_id=wanted)}
    sources = {keys.case_id: keys.source_key for keys in uow.case_keys.find(case_id=fresh)}
    opener = _Opener(instance, keyring, sources)
    return {one: opener.open(held[one], cards[one]) for one in wanted if one in cards}


class _Opener:
    """Opens many cards, deriving each holder's catalogue key once.

    Anyone can seal a card to a role's open key, so a card seen for the first time must be signed by its source.
    A re-wrapped one was checked then, and nobody without the holder's key can put another in its place.
    """

    def __init__(self, instance: Instance, keyring: Keyring, sources: Mapping[str, bytes]) -> None:
        self._keys = instance.grant_keys
        self._keyring = keyring
        self._sources = sources
        self._catalogue: dict[str, bytes] = {}

    def open(self, grant: Grant, card: Card) -> _Seen:
        if grant.holder.startswith(CATALOGUE):
            content = open_rewrapped(self._keys, grant, self._key(grant.holder.removeprefix(CATALOGUE)))
            since = datetime.fromtimestamp(int.from_bytes(content[KEY_SIZE:]), UTC)
            return _Seen(_slip(_signed(card, content[:KEY_SIZE])), since)
        private = private_for(self._keyring, grant.holder)
        if private is None:
            message = "a card grant for another holder"
            raise crypto.NoMatchingKey(message)
        key, since = open_grant(self._keys, grant, private), clock.now()
        signed = _signed(card, key)
        if signed.signer != self._sources.get(card.case_id):
            message = "a card that the case's source did not write"
            raise crypto.Tampered(message)
        content = key + int(since.timestamp()).to_bytes(8)
        return _Seen(_slip(signed), since, rewrap(self._keys, grant, self._key(grant.holder), content), grant)

    def _key(self, holder: str) -> bytes:
        if holder not in self._catalogue:
            private = private_for(self._keyring, holder)
            if private is None:
                message = "a card grant for another holder"
                raise crypto.NoMatchingKey(message)
            self._catalogue[holder] = catalogue_key(private, holder)
        return self._catalogue[holder]


def _signed(card: Card, key: bytes) -> Signed:
    place = places.card(card.case_id)
    return crypto.check_signed(crypto.unpad(crypto.decrypt(key, card.sealed, place)), place)


def _slip(signed: Signed) -> Slip:
    return Slip.from_json(signed.body)


def _keep(instance: Instance, seen: Iterable[_Seen]) -> None:
    fresh = [(one.wrapped, one.replaces) for one in seen if one.wrapped is not None and one.replaces is not None]

    def work(uow: UnitOfWork) -> None:
        for wrapped, replaces in fresh:
            removed = uow.grants.delete(
                case_id=replaces.case_id, kind=replaces.kind, holder=replaces.holder, withdrawn=False
            )
            if removed:
                uow.grants.add(wrapped)

    if fresh:
        transact(instance.database, work)


def _sort_key(case: Case, seen: Mapping[str, _Seen]) -> tuple[bool, int, int, int, str]:
    state = State(case.state)
    open_and_urgent = case.urgent and state is not State.CLOSED
    rank = seen[case.id].slip.rank if case.id in seen else UNSORTED
    return not open_and_urgent, ORDER.index(state), case.day.toordinal(), rank, case.id


def _names(uow: UnitOfWork, keyring: Keyring, case_ids: list[str]) -> dict[str, tuple[str, ...]]:
    people = {f"member:{person.id}": person.username for person in keyring.membership.people()}
    found: dict[str, tuple[str, ...]] = {}
    for grant in uow.grants.find(case_id=case_ids, kind=GrantKind.CASE):
        if grant.holder in people:
            found[grant.case_id] = (*found.get(grant.case_id, ()), people[grant.holder])
    return found


def _item(case: Case, seen: _Seen | None, assigned: tuple[str, ...]) -> QueueItem:
    hours = None
    if case.urgent and seen is not None:
        hours = int((clock.now() - seen.since).total_seconds() // 3600)
    return QueueItem(
        case.id, case.day.isoformat(), case.urgent, hours, State(case.state), seen.slip if seen else None, assigned
    )

"""The queue: what waits for whom, sorted by urgency, day and triage slip, without opening a case.

Cards are opened in memory for one request. A holder's first look re-wraps a card under the holder's catalogue key
(microseconds instead of a KEM) together with the time of that look, from which an urgent case's waiting is counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from intake import clock
from intake.domain.entities import Case, Grant, GrantKind
from intake.domain.review import State
from intake.domain.testimony import Slip
from intake.services.cards import CardOpener, KeptCard
from intake.services.grants import CATALOGUE
from intake.services.holders import holders_of
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork

PAGE = 50
REWRAPPED_AT_ONCE = 500
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


def queue(instance: Instance, keyring: Keyring, *, page: int = 1) -> QueuePage:
    """Return one page of the cases that this member holds a card of."""
    desk = _Desk(CardOpener(instance.grant_keys, keyring))
    with instance.database.reading() as uow:
        held = _held(uow, keyring)
        cases = [case for case in uow.cases.find(destroy_on=None) if case.id in held]
        desk.open(uow, [held[case.id] for case in cases if case.state == State.NEW])
        cases.sort(key=desk.sort_key)
        pages = max(1, -(-len(cases) // PAGE))
        page = min(max(page, 1), pages)
        shown = cases[(page - 1) * PAGE : page * PAGE]
        desk.open(uow, [held[case.id] for case in shown if case.id not in desk.cards])
        names = _names(uow, keyring, [case.id for case in shown])
    _keep(instance, desk.kept)
    items = tuple(_item(case, desk.cards.get(case.id), names.get(case.id, ())) for case in shown)
    return QueuePage(items, len(cases), page, pages)


@dataclass(slots=True)
class _Desk:
    """The cards that lie open during one request, and the grants that take others' places after it."""

    opener: CardOpener
    cards: dict[str, KeptCard] = field(default_factory=dict)
    kept: list[tuple[Grant, Grant]] = field(default_factory=list)

    def open(self, uow: UnitOfWork, grants: list[Grant]) -> None:
        """Open these cards: all that are kept already, and some of those seen for the first time."""
        for grant in grants:
            if grant.holder.startswith(CATALOGUE):
                self.cards[grant.case_id] = self.opener.reopen(grant)
        fresh = [grant for grant in grants if not grant.holder.startswith(CATALOGUE)][:REWRAPPED_AT_ONCE]
        wanted = [grant.case_id for grant in fresh]
        found = {card.case_id: card for card in uow.cards.find(case_id=wanted)}
        sources = {keys.case_id: keys.source_key for keys in uow.case_keys.find(case_id=wanted)}
        for grant in fresh:
            if grant.case_id in found:
                card = self.cards[grant.case_id] = self.opener.open(grant, found[grant.case_id], sources)
                self.kept.append((grant, self.opener.keep(grant, card)))

    def sort_key(self, case: Case) -> tuple[bool, int, int, int, str]:
        """Urgent and open first, then by state, day and slip."""
        state = State(case.state)
        open_and_urgent = case.urgent and state is not State.CLOSED
        rank = self.cards[case.id].slip.rank if case.id in self.cards else UNSORTED
        return not open_and_urgent, ORDER.index(state), case.day.toordinal(), rank, case.id


def _held(uow: UnitOfWork, keyring: Keyring) -> dict[str, Grant]:
    mine = holders_of(keyring)
    wanted = [*mine, *(CATALOGUE + holder for holder in mine)]
    found = uow.grants.find(kind=GrantKind.CARD, holder=wanted, withdrawn=False)
    # Re-wrapped grants come last, so that the quick one wins where both are there.
    return {grant.case_id: grant for grant in sorted(found, key=lambda one: one.holder.startswith(CATALOGUE))}


def _keep(instance: Instance, kept: Sequence[tuple[Grant, Grant]]) -> None:
    def work(uow: UnitOfWork) -> None:
        for before, wrapped in kept:
            if uow.grants.delete(case_id=before.case_id, kind=before.kind, holder=before.holder, withdrawn=False):
                uow.grants.add(wrapped)

    if kept:
        transact(instance.database, work)


def _names(uow: UnitOfWork, keyring: Keyring, case_ids: list[str]) -> dict[str, tuple[str, ...]]:
    people = {f"member:{person.id}": person.username for person in keyring.membership.people()}
    found: dict[str, tuple[str, ...]] = {}
    for grant in uow.grants.find(case_id=case_ids, kind=GrantKind.CASE):
        if grant.holder in people:
            found[grant.case_id] = (*found.get(grant.case_id, ()), people[grant.holder])
    return found


def _item(case: Case, card: KeptCard | None, assigned: tuple[str, ...]) -> QueueItem:
    hours = None
    if case.urgent and card is not None:
        hours = int((clock.now() - card.since).total_seconds() // 3600)
    return QueueItem(
        case.id, case.day.isoformat(), case.urgent, hours, State(case.state), card.slip if card else None, assigned
    )

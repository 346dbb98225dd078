"""The queue: what waits for whom, sorted by urgency, day and triage slip, without opening a case.

Cards are opened in memory for one request. A holder's first look re-wraps a card under the holder's catalogue key
(microseconds instead of a KEM) together with the time of that look, from which an urgent case's waiting is counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from intake import clock
from intake.domain.entities import Case, GrantKind
from intake.domain.review import State
from intake.domain.testimony import Slip
from intake.services.cards import CardOpener, KeptCard
from intake.services.desk import Desk, held_by, keep
from intake.services.instance import Instance
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork

PAGE = 50
UNSORTED = 4
ORDER = (
    State.NEW,
    State.TRIAGED,
    State.CODING,
    State.SECOND_CODING,
    State.ADJUDICATION,
    State.ON_HOLD,
    State.VERIFIED,
    State.CLOSED,
)


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
    desk = Desk(CardOpener(instance.grant_keys, keyring))
    with instance.database.reading() as uow:
        held = held_by(uow, keyring)
        cases = [case for case in uow.cases.find(destroy_on=None, state=ORDER) if case.id in held]
        desk.open(uow, [held[case.id] for case in cases if case.state == State.NEW])
        cases.sort(key=lambda case: _sort_key(case, desk.cards))
        pages = max(1, -(-len(cases) // PAGE))
        page = min(max(page, 1), pages)
        shown = cases[(page - 1) * PAGE : page * PAGE]
        desk.open(uow, [held[case.id] for case in shown if case.id not in desk.cards])
        names = _names(uow, keyring, [case.id for case in shown])
    keep(instance, desk.kept)
    items = tuple(_item(case, desk.cards.get(case.id), names.get(case.id, ())) for case in shown)
    return QueuePage(items, len(cases), page, pages)


def _sort_key(case: Case, cards: Mapping[str, KeptCard]) -> tuple[bool, int, int, int, str]:
    """Urgent and open first, then by state, day and slip."""
    state = State(case.state)
    open_and_urgent = case.urgent and state is not State.CLOSED
    rank = cards[case.id].slip.rank if case.id in cards else UNSORTED
    return not open_and_urgent, ORDER.index(state), case.day.toordinal(), rank, case.id


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

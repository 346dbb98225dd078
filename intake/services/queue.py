"""The queue: the one list of cases for daily work, found by `finding` and shown from the cases' own cards.

Cards are opened in memory for one request. A holder's first look re-wraps a card under the holder's catalogue key
together with the time of that look, from which an urgent case's waiting is counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from intake import clock
from intake.domain import urgency
from intake.domain.entities import Case, GrantKind
from intake.domain.entry import Entry
from intake.domain.finding import Filter
from intake.domain.review import State
from intake.domain.testimony import Slip
from intake.services import entries
from intake.services.cards import CardOpener, KeptCard
from intake.services.desk import Desk, held_by, keep
from intake.services.finding import find
from intake.services.instance import Instance
from intake.services.keyring import Keyring
from intake.services.news import unseen
from intake.services.ports import UnitOfWork

PAGE = 50


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One case in the list. `waiting_hours` since staff could first see it, for urgent cases only.

    `slip` and `entry` are None where they could not be opened yet. `news`: how many pieces came from the source that
    no staff member has seen.
    """

    case_id: str
    day: str
    urgent: bool
    waiting_hours: int | None
    state: State
    slip: Slip | None
    entry: Entry | None
    assigned: tuple[str, ...]
    news: int


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of the queue; pages count from 1. `unopened`: cases whose cards wait for another look."""

    items: tuple[QueueItem, ...]
    total: int
    page: int
    pages: int
    unopened: int


def queue(instance: Instance, keyring: Keyring, asked: Filter | None = None, *, page: int = 1) -> QueuePage:
    """Return one page of those cases that this member holds a card of and looks for."""
    found = find(instance, keyring, asked or Filter())
    pages = max(1, -(-len(found.ids) // PAGE))
    page = min(max(page, 1), pages)
    shown = items(instance, keyring, found.ids[(page - 1) * PAGE : page * PAGE])
    return QueuePage(shown, len(found.ids), page, pages, found.unopened)


def items(instance: Instance, keyring: Keyring, case_ids: Sequence[str]) -> tuple[QueueItem, ...]:
    """Return these cases as they are now; without those that were withdrawn or taken away meanwhile."""
    desk = Desk(CardOpener(instance.grant_keys, keyring))
    with instance.database.reading() as uow:
        held = held_by(uow, keyring, case_ids)
        desk.open(uow, list(held.values()))
        cards = {card.case_id: card for card in uow.cards.find(case_id=case_ids)}
        names, newest = _names(uow, keyring, case_ids), uow.newest_numbers(case_ids)
        found = {}
        for case in uow.cases.find(id=list(held), destroy_on=None):
            kept = desk.cards.get(case.id)
            entry = entries.read(cards[case.id], kept.key) if kept and case.id in cards else None
            news = unseen(uow, instance, keyring, case.id, entry.seen, newest[case.id]) if entry else 0
            found[case.id] = _item(case, kept, entry, names.get(case.id, ()), news, keyring.person.id)
    keep(instance, desk.kept)
    return tuple(found[case_id] for case_id in case_ids if case_id in found)


def _names(uow: UnitOfWork, keyring: Keyring, case_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    people = {f"member:{person.id}": person.username for person in keyring.membership.people()}
    found: dict[str, tuple[str, ...]] = {}
    for grant in uow.grants.find(case_id=case_ids, kind=GrantKind.CASE):
        if grant.holder in people:
            found[grant.case_id] = (*found.get(grant.case_id, ()), people[grant.holder])
    return found


def _item(  # the row, the card, what staff know of it, who has it, what came since, and who reads
    case: Case, kept: KeptCard | None, entry: Entry | None, names: tuple[str, ...], news: int, reader: str
) -> QueueItem:
    hours = None
    if case.urgent and kept is not None:
        hours = int((clock.now() - urgency.began(case.day, kept.since)).total_seconds() // 3600)
    return QueueItem(
        case_id=case.id,
        day=case.day.isoformat(),
        urgent=case.urgent,
        waiting_hours=hours,
        state=State(case.state),
        slip=kept.slip if kept else None,
        entry=entry.for_second_coder() if entry and reader in entry.blind else entry,
        assigned=names,
        news=news,
    )

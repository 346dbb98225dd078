"""Cards on a member's desk: opened in memory for one request, and kept re-wrapped for the next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from intake.domain.entities import Grant, GrantKind
from intake.services.cards import CardOpener, KeptCard
from intake.services.grants import CATALOGUE
from intake.services.holders import holders_of
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.ports import Begins, UnitOfWork

REWRAPPED_AT_ONCE = 500

Item = TypeVar("Item")


@dataclass(slots=True)
class Desk:
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


def held_by(uow: UnitOfWork, keyring: Keyring, case_ids: Sequence[str] | None = None) -> dict[str, Grant]:
    """Return the card grant of every case that this member holds one of, or of these cases."""
    mine = holders_of(keyring)
    return _quick_last(uow.grants.find(**_cards_of(mine, case_ids)))


def held_in(uow: UnitOfWork, holder: str, buckets: Sequence[str] | None) -> dict[str, Grant]:
    """Return the card grants of one holder, or those for the cases whose ids begin so."""
    wanted = _cards_of([holder], None if buckets is None else Begins(tuple(buckets)))
    return _quick_last(uow.grants.find(**wanted))


def count_held(uow: UnitOfWork, holder: str) -> int:
    """Return how many card grants a holder has."""
    return uow.grants.count(**_cards_of([holder]))


def keep(instance: Instance, kept: Sequence[tuple[Grant, Grant]]) -> None:
    """Put the re-wrapped grants in the place of those that were opened."""
    if kept:
        transact(instance.database, lambda uow: put_back(uow, kept))


def put_back(uow: UnitOfWork, kept: Sequence[tuple[Grant, Grant]]) -> None:
    """Do the same within a transaction."""
    for before, wrapped in kept:
        if uow.grants.delete(case_id=before.case_id, kind=before.kind, holder=before.holder, withdrawn=False):
            uow.grants.add(wrapped)


def card_key(uow: UnitOfWork, instance: Instance, keyring: Keyring, case_id: str) -> bytes | None:
    """Return the key of a case's card, from whichever grant this member can open; None without one."""
    grant = held_by(uow, keyring, [case_id]).get(case_id)
    return None if grant is None else CardOpener(instance.grant_keys, keyring).key(grant)


def chunks(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """Return the items in lots of at most so many."""
    return (items[start : start + size] for start in range(0, len(items), size))


def _cards_of(holders: Sequence[str], case_ids: Begins | Sequence[str] | None = None) -> dict[str, Any]:
    """Return what tells the card grants of these holders, kept or not, from all others; of these cases or of all."""
    wanted = [*holders, *(CATALOGUE + holder for holder in holders)]
    only = {} if case_ids is None else {"case_id": case_ids}
    return {"kind": GrantKind.CARD, "holder": wanted, "withdrawn": False, **only}


def _quick_last(found: Sequence[Grant]) -> dict[str, Grant]:
    """Return one grant a case, the re-wrapped one where both are there: it opens quickly."""
    return {grant.case_id: grant for grant in sorted(found, key=lambda one: one.holder.startswith(CATALOGUE))}

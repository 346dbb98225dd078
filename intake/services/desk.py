"""Cards on a member's desk: opened in memory for one request, and kept re-wrapped for the next."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from intake.domain.entities import Grant, GrantKind
from intake.services.cards import CardOpener, KeptCard
from intake.services.grants import CATALOGUE
from intake.services.holders import holders_of
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork

REWRAPPED_AT_ONCE = 500


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


def held_by(uow: UnitOfWork, keyring: Keyring) -> dict[str, Grant]:
    """Return the card grant of every case that this member holds one of."""
    mine = holders_of(keyring)
    wanted = [*mine, *(CATALOGUE + holder for holder in mine)]
    found = uow.grants.find(kind=GrantKind.CARD, holder=wanted, withdrawn=False)
    # Re-wrapped grants come last, so that the quick one wins where both are there.
    return {grant.case_id: grant for grant in sorted(found, key=lambda one: one.holder.startswith(CATALOGUE))}


def keep(instance: Instance, kept: Sequence[tuple[Grant, Grant]]) -> None:
    """Put the re-wrapped grants in the place of those that were opened."""

    def work(uow: UnitOfWork) -> None:
        for before, wrapped in kept:
            if uow.grants.delete(case_id=before.case_id, kind=before.kind, holder=before.holder, withdrawn=False):
                uow.grants.add(wrapped)

    if kept:
        transact(instance.database, work)

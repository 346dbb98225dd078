"""After a restore: the draws that the backup does not know come back from the copies, or count as drawn."""

from dataclasses import dataclass

import crypto
from intake.domain import strict
from intake.services import copied, lost
from intake.services.errors import NotVouched
from intake.services.instance import Instance
from intake.services.membership import load_membership

UNREADABLE = (crypto.CryptoError, NotVouched, strict.BadShape)


@dataclass(frozen=True, slots=True)
class Recovered:
    """`adopted`: how many draws came back from the copies. `spent`: how many cohorts and years are given up.

    `given_up`: what came by now is never counted in another cohort, because nobody knows whether it was counted.
    """

    adopted: int
    spent: int
    given_up: bool


def recover(instance: Instance, *, nothing_drawn: bool) -> Recovered:
    """Complete a restored database. `nothing_drawn`: somebody vouches that nothing was drawn since its backup.

    A draw whose auditor the backup does not know is lost: it cannot be told from a forged one. Raises `BrokenChain`,
    and `OthersCopies` where the copies are another instance's.
    """
    at_hand = copied.is_ours(instance)
    copied.claim(instance)
    adopted, unread = _adopt(instance)
    given_up = bool(unread) or not (at_hand or nothing_drawn)
    spent = lost.give_up(instance, unread) if given_up else 0
    with instance.database.reading() as uow:
        membership = load_membership(uow, instance.settings)
    copied.complete(instance, membership)
    return Recovered(adopted, spent, given_up)


def _adopt(instance: Instance) -> tuple[int, list[str]]:
    """Adopt what can be; return how many draws that were, and those that cannot."""
    with instance.database.reading() as uow:
        membership, waiting = load_membership(uow, instance.settings), copied.unknown(uow, instance)
    adopted, unread = 0, list[str]()
    for subject in sorted(waiting):
        try:
            adopted += copied.adopt(instance, membership, subject)
        except UNREADABLE:
            unread.append(subject)
    return adopted, unread

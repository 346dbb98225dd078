"""People in danger who wait too long for a first answer: told on every page of who can do something about it.

It must be cheap, because it stands on every page, and must not depend on somebody opening the queue. So it reads the
few urgent cases that are still unanswered, decides what it can by their days, and opens only the cards that are kept
already, some at most: a card that nobody saw yet is for the queue to open, which starts the clock.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import crypto
from intake import clock
from intake.domain import urgency
from intake.domain.entities import Box, Case, Grant, GrantKind
from intake.domain.review import State
from intake.services.cards import CardOpener
from intake.services.grants import CATALOGUE
from intake.services.holders import holders_of
from intake.services.instance import Instance
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork

UNANSWERED = (State.NEW, State.TRIAGED)
CIRCLES = ("intake", "children")
CUSTODIANS = "custodian"
LOOKED_AT = 100
"""Urgent cases that one page looks at, oldest first; the rest counts as waiting since its day."""
OPENED = 20
"""Kept cards that one page opens."""
LISTED = 5
"""Cases that the line links to."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """Who waits too long. `late` certainly do; `perhaps` may, as nobody who reads this knows their hour.

    `oldest` is the day on which the first of them came, `mine` the ones that the reader may open, oldest first.
    """

    late: int
    perhaps: int
    oldest: date
    mine: tuple[str, ...]


def alarm(instance: Instance, keyring: Keyring) -> Alarm | None:
    """Return who waits too long, as far as it concerns this member; None when nobody does.

    The circles are told of the cases that they hold, custodians of all.
    """
    if not any(keyring.has(role) for role in (*CIRCLES, CUSTODIANS)):
        return None
    with instance.database.reading() as uow:
        cases = uow.cases.find(urgent=True, state=UNANSWERED, destroy_on=None, order="day")
        return _judge(uow, instance, keyring, cases) if cases else None


def _judge(uow: UnitOfWork, instance: Instance, keyring: Keyring, cases: list[Case]) -> Alarm | None:
    looked_at = [case.id for case in cases[:LOOKED_AT]]
    held: dict[str, list[Grant]] = {}
    for grant in uow.grants.find(case_id=looked_at, kind=GrantKind.CARD, withdrawn=False):
        held.setdefault(grant.case_id, []).append(grant)
    done = {case_id for case_id, found in held.items() if _is_claimed(found)} | _answered(uow, looked_at)
    mine = _mine(held, keyring)
    wide = keyring.has(CUSTODIANS)
    waiting = [case for case in cases if case.id not in done and (wide or case.id in mine)]
    opener = CardOpener(instance.grant_keys, keyring)
    late, perhaps = _sort_out(waiting, mine, opener, instance.settings.urgent_hours)
    told = sorted([*late, *perhaps], key=lambda case: case.day)
    links = tuple(case.id for case in told if case.id in mine)[:LISTED]
    return Alarm(len(late), len(perhaps), told[0].day, links) if told else None


def _is_claimed(grants: Collection[Grant]) -> bool:
    """Whether somebody has it: a member of their own, or the circle through a member."""
    return any(grant.holder.removeprefix(CATALOGUE).startswith("member:") for grant in grants)


def _answered(uow: UnitOfWork, case_ids: list[str]) -> set[str]:
    """Return the cases whose mailbox holds an answer; one question for all, as there is mostly none."""
    if not uow.documents.count(case_id=case_ids, box=Box.MAILBOX):
        return set()
    return {case_id for case_id in case_ids if uow.documents.count(case_id=case_id, box=Box.MAILBOX)}


def _mine(held: Mapping[str, list[Grant]], keyring: Keyring) -> dict[str, Grant]:
    """Return the card grants that this member can open, the kept one where both are there."""
    holders = holders_of(keyring)
    found = {}
    for case_id, grants in held.items():
        own = [one for one in grants if one.holder.removeprefix(CATALOGUE) in holders]
        if own:
            found[case_id] = max(own, key=_is_kept)
    return found


def _is_kept(grant: Grant) -> bool:
    return grant.holder.startswith(CATALOGUE)


def _sort_out(
    waiting: list[Case], mine: Mapping[str, Grant], opener: CardOpener, hours: int
) -> tuple[list[Case], list[Case]]:
    """Return the cases that are late for sure, and those that may be."""
    now, late, perhaps, cards = clock.now(), [], [], OPENED
    for case in waiting:
        if urgency.is_late_whenever_seen(case.day, now, hours):
            late.append(case)
        elif cards and case.id in mine and _is_kept(mine[case.id]):
            cards -= 1
            if urgency.is_late(case.day, _seen(opener, mine[case.id]), now, hours):
                late.append(case)
        elif urgency.is_late(case.day, None, now, hours):
            perhaps.append(case)
    return late, perhaps


def _seen(opener: CardOpener, grant: Grant) -> datetime | None:
    """Return when staff could first see a case; a card that does not open any more says nothing."""
    try:
        return opener.reopen(grant).since
    except crypto.CryptoError:
        return None

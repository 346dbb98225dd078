"""Which key a source seals to: the one its mailbox knows, or the one that the circle has put in its place since.

The mailbox follows the links that the circle left for it (`domain/succession.py`) and keeps where they led, so that a
later look refuses whoever takes them away. It seals to no key that it cannot follow.
"""

from dataclasses import replace
from functools import partial

import crypto
from crypto import PublicKey, SourceKeys
from intake.config import Settings
from intake.domain.entities import CaseKeys
from intake.domain.succession import BrokenSuccession, Succession, ahead, leads, new_links, renamed
from intake.services import consents
from intake.services.consents import MAILBOX_HOLDER
from intake.services.errors import BrokenChain, IntakeClosed
from intake.services.instance import Instance, transact
from intake.services.mailbox_state import MailboxState
from intake.services.membership import load_membership
from intake.services.ports import UnitOfWork


def look(instance: Instance, keys: SourceKeys) -> None:
    """Learn the case's key as soon as its source returns. What does not hold is left for whoever seals to it."""
    try:
        transact(instance.database, partial(current, settings=instance.settings, keys=keys))
    except IntakeClosed:
        return


def current(uow: UnitOfWork, settings: Settings, keys: SourceKeys) -> PublicKey | None:
    """Return the key to seal to and keep it in the mailbox; None when there is no mailbox.

    Raises `IntakeClosed` when no signed link leads from the key that the mailbox knows to the one that the case has.
    """
    mailbox = uow.mailboxes.get(keys.lookup_id)
    if mailbox is None:
        return None
    state = MailboxState.open(keys, mailbox)
    case = uow.case_keys.get(state.case_id)
    if case is None or case.public_key == state.case_key.raw:
        return state.case_key
    try:
        found = _followed(state, case, _links(uow, settings, keys, case))
    except (BrokenSuccession, BrokenChain, crypto.CryptoError) as error:
        raise IntakeClosed from error
    uow.mailboxes.change(keys.lookup_id, state=found.seal(keys).state)
    return found.case_key


def named_leads(uow: UnitOfWork, settings: Settings, keys: SourceKeys, case: CaseKeys) -> frozenset[str]:
    """Return the members who lead a case that not the whole circle may open. Raises `IntakeClosed`."""
    known = current(uow, settings, keys)
    try:
        links = _links(uow, settings, keys, case)
        ahead(known.raw.hex() if known else "", links)
    except (BrokenSuccession, BrokenChain, crypto.CryptoError) as error:
        raise IntakeClosed from error
    return leads(links)


def _links(uow: UnitOfWork, settings: Settings, keys: SourceKeys, case: CaseKeys) -> list[Succession]:
    copies = uow.consents.find(case_id=case.case_id, holder=MAILBOX_HOLDER, order="number")
    if not copies:
        return []
    membership = load_membership(uow, settings)
    said = consents.open_statements(copies, keys.mailbox, case.source_key, membership)
    return [one for one in said if isinstance(one, Succession)]


def _followed(state: MailboxState, case: CaseKeys, links: list[Succession]) -> MailboxState:
    known = state.case_key.raw.hex()
    if ahead(known, links) != case.public_key.hex():
        raise BrokenSuccession
    copy = renamed(state.consent, state.copy, new_links(known, links))
    return replace(state, case_key=PublicKey(case.public_key), copy=copy)

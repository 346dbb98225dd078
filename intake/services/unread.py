"""Which answers a source has seen: one number in the mailbox's state, which only the codename opens.

The server learns nothing from the state itself. Whoever compares two copies of the database sees that the state of a
mailbox changed between them: after an answer came, its source opened the mailbox.
"""

from dataclasses import replace

from crypto import SourceKeys
from intake.services.instance import Instance, transact
from intake.services.mailbox_state import MailboxState
from intake.services.ports import UnitOfWork


def mark_seen(instance: Instance, keys: SourceKeys, number: int) -> None:
    """Keep that the answers up to this number were shown. A mailbox that is gone stays so."""

    def work(uow: UnitOfWork) -> None:
        mailbox = uow.mailboxes.get(keys.lookup_id)
        if mailbox is not None:
            state = replace(MailboxState.open(keys, mailbox), seen=number)
            uow.mailboxes.change(keys.lookup_id, state=state.seal(keys).state)

    transact(instance.database, work)

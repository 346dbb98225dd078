"""A member's own choices, sealed to themselves; what they would rather not read also to the circle that assigns.

The circle's pages say of one case only whether a member prefers not to have it. Its keys open the list.
"""

import json
from collections.abc import Mapping

from intake.domain.choices import Choices
from intake.domain.content import Content
from intake.services import notes
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.notes import NoteKind
from intake.services.ports import UnitOfWork

CIRCLE = "intake"


def read(instance: Instance, keyring: Keyring) -> Choices:
    """Return what the member chose, or what holds for who chose nothing."""
    with instance.database.reading() as uow:
        return chosen(uow, keyring)


def chosen(uow: UnitOfWork, keyring: Keyring) -> Choices:
    """Return the same within a transaction."""
    text = notes.own(uow, keyring, NoteKind.CHOICES)
    return Choices() if text is None else Choices.parse(text)


def save(instance: Instance, keyring: Keyring, choices: Choices) -> None:
    """Keep the member's choices, and tell the circle what they would rather not read."""
    said = json.dumps(list(choices.avoids))

    def work(uow: UnitOfWork) -> None:
        notes.keep(uow, keyring, NoteKind.CHOICES, choices.to_json())
        circle = keyring.membership.role_key(CIRCLE)
        notes.write(uow, keyring, circle, NoteKind.AVOIDS, said, note_id=notes.own_id(keyring, NoteKind.AVOIDS))

    transact(instance.database, work)


def avoided(instance: Instance, keyring: Keyring) -> Mapping[str, frozenset[Content]]:
    """Return what each member would rather not read, by member id, as far as this member can open it."""
    with instance.database.reading() as uow:
        found = notes.mine(uow, keyring, NoteKind.AVOIDS)
    return {one.writer.id: frozenset(map(Content, json.loads(one.text))) for one in found}

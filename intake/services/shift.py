"""Shift notes: what the intake circle tells those who come next. Sealed to the circle, about no case in particular."""

from intake.services import notes
from intake.services.errors import NotFound, TooMuch
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.notes import NoteKind
from intake.services.ports import UnitOfWork
from intake.services.texts import check_text

READERS = "intake"
LONGEST = 4000
"""Characters of a note."""


def write(instance: Instance, keyring: Keyring, text: str) -> None:
    """Leave a note for the circle. Raises `CodenameInText`, `TooMuch`."""
    check_text(text)
    if len(text) > LONGEST:
        raise TooMuch
    reader = keyring.membership.role_key(READERS)
    transact(instance.database, lambda uow: notes.write(uow, keyring, reader, NoteKind.SHIFT, text))


def forget(instance: Instance, keyring: Keyring, note_id: str) -> None:
    """Take back a note of one's own. Raises `NotFound`."""

    def work(uow: UnitOfWork) -> None:
        own = {one.id for one in notes.mine(uow, keyring, NoteKind.SHIFT) if one.writer.id == keyring.person.id}
        if note_id not in own:
            raise NotFound
        notes.destroy(uow, note_id)

    transact(instance.database, work)

"""Notes about no case, for a role or for oneself."""

from dataclasses import replace

import pytest

import crypto
from intake.services import notes
from intake.services.errors import NotVouched
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.notes import NoteKind, OpenedNote
from tests.plugins.instances import Staff


def write(instance: Instance, keyring: Keyring, text: str, note_id: str | None = None) -> str:
    circle = keyring.membership.role_key("intake")
    return transact(
        instance.database, lambda uow: notes.write(uow, keyring, circle, NoteKind.SHIFT, text, note_id=note_id)
    )


def mine(instance: Instance, keyring: Keyring, kind: NoteKind = NoteKind.SHIFT) -> list[OpenedNote]:
    with instance.database.reading() as uow:
        return notes.mine(uow, keyring, kind)


def test_a_roles_note_is_read_by_the_role(instance: Instance, staff: Staff) -> None:
    anna = staff.keyring(instance, "anna")
    note_id = write(instance, anna, "Two wait for an answer.")
    (note,) = mine(instance, staff.keyring(instance, "boris"))
    assert (note.id, note.text, note.writer.username) == (note_id, "Two wait for an answer.", "anna")
    for username in ("rita", "kira", "alena", "ilona", "adam"):
        assert mine(instance, staff.keyring(instance, username)) == []
    assert mine(instance, anna, NoteKind.FILTER) == []


def test_writing_again_replaces_it_and_it_can_be_deleted(instance: Instance, staff: Staff) -> None:
    anna = staff.keyring(instance, "anna")
    note_id = write(instance, anna, "first")
    assert write(instance, anna, "second", note_id) == note_id
    assert [one.text for one in mine(instance, anna)] == ["second"]
    transact(instance.database, lambda uow: notes.destroy(uow, note_id))
    assert mine(instance, anna) == []


def test_nobody_leaves_choices_on_anothers_desk(instance: Instance, staff: Staff) -> None:
    rita, ruslan = staff.keyring(instance, "rita"), staff.keyring(instance, "ruslan")
    for writer in (rita, ruslan):
        transact(
            instance.database,
            lambda uow, writer=writer: notes.write(uow, writer, rita.person, NoteKind.CHOICES, writer.person.username),  # type: ignore[misc]
        )
    assert [one.text for one in mine(instance, rita, NoteKind.CHOICES)] == ["rita"]
    assert mine(instance, ruslan, NoteKind.CHOICES) == []


def test_a_note_moved_to_another_place_or_by_a_stranger_is_refused(instance: Instance, staff: Staff) -> None:
    anna = staff.keyring(instance, "anna")
    note_id = write(instance, anna, "mine")
    with instance.database.writing() as uow:
        row = uow.notes.get(note_id, "role:intake:1")
        assert row is not None
        uow.notes.delete(id=note_id)
        uow.notes.add(replace(row, id="0" * 32))
        uow.commit()
    with pytest.raises(crypto.CryptoError):
        mine(instance, anna)
    transact(instance.database, lambda uow: notes.destroy(uow, "0" * 32))
    write(instance, replace(anna, identity=crypto.Identity.generate()), "not mine")
    with pytest.raises(NotVouched):
        mine(instance, anna)

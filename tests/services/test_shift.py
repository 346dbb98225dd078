"""Shift notes: for the circle alone, and taken back by who wrote them."""

import pytest

from intake.services import notes, shift
from intake.services.errors import CodenameInText, NotFound, TooMuch
from intake.services.instance import Instance
from intake.services.notes import NoteKind, OpenedNote
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify


def seen(instance: Instance, staff: Staff, username: str) -> list[OpenedNote]:
    keyring = staff.keyring(instance, username)
    with instance.database.reading() as uow:
        return notes.mine(uow, keyring, NoteKind.SHIFT)


def test_the_circle_reads_it_and_nobody_else(instance: Instance, staff: Staff) -> None:
    shift.write(instance, staff.keyring(instance, "anna"), "The doctor calls back tomorrow.")
    (note,) = seen(instance, staff, "boris")
    assert (note.text, note.writer.username) == ("The doctor calls back tomorrow.", "anna")
    for username in ("rita", "kira", "adam"):
        assert seen(instance, staff, username) == []


def test_only_who_wrote_it_takes_it_back(instance: Instance, staff: Staff) -> None:
    shift.write(instance, staff.keyring(instance, "anna"), "Mine.")
    (note,) = seen(instance, staff, "boris")
    with pytest.raises(NotFound):
        shift.forget(instance, staff.keyring(instance, "boris"), note.id)
    shift.forget(instance, staff.keyring(instance, "anna"), note.id)
    assert seen(instance, staff, "boris") == []


def test_what_is_not_kept(instance: Instance, staff: Staff, testify: Testify) -> None:
    anna = staff.keyring(instance, "anna")
    with pytest.raises(CodenameInText):
        shift.write(instance, anna, testify().codename)
    with pytest.raises(TooMuch):
        shift.write(instance, anna, "x" * (shift.LONGEST + 1))
    assert seen(instance, staff, "anna") == []

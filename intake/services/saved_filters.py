"""A member's saved filters: each a note sealed to the member alone, so nobody learns what they look for."""

from dataclasses import dataclass
from typing import Self

from intake.domain import strict
from intake.domain.finding import Filter
from intake.services import notes
from intake.services.errors import NotAllowedNow, NotFound
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.notes import NoteKind, OpenedNote
from intake.services.ports import UnitOfWork

FORMAT = "holas-filter/1"
LONGEST_NAME = 60
"""Characters."""
MOST = 30


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A filter under the name that its member gave it."""

    id: str
    name: str
    asked: Filter

    @classmethod
    def of(cls, note: OpenedNote) -> Self:
        """Read a note. Raises `BadShape`."""
        data = strict.shape(strict.read_json(note.text, "filter"), "filter", ("format", "name", "asked"))
        strict.one_of(data["format"], "filter.format", (FORMAT,))
        asked = Filter.read(strict.each_text(data["asked"], "filter.asked"))
        return cls(note.id, strict.text(data["name"], "filter.name"), asked)


def mine(instance: Instance, keyring: Keyring) -> list[SavedFilter]:
    """Return the member's filters by name."""
    with instance.database.reading() as uow:
        return _mine(uow, keyring)


def keep(instance: Instance, keyring: Keyring, name: str, asked: Filter) -> None:
    """Save a filter; one of the same name gives way. Raises `NotAllowedNow` for no name, or one filter too many."""
    name = _tidied(name)

    def work(uow: UnitOfWork) -> None:
        before = _mine(uow, keyring)
        same = next((one.id for one in before if one.name == name), None)
        if same is None and len(before) >= MOST:
            raise NotAllowedNow
        _write(uow, keyring, name, asked, same)

    transact(instance.database, work)


def rename(instance: Instance, keyring: Keyring, filter_id: str, name: str) -> None:
    """Give a filter another name. Raises `NotFound`, and `NotAllowedNow` for no name or one that another has."""
    name = _tidied(name)

    def work(uow: UnitOfWork) -> None:
        before = _mine(uow, keyring)
        if any(one.name == name and one.id != filter_id for one in before):
            raise NotAllowedNow
        _write(uow, keyring, name, _one(before, filter_id).asked, filter_id)

    transact(instance.database, work)


def forget(instance: Instance, keyring: Keyring, filter_id: str) -> None:
    """Delete a filter of one's own. Raises `NotFound`."""

    def work(uow: UnitOfWork) -> None:
        notes.destroy(uow, _one(_mine(uow, keyring), filter_id).id)

    transact(instance.database, work)


def _mine(uow: UnitOfWork, keyring: Keyring) -> list[SavedFilter]:
    found = [SavedFilter.of(note) for note in notes.mine(uow, keyring, NoteKind.FILTER)]
    return sorted(found, key=lambda one: one.name.casefold())


def _one(found: list[SavedFilter], filter_id: str) -> SavedFilter:
    for one in found:
        if one.id == filter_id:
            return one
    raise NotFound


def _tidied(name: str) -> str:
    name = " ".join(name.split())[:LONGEST_NAME].strip()
    if not name:
        raise NotAllowedNow
    return name


def _write(uow: UnitOfWork, keyring: Keyring, name: str, asked: Filter, filter_id: str | None) -> None:
    text = strict.write_json({"format": FORMAT, "name": name, "asked": asked.said()}).decode()
    notes.write(uow, keyring, keyring.person, NoteKind.FILTER, text, note_id=filter_id)
